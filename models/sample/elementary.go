package sample

import "math"

// The standard library's Log and Exp are assembly on some platforms and their
// last bit differs from the portable versions. These series use only rounded
// products, sums, quotients and exact scaling, so every platform agrees. The
// float64(…) around products is what forbids a fused multiply-add.

// ln is the natural logarithm of a positive, finite, normal x, within 2 ulp:
// x = m·2^k, ln m = 2·artanh((m-1)/(m+1)).
func ln(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	s := (m - 1) / (m + 1)
	s2 := float64(s * s)
	p := 0.0
	for n := 23; n >= 3; n -= 2 {
		p = float64(p*s2) + 1/float64(n)
	}
	tail := float64(2 * s * float64(s2*p))
	const ln2Hi, ln2Lo = 0x1.62e42feep-1, 0x1.a39ef35793c76p-33
	return float64(float64(k)*ln2Hi) + (2*s + (tail + float64(float64(k)*ln2Lo)))
}

// exp is the exponential of x, within 2 ulp: x = k·ln 2 + r, Taylor in r.
func exp(x float64) float64 {
	switch {
	case x > 709:
		return math.Inf(1)
	case x < -708:
		return 0
	}
	const ln2Hi, ln2Lo = 0x1.62e42feep-1, 0x1.a39ef35793c76p-33
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	p := 1.0
	for n := 14; n >= 1; n-- {
		p = 1 + float64(p*r)/float64(n)
	}
	return math.Ldexp(p, int(k))
}

// sincos gives sine and cosine of u turns (2πu radians) for 0 ≤ u ≤ 1. The
// reduction to an eighth of a turn is exact because u is not in radians.
func sincos(u float64) (sin, cos float64) {
	quarter := math.Floor(4*u + 0.5)
	r := float64((u - quarter/4) * (2 * math.Pi))
	r2 := float64(r * r)
	s, c := 1.0, 1.0
	for n := 18; n >= 2; n -= 2 {
		s = 1 - float64(s*r2)/float64(n*(n+1))
		c = 1 - float64(c*r2)/float64(n*(n-1))
	}
	s = float64(s * r)
	switch int(quarter) % 4 {
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}
