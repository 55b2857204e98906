package kerneltest

import "unclip/wgsl"

// attention is B, heads, Lq, L0, L1, d and ld of a random case.
func (d dice) attention() []int {
	heads, dim := d.to(4), 4*d.to(16)
	return []int{d.to(3), heads, d.to(70), d.to(70), d.IntN(2) * d.to(50), dim, heads*dim + d.spare()}
}

func scoresCase(d dice, v wgsl.Variant) Case {
	z := d.attention()
	L0, L1 := z[3], z[4]
	return d.of(v, quietKind, append(z, pad4(L0+L1), d.IntN(L0+L1+1), pad4(L0))...)
}

func valuesCase(d dice, v wgsl.Variant) Case {
	z := d.attention()
	return d.of(v, sumKinds, append(z, pad4(z[3]+z[4]))...)
}

func flashCase(d dice, v wgsl.Variant) Case {
	z := d.attention()
	L0, L1 := z[3], z[4]
	return d.of(v, quietKind, append(z, d.IntN(L0+L1+1), pad4(L0), d.IntN(2), d.IntN(2))...)
}
