package main

// summary is all that was measured in short, with what it ought to be.
type summary struct {
	Pictures  int     `json:"pictures"`
	Mean      float64 `json:"mean_psnr_db"`
	Least     float64 `json:"least_psnr_db"`      // ≥ 30
	End       float64 `json:"least_blend_end_db"` // ≥ 30
	Norm      float64 `json:"slerp_norm"`         // ≤ 1e-6
	Ladders   int     `json:"ladders"`            // measured
	Monotone  int     `json:"monotone"`           // of these, missing less with every rung
	Changes   int     `json:"text_diffs"`
	Raised    int     `json:"raised"`     // text diffs that came nearer to the new caption
	Nearer    int     `json:"nearer"`     // and stayed nearer to the picture than a fresh sample
	Succeeded float64 `json:"percentage"` // of text diffs that did both; ≥ 85
}

func (s *summary) portrayed(p *portrait) {
	if s.Pictures == 0 {
		s.Least, s.End = p.PSNR, p.End
	}
	s.Least, s.End, s.Norm = min(s.Least, p.PSNR), min(s.End, p.End), max(s.Norm, p.Norm)
	s.Mean = (s.Mean*float64(s.Pictures) + p.PSNR) / float64(s.Pictures+1)
	s.Pictures++
	if p.Missing != nil {
		s.Ladders++
		if falls(p.Missing) {
			s.Monotone++
		}
	}
}

func (s *summary) changed(c *change) {
	s.Changes++
	if c.After > c.Before {
		s.Raised++
		if c.Stays > c.Fresh {
			s.Nearer++
		}
	}
	s.Succeeded = 100 * float64(s.Nearer) / float64(s.Changes)
}
