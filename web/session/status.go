package session

import (
	"fmt"
	"strings"

	"unclip/wasm/bridge"
)

// stage names a stage of the work.
func (s *Session) stage(name string) string {
	switch name {
	case bridge.Opening:
		return s.Say.StatusOpening
	case bridge.Download:
		return s.Say.StatusDownload
	case bridge.Reading:
		return s.Say.StatusReading
	case bridge.Compile:
		return s.Say.StatusCompile
	case bridge.Text:
		return s.Say.StatusText
	case bridge.Prior:
		return s.Say.StatusPrior
	case bridge.Decoder:
		return fmt.Sprintf(s.Say.StatusDecoder, s.Say.Whole(s.painted()))
	case bridge.Upsample:
		return s.Say.StatusUpsample
	case bridge.Image, bridge.Captions:
		return s.Say.StatusLook
	case bridge.Invert:
		return s.Say.StatusInvert
	}
	return s.Say.StatusStarting
}

// painted is the side of the decoder's picture in pixels: that of the last
// preview, or the model's own.
func (s *Session) painted() int {
	if s.side > 0 {
		return s.side
	}
	return max(s.Model.Defaults.Size, 64)
}

// Status is the line under the stage.
func (s *Session) Status() string {
	switch {
	case s.Notice != "":
		return s.Notice
	case s.stopping:
		return s.Say.StatusStopping
	case s.Phase == bridge.Elsewhere:
		return s.Say.StatusElsewhere
	case s.Busy():
		return s.work()
	case s.Phase == Starting:
		return s.work()
	case s.Phase == bridge.Idle:
		return s.atRest()
	case s.Phase == bridge.Broken:
		return ""
	}
	return s.made()
}

// Announcement is the status for assistive technology: while work goes on it
// changes only with the stage, so that it is not spoken at every step.
func (s *Session) Announcement() string {
	switch {
	case s.Notice != "":
		return s.Notice
	case s.Busy() && s.progress != nil:
		return s.stage(s.progress.Stage)
	case s.Phase == bridge.Ready && s.Shot() != nil:
		return s.told()
	}
	return s.Status()
}

// told is what there is to tell of pictures, once: that one has come, and how the
// one on the stage was made.
func (s *Session) told() string {
	switch {
	case s.news == nil:
		return ""
	case s.news != s.Shot():
		return s.Say.StatusNewPicture
	case s.arrived:
		return s.Say.StatusNewPicture + " " + s.made()
	}
	return s.made()
}

// settle takes the notice away, without telling once more what stood there before.
func (s *Session) settle() { s.Notice, s.news = "", nil }

// Fraction is how much of the stage at work is done, or negative if unknown.
func (s *Session) Fraction() float64 {
	if s.progress == nil || s.progress.Total == 0 {
		return -1
	}
	return min(1, float64(s.progress.Done)/float64(s.progress.Total))
}

// work describes what is going on: stage, count, time left.
func (s *Session) work() string {
	p := s.progress
	if p == nil {
		return s.Say.StatusStarting
	}
	parts := append(s.place(), s.stage(p.Stage))
	switch {
	case p.Total == 0:
	case p.Stage == bridge.Download || p.Stage == bridge.Reading:
		parts = append(parts, fmt.Sprintf(s.Say.StatusBytes, s.Say.Bytes(p.Done), s.Say.Bytes(p.Total)),
			fmt.Sprintf(s.Say.StatusPercent, s.Say.Whole(100*p.Done/p.Total)))
	case p.Stage == bridge.Compile:
		parts = append(parts, fmt.Sprintf(s.Say.StatusPercent, s.Say.Whole(100*p.Done/p.Total)))
	case p.Total > 1:
		parts = append(parts, fmt.Sprintf(s.Say.StatusStep, s.Say.Whole(p.Done), s.Say.Whole(p.Total)))
	}
	if p.Stage == bridge.Download && p.Left > 0 {
		parts = append(parts, fmt.Sprintf(s.Say.StatusSpeed, s.Say.Bytes(int(float64(p.Total-p.Done)/p.Left))))
	}
	if p.Left >= 0 {
		parts = append(parts, fmt.Sprintf(s.Say.StatusLeft, s.Say.Left(p.Left)))
	}
	if n := len(s.queue); n > 0 {
		parts = append(parts, fmt.Sprintf(s.Say.QueueLeft, s.Say.Whole(n)))
	}
	return strings.Join(parts, ", ")
}

// place says which picture of several is being made.
func (s *Session) place() []string {
	h := s.current.sheet
	if h == nil || s.progress.Of == 0 {
		return nil
	}
	at := s.current.first + s.progress.Index + 1
	return []string{fmt.Sprintf(s.Say.StatusOf, s.Say.Whole(at), s.Say.Whole(len(h.Cells)))}
}

func (s *Session) atRest() string {
	if s.Stuck() {
		return s.Say.StorageStuck
	}
	if s.Storage.Place == bridge.ForVisit {
		return s.Say.StatusVisit
	}
	if s.Model.CachedBytes > 0 {
		return fmt.Sprintf(s.Say.StatusPartial, s.Say.Bytes(s.Model.CachedBytes), s.Say.Bytes(s.Model.Bytes))
	}
	return s.Say.StatusIdle
}

// made describes what is on the stage, or that there is nothing yet.
func (s *Session) made() string {
	shot := s.Shot()
	switch {
	case s.OnSheet():
		shots := s.Sheet.Shots()
		return fmt.Sprintf(s.Say.StatusMadeAll, s.Say.Counted(len(shots), s.Say.Pictures), s.Say.Seconds(took(shots)))
	case shot == nil && s.Adapter != "":
		return fmt.Sprintf(s.Say.StatusReadyOn, s.Adapter)
	case shot == nil:
		return s.Say.StatusReady
	case shot.Truncated != "":
		return fmt.Sprintf(s.Say.StatusTruncated, shot.Truncated)
	}
	took := shot.Millis()
	if took == 0 {
		return s.control("seed").Label + " " + shot.Request.Seed + "." // it came from a file
	}
	return fmt.Sprintf(s.Say.StatusMade, s.Say.Seconds(took/1000), shot.Request.Seed)
}

// Millis is the time that a picture took, 0 where nobody has measured it.
func (shot *Shot) Millis() float64 {
	total := 0.0
	for _, ms := range shot.StageMillis {
		total += ms
	}
	return total
}

// took is the time that pictures took, in seconds.
func took(shots []*Shot) float64 {
	total := 0.0
	for _, shot := range shots {
		total += shot.Millis()
	}
	return total / 1000
}
