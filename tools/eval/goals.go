package main

import "fmt"

// goal is a figure that a model worth sharing reaches.
type goal struct {
	What  string `json:"what"`
	Found string `json:"found"`
	Want  string `json:"want"`
	Met   bool   `json:"met"`
}

// goals compares what was measured with what is wanted.
func (f *findings) goals() (list []goal) {
	if c := f.CLIP; c != nil {
		list = append(list, atLeast(fmt.Sprintf("CLIP, image to text among %d, held-out pairs", c.Pool), c.Pairs, 0.75))
		if c.Words > 0 {
			list = append(list, atLeast("CLIP, image to text, words of no caption", c.Synonyms, 0.40))
		}
	}
	if len(f.Spectrum) > 0 {
		list = append(list, atMost("components of z_i that leave 1 % of the variance, share of all", float64(f.K)/float64(len(f.Spectrum)-1), 0.30))
	}
	list = append(list, f.drawings()...)
	list = append(list, f.order()...)
	return append(list, f.larger()...)
}

// drawings is the part of the default prior's pictures.
func (f *findings) drawings() []goal {
	own, ok := f.Priors["diffusion"]
	if !ok {
		return nil
	}
	list := []goal{
		atLeast("similarity of drawings, relative to real pictures", own.Similarity/f.Real.Similarity, 0.90),
		atLeast(fmt.Sprintf("right concept first among %d", f.Concepts), own.Concept, 0.60),
		atLeast(fmt.Sprintf("right style first among %d", f.Styles), own.Style, 0.85),
	}
	if f.Blurred.Kernel != 0 {
		list = append(list, atMost("KID of drawings, relative to blurred pictures", own.Kernel/f.Blurred.Kernel, 1))
	}
	return list
}

// order is the paper's: FD of the diffusion prior at most that of the
// autoregressive one, then z_t as z_i, then the caption alone; and guidance costs
// the prior's pictures less diversity.
func (f *findings) order() (list []goal) {
	for i := len(priors) - 1; i > 0; i-- {
		better, ok := f.Priors[priors[i]]
		worse, and := f.Priors[priors[i-1]]
		if ok && and && better.Frechet > 0 {
			list = append(list, goal{"FD, " + priors[i] + " against " + priors[i-1], fmt.Sprintf("%.1f", better.Frechet), fmt.Sprintf("≤ %.1f", worse.Frechet), better.Frechet <= worse.Frechet})
		}
	}
	with, ok := f.kept("diffusion")
	without, and := f.kept("none")
	if ok && and {
		list = append(list, atLeast("diversity kept from guidance 1 to 4, prior against caption alone", with, without))
	}
	return list
}

// larger is the upsamplers' part.
func (f *findings) larger() (list []goal) {
	for _, u := range f.Upsamplers {
		want, over := u.Bicubic, "bicubic"
		if u.ESRGAN > 0 {
			want, over = u.ESRGAN+0.5, "ESRGAN-medium + 0.5"
		}
		list = append(list, goal{fmt.Sprintf("%d→%d pixels, dB", u.To/times, u.To), fmt.Sprintf("%.2f", u.Own), fmt.Sprintf("≥ %.2f (%s)", want, over), u.Own >= want})
	}
	return list
}

func atLeast(what string, found, want float64) goal {
	return goal{what, fmt.Sprintf("%.2f", found), fmt.Sprintf("≥ %.2f", want), found >= want}
}

func atMost(what string, found, want float64) goal {
	return goal{what, fmt.Sprintf("%.2f", found), fmt.Sprintf("≤ %.2f", want), found <= want}
}
