// Package sample walks the diffusion chains of unCLIP: noise schedules, the
// samplers that step along them, guidance, thresholding and seeded noise.
//
// Everything here is host arithmetic. The tables are float64, the state is
// float32, and no function calls a network: a [Sampler] says at which timestep
// it wants an evaluation, the caller runs the network wherever it lives, and
// hands the output to Step. [Run] is that loop in its plainest form.
//
// One sampler holds one picture (or one embedding). A batch is several
// samplers, so that a picture does not depend on its neighbours in the batch.
//
// The letters are those of the papers: xT is the start, x the current state,
// x0 the predicted clean sample, eps the predicted noise, z fresh noise, t the
// current timestep, s the next and less noisy one, alphaBar the product of the
// alphas up to t. The timestep -1 stands for clean data, alphaBar = 1.
//
// The same inputs give the same bits on every platform: products are rounded
// before they are added, and logarithm, exponential, sine and cosine are the
// package's own (see elementary.go).
package sample
