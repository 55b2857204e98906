package embed

import "testing"

func BenchmarkSlerpNoise(b *testing.B) {
	x, y := gauss(1, 12288), gauss(2, 12288)
	b.SetBytes(4 * 12288)
	for b.Loop() {
		if _, err := Slerp(x, y, .3); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReconstruct(b *testing.B) {
	p, err := NewPCA(make([]float32, 256), basis(b, 80, 256))
	if err != nil {
		b.Fatal(err)
	}
	z := gauss(3, 256)
	for b.Loop() {
		if _, err := p.Reconstruct(z, 80); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProbe(b *testing.B) {
	zi := gauss(4, 256)
	labels := [][]float32{gauss(5, 256), gauss(6, 256), gauss(7, 256)}
	for b.Loop() {
		if _, err := Probe(zi, labels, Sharpest); err != nil {
			b.Fatal(err)
		}
	}
}
