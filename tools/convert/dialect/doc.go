// Package dialect translates published checkpoints into our names, orientations
// and configurations. Nothing outside the converter knows the words used here.
//
// Two dialects are understood: that of Hugging Face's diffusers and transformers,
// and that of the original code (kakaobrain/karlo, openai/CLIP).
package dialect
