package engine

import (
	"time"

	"unclip/models/unclip"
)

// clock measures the stages of a picture and guesses the time left.
type clock struct {
	stage    string
	started  time.Time // the stage, behind its first step
	last     time.Time
	begun    time.Time // the picture
	millis   map[string]float64
	finished int
	total    time.Duration // of the pictures that are finished
}

func newClock() *clock {
	now := time.Now()
	return &clock{started: now, last: now, begun: now, millis: map[string]float64{}}
}

// lap adds the time since the last event to its stage and returns the seconds
// until all is done, with more pictures behind this one; negative if unknown.
// The first step of a stage carries its loading, so it predicts nothing.
func (c *clock) lap(v unclip.Event, more int) float64 {
	now, more := time.Now(), max(more, 0) // a probe may have no picture at all
	c.millis[v.Stage] += float64(now.Sub(c.last).Microseconds()) / 1000
	c.last = now
	if v.Stage != c.stage {
		c.stage, c.started = v.Stage, now
	}
	if c.finished > 0 {
		mean := c.total.Seconds() / float64(c.finished)
		return max(mean-now.Sub(c.begun).Seconds(), 0) + mean*float64(more)
	}
	if v.Done < 2 {
		return -1
	}
	left := now.Sub(c.started).Seconds() / float64(v.Done-1) * float64(v.Total-v.Done)
	return left + (now.Sub(c.begun).Seconds()+left)*float64(more)
}

// finish ends a picture and begins the next.
func (c *clock) finish() {
	now := time.Now()
	c.total += now.Sub(c.begun)
	c.finished++
	c.begun, c.last, c.stage, c.millis = now, now, "", map[string]float64{}
}

// stages are the milliseconds of this picture's stages so far.
func (c *clock) stages() map[string]float64 { return c.millis }
