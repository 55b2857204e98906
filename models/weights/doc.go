// Package weights is everything a model consists of at rest: a manifest, shards
// in the safetensors format, and the numbers inside them. All parsers here read
// untrusted bytes.
//
// # Storage
//
// Values are stored as the kernels read them: row-major, little-endian, padded
// with zeros. K runs along rows (the reduction axis), N along columns.
//
//	kind    logical shape      stored
//	matrix  [K, N]             [K4, N8]
//	conv    [kh, kw, IC, OC]   [kh·kw·IC4, OC8], rows in order ky, kx, ic
//	table   [V, C]             [V, C8]
//	vector  [..., C]           [..., C4], always f32
//
// where X4 and X8 are X rounded up to a multiple of 4 or 8. Quantised values are
// q·scale with one f16 scale per column and group of rows, stored beside the
// data as [⌈rows/group⌉, columns] under the name NAME.scale. An i4 byte holds
// two neighbouring columns, the even one in the low nibble, as q+8; so padding
// is 0x88 there.
package weights
