package engine

import (
	"time"

	"unclip/models/unclip"
	"unclip/wasm/bridge"
)

// clock measures the stages of a picture and guesses the time left.
type clock struct {
	ahead    unclip.Ahead       // of every picture
	pace     map[string]float64 // seconds a step by stage, of earlier requests too
	stage    string
	step     int       // of it
	started  time.Time // the stage, behind its first step
	last     time.Time
	begun    time.Time // the picture
	millis   map[string]float64
	finished int
	total    time.Duration // of the pictures that are finished
}

func newClock(ahead unclip.Ahead, pace map[string]float64) *clock {
	now := time.Now()
	return &clock{ahead: ahead, pace: pace, started: now, last: now, begun: now, millis: map[string]float64{}}
}

// lap adds the time since the last event to its stage and returns the seconds
// until all is done, with more pictures behind this one; negative if unknown.
// The first step of a stage carries its loading, so it tells no pace.
func (c *clock) lap(v unclip.Event, more int) float64 {
	now, more := time.Now(), max(more, 0) // a probe may have no picture at all
	c.millis[v.Stage] += float64(now.Sub(c.last).Microseconds()) / 1000
	c.last = now
	if v.Stage != c.stage || v.Done <= c.step {
		c.stage, c.started = v.Stage, now
	} else if v.Done > 1 {
		c.pace[v.Stage] = now.Sub(c.started).Seconds() / float64(v.Done-1)
	}
	c.step = v.Done
	if c.finished > 0 {
		mean := c.total.Seconds() / float64(c.finished)
		return max(mean-now.Sub(c.begun).Seconds(), 0) + mean*float64(more)
	}
	left, known := c.left(v)
	if !known {
		return -1
	}
	return left + (now.Sub(c.begun).Seconds()+left)*float64(more)
}

// left is how long this picture takes from here: the stage under way, and decoder
// and upsamplers behind it. It is not known before each has a pace; a stage of
// one step says nothing of what follows.
func (c *clock) left(v unclip.Event) (seconds float64, known bool) {
	known = v.Total > 1
	add := func(stage string, steps int) {
		pace, measured := c.paceOf(stage)
		seconds, known = seconds+pace*float64(steps), known && (measured || steps == 0)
	}
	add(v.Stage, v.Total-v.Done)
	switch v.Stage {
	default:
		add(bridge.Decoder, c.ahead.Decoder)
		fallthrough
	case bridge.Decoder:
		add(bridge.Upsample, c.ahead.Upsampler)
	case bridge.Upsample:
	}
	return seconds, known
}

// paceOf is how long a step of a stage takes. Upsamplers that have not run are
// weighed against the decoder.
func (c *clock) paceOf(stage string) (seconds float64, known bool) {
	seconds, known = c.pace[stage]
	if !known && stage == bridge.Upsample {
		seconds, known = c.pace[bridge.Decoder]
		seconds *= c.ahead.Ratio
	}
	return seconds, known
}

// finish ends a picture and begins the next.
func (c *clock) finish() {
	now := time.Now()
	c.total += now.Sub(c.begun)
	c.finished++
	c.begun, c.last, c.stage, c.step, c.millis = now, now, "", 0, map[string]float64{}
}

// stages are the milliseconds of this picture's stages so far.
func (c *clock) stages() map[string]float64 { return c.millis }
