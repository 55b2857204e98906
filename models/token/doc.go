// Package token turns a caption into the ids that CLIP's text encoder reads.
//
// It is the byte-level BPE of the OpenAI CLIP release, which unCLIP's prior
// and decoder use unchanged (§2.1): the caption is repaired and folded to
// lower case (Clean), cut into words, numbers and punctuation, and each piece
// is merged bottom-up from its bytes. Encode frames the result with the start
// and end tokens and pads it to the 77 positions of the encoder.
//
// A vocabulary is only a list of merges: the 512 byte symbols in front of it
// and the two special tokens behind it follow from the list. Any prefix of
// CLIP's list is a smaller valid vocabulary, and ids below 512+len(merges)
// mean the same in all of them. The full list lives in package clipvocab, so
// that a browser binary does not have to carry it.
//
// The repair steps and their order are those that the Python package ftfy
// 6.3.1 documents for fix_text, which CLIP calls. WithMojibake is our own rule,
// which agrees with ftfy on common damage only.
//
// A Tokenizer does not change after New and may be used by many goroutines.
package token
