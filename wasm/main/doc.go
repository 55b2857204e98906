// Command main is the one wasm binary. It has two roles: where there is a
// document it runs the page, in a worker it runs the engine. The page compiles
// the module once and posts it to the worker.
package main
