package sample

import "testing"

// One decoder state: 3 × 64 × 64 values.
const decoderState = 3 * 64 * 64

func BenchmarkStep(b *testing.B) {
	for _, name := range []string{"ddpm small", "ddpm learned", "ddim 0", "2m", "unipc", "inversion 2"} {
		b.Run(name, func(b *testing.B) {
			ts, _ := UnCLIP(1000, 1000)
			s := samplers(b, ts)[name]()
			x := Noise{Seed: 1}.Start(decoderState)
			out, _ := pretend(500, x)
			b.SetBytes(4 * decoderState)
			for b.Loop() {
				if s.Next() == 0 || s.Next() == len(ts) {
					if err := s.Start(x); err != nil {
						b.Fatal(err)
					}
				}
				if err := s.Step(s.Next(), out, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNoise(b *testing.B) {
	b.SetBytes(4 * decoderState)
	for b.Loop() {
		Noise{Seed: 1}.Start(decoderState)
	}
}

func BenchmarkGuide(b *testing.B) {
	rows := make([]float32, 4*decoderState)
	b.SetBytes(4 * decoderState)
	for b.Loop() {
		if _, err := Guide(rows, decoderState, 8); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCosine(b *testing.B) {
	for b.Loop() {
		if _, err := Cosine(1000); err != nil {
			b.Fatal(err)
		}
	}
}
