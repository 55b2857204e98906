package unclip

import "unclip/models/prior"

// CodeCache holds the keys and values of the codes that the autoregressive prior
// has read, for a batch of rows.
type CodeCache struct {
	config prior.ARConfig
	prefix int
	Values []float32 // [rows, 2·Layers·Codes, Width], the input "cache"
	Seen   []float32 // [rows, prefix+Codes], the input "seen"
}

// NewCodeCache returns an empty cache behind prefixes of which mask [rows,
// prefix] says what is real.
func NewCodeCache(c prior.ARConfig, rows int, mask []float32) *CodeCache {
	k := &CodeCache{config: c, prefix: len(mask) / rows, Values: make([]float32, rows*2*c.Layers*c.Codes*c.Width)}
	for row := range rows {
		k.Seen = append(k.Seen, mask[row*k.prefix:(row+1)*k.prefix]...)
		k.Seen = append(k.Seen, make([]float32, c.Codes)...)
	}
	return k
}

// Keep puts the output "fresh" of code k into the cache: [rows, 2·Layers, Width].
func (c *CodeCache) Keep(fresh []float32, k int) {
	width, codes := c.config.Width, c.config.Codes
	for i := range len(fresh) / width {
		copy(c.Values[(i*codes+k)*width:], fresh[i*width:(i+1)*width])
	}
	for at := c.prefix + k; at < len(c.Seen); at += c.prefix + codes {
		c.Seen[at] = 1
	}
}
