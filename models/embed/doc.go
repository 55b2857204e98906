// Package embed is the geometry of CLIP embeddings and noise latents: the
// manipulations of unCLIP §3 and §4 that happen before any picture is decoded.
//
// Vectors are float32 and sums float64. No function changes its arguments, and
// results do not share memory with them. A vector of no length, of the wrong
// length, or with a NaN in it is an error, never a silent NaN in a picture.
package embed
