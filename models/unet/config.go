// Package unet builds the ADM U-Net that decoder and upsamplers share
// (Dhariwal & Nichol 2021; paper appendix C).
package unet

import "fmt"

// Config describes a U-Net. Channels lists the levels from the finest; each
// level but the last halves height and width.
type Config struct {
	Size       int    `json:"size"`      // pixels of the picture
	In         int    `json:"in"`        // picture channels in
	Out        int    `json:"out"`       // picture channels out
	Unshuffle  int    `json:"unshuffle"` // pixels folded into channels at the stem; 0 or 1 = none
	Channels   []int  `json:"channels"`
	Layers     int    `json:"layers"`    // residual blocks a level on the way down
	Attention  []bool `json:"attention"` // levels with attention; empty = none anywhere
	HeadDim    int    `json:"head_dim"`
	Cross      int    `json:"cross"` // width of context tokens
	Groups     int    `json:"groups"`
	TimeDim    int    `json:"time_dim"`    // width of the time embedding
	ScaleShift bool   `json:"scale_shift"` // time as scale and shift, else added
}

// maxUnshuffle is more than any U-Net folds. A configuration is not trusted, and
// larger numbers overflow where they are squared and shifted.
const maxUnshuffle = 16

// Check refuses configurations that no U-Net can have.
func (c Config) Check() error {
	switch {
	case len(c.Channels) == 0 || len(c.Channels) > 8 || c.Layers < 1 || c.Layers > 8:
		return fmt.Errorf("unet: %d levels of %d layers; 1 to 8 of each are possible", len(c.Channels), c.Layers)
	case c.Unshuffle < 0 || c.Unshuffle > maxUnshuffle:
		return fmt.Errorf("unet: %d pixels folded into channels; 0 to %d are possible", c.Unshuffle, maxUnshuffle)
	case len(c.Attention) != 0 && len(c.Attention) != len(c.Channels):
		return fmt.Errorf("unet: %d attention flags for %d levels; give one a level", len(c.Attention), len(c.Channels))
	case c.Groups < 1 || c.TimeDim < 1 || c.In < 1 || c.Out < 1:
		return fmt.Errorf("unet: groups %d, time %d, in %d and out %d must be positive", c.Groups, c.TimeDim, c.In, c.Out)
	case c.Size < 1 || c.Size%(c.stem()<<(len(c.Channels)-1)) != 0:
		return fmt.Errorf("unet: %d pixels do not halve %d times behind a stem of %d", c.Size, len(c.Channels)-1, c.stem())
	case c.anyAttention() && c.HeadDim < 4:
		return fmt.Errorf("unet: attention heads of %d dimensions; 4 or more are needed", c.HeadDim)
	}
	return nil
}

// Work is about how much there is to multiply for a picture of some side, for
// comparison with other U-Nets: the convolutions of the residual blocks.
func (c Config) Work(side int) (sum float64) {
	for level, channels := range c.Channels {
		at := float64(side/c.stem()>>level) * float64(channels)
		sum += at * at * float64(2*c.Layers+1) // on the way down, and up
	}
	return sum
}

func (c Config) stem() int { return max(c.Unshuffle, 1) }

func (c Config) attends(level int) bool { return len(c.Attention) > 0 && c.Attention[level] }

func (c Config) anyAttention() bool {
	for _, a := range c.Attention {
		if a {
			return true
		}
	}
	return false
}
