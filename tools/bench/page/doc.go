// Command page is our side of the benchmark, in a page or under Node: it runs
// networks through the engine's own runtime, planner and WebGPU device, and
// offers them to driver.mjs as the global unclipBench.
package main
