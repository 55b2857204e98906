// Package mojibake repairs text that was decoded with the wrong character set
// ("schÃ¶n", "â€œquotedâ€"), as CLIP's caption clean-up does before it
// tokenizes.
//
// It is a translation of the step fix_encoding of the Python package ftfy 6.3.1
// by Robyn Speer (see NOTICE and LICENSE). A table of unlikely neighbours
// decides whether text is broken at all (isBad); then the text is written in
// each old character set in turn until the bytes turn out to be UTF-8. It
// guesses, but rarely wrongly.
package mojibake
