package sample

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestGuidance(t *testing.T) {
	bare := []float32{1, 2, 3, 5}                 // [cond, uncond], n = 2
	wide := []float32{1, 2, .1, .2, 3, 5, .7, .8} // the same with variance
	three := []float32{1, 2, 3, 5, -1, 0}         // [both, image, neither]
	threeV := []float32{1, 9, 3, 8, -1, 7}        // n = 1
	two := func(o Output, err error) (Output, error) { return o, err }
	for _, c := range []struct {
		name    string
		fold    func() (Output, error)
		pred, v []float32
	}{
		{"scale 1 is the condition", func() (Output, error) { return Guide(bare, 2, 1) }, []float32{1, 2}, nil},
		{"scale 0 is without", func() (Output, error) { return Guide(bare, 2, 0) }, []float32{3, 5}, nil},
		{"scale 4", func() (Output, error) { return Guide(bare, 2, 4) }, []float32{-5, -7}, nil},
		{"scale 4, variance", func() (Output, error) { return two(Guide(wide, 2, 4)) }, []float32{-5, -7}, []float32{.1, .2}},
		{"apart 1 1 is both", func() (Output, error) { return GuideApart(three, 2, 1, 1) }, []float32{1, 2}, nil},
		{"apart 1 0 is the image", func() (Output, error) { return GuideApart(three, 2, 1, 0) }, []float32{3, 5}, nil},
		{"apart 0 0 is neither", func() (Output, error) { return GuideApart(three, 2, 0, 0) }, []float32{-1, 0}, nil},
		{"apart 3 2", func() (Output, error) { return GuideApart(three, 2, 3, 2) }, []float32{-1 + 12 - 4, 15 - 6}, nil},
		{"apart, variance", func() (Output, error) { return GuideApart(threeV, 1, 3, 2) }, []float32{7}, []float32{9}},
		{"single", func() (Output, error) { return Single(bare, 4) }, bare, nil},
		{"single, variance", func() (Output, error) { return Single(bare, 2) }, []float32{1, 2}, []float32{3, 5}},
	} {
		out, err := c.fold()
		if err != nil || !slices.Equal(out.Pred, c.pred) || !slices.Equal(out.V, c.v) {
			t.Errorf("%s: %v, want %v %v, error %v", c.name, out, c.pred, c.v, err)
		}
	}
}

func TestGuidanceRefusals(t *testing.T) {
	rows := make([]float32, 8)
	for _, c := range []struct {
		name string
		n    int
		s    float64
		want error
	}{
		{"rows too long", 1, 2, ErrLength},
		{"rows too short", 5, 2, ErrLength},
		{"no state", 0, 2, ErrLength},
		{"negative state", -4, 2, ErrLength},
		{"most int", math.MaxInt, 2, ErrLength},
		{"NaN", 4, math.NaN(), ErrConfig},
		{"Inf", 4, math.Inf(-1), ErrConfig},
		{"huge", 4, 1e9, ErrConfig},
	} {
		if _, err := Guide(rows, c.n, c.s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := Guide(nil, 0, 1); !errors.Is(err, ErrLength) {
		t.Errorf("nothing at all: %v", err)
	}
	if _, err := GuideApart(rows, 4, 1, 1); !errors.Is(err, ErrLength) {
		t.Errorf("eight values in three rows: %v", err)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		name     string
		clip     Clip
		in, want []float32
	}{
		{"none", Clip{}, []float32{-9, 3}, []float32{-9, 3}},
		{"static 1", Clip{Range: 1}, []float32{-9, .5, 3}, []float32{-1, .5, 1}},
		{"static 5", Clip{Range: 5}, []float32{-9, .5, 3}, []float32{-5, .5, 3}},
		{"dynamic, all inside", Clip{1, .995}, []float32{-.5, .25}, []float32{-.5, .25}},
		{"dynamic, the most", Clip{1, 1}, []float32{-2, 1, 4}, []float32{-.5, .25, 1}},
		{"dynamic, the median", Clip{1, .5}, []float32{-2, 1, 4}, []float32{-1, .5, 1}},
		{"dynamic, between ranks", Clip{1, .25}, []float32{-2, 1, 4}, []float32{-1, 2. / 3, 1}},
		{"dynamic, range 5", Clip{5, 1}, []float32{-10, 4}, []float32{-5, 2}},
		{"one value", Clip{1, .995}, []float32{-8}, []float32{-1}},
		{"nothing", Clip{1, .995}, nil, nil},
	} {
		got := slices.Clone(c.in)
		c.clip.Apply(got)
		for i := range got {
			if !near(float64(got[i]), float64(c.want[i]), 1e-7, 0) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
}

func TestClipRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []Clip{{Range: -1}, {Range: nan}, {Range: inf}, {1, -.1}, {1, 1.1}, {1, nan}, {0, .995}} {
		if err := c.check(); !errors.Is(err, ErrConfig) {
			t.Errorf("%v accepted: %v", c, err)
		}
	}
}
