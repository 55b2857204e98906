package ref

import "unclip/wgsl"

// tiled is the meaning of a tiled kernel: that of its plain one, whose choices
// are the params behind the first n.
func tiled(plain Kernel, n int) Kernel {
	return func(v wgsl.Variant, params []uint32, b []Words) {
		v.Choices = [4]uint8{}
		for i, p := range params[n:] {
			v.Choices[i] = uint8(p)
		}
		plain(v, params[:n], b)
	}
}
