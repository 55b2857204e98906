package session

import (
	"fmt"
	"strings"

	"unclip/wasm/bridge"
	"unclip/web/words"
)

var stageNames = map[string]string{
	bridge.Download: words.StatusDownload,
	bridge.Compile:  words.StatusCompile,
	bridge.Text:     words.StatusText,
	bridge.Prior:    words.StatusPrior,
	bridge.Decoder:  words.StatusDecoder,
	bridge.Upsample: words.StatusUpsample,
}

// Status is the line under the stage.
func (s *Session) Status() string {
	switch {
	case s.Notice != "":
		return s.Notice
	case s.stopping:
		return words.StatusStopping
	case s.Busy():
		return s.work()
	case s.Phase == Starting:
		return words.StatusStarting
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
		return stageNames[s.progress.Stage]
	case s.Phase == bridge.Ready && s.Shot() != nil:
		return words.StatusNewPicture + " " + s.Status()
	}
	return s.Status()
}

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
		return words.StatusStarting
	}
	parts := []string{stageNames[p.Stage]}
	switch {
	case p.Total == 0:
	case p.Stage == bridge.Download:
		parts = append(parts, fmt.Sprintf(words.StatusBytes, words.Bytes(p.Done), words.Bytes(p.Total)),
			fmt.Sprintf(words.StatusPercent, 100*p.Done/p.Total))
	case p.Stage == bridge.Compile:
		parts = append(parts, fmt.Sprintf(words.StatusPercent, 100*p.Done/p.Total))
	case p.Total > 1:
		parts = append(parts, fmt.Sprintf(words.StatusStep, p.Done, p.Total))
	}
	if p.Left >= 0 {
		parts = append(parts, fmt.Sprintf(words.StatusLeft, words.Left(p.Left)))
	}
	return strings.Join(parts, ", ")
}

func (s *Session) atRest() string {
	if s.Model.CachedBytes > 0 {
		return fmt.Sprintf(words.StatusPartial, words.Bytes(s.Model.CachedBytes), words.Bytes(s.Model.Bytes))
	}
	return words.StatusIdle
}

// made describes the picture on the stage, or that there is none yet.
func (s *Session) made() string {
	shot := s.Shot()
	switch {
	case shot == nil && s.Adapter != "":
		return fmt.Sprintf(words.StatusReadyOn, s.Adapter)
	case shot == nil:
		return words.StatusReady
	case shot.Truncated != "":
		return fmt.Sprintf(words.StatusTruncated, shot.Truncated)
	}
	total := 0.0
	for _, ms := range shot.StageMillis {
		total += ms
	}
	return fmt.Sprintf(words.StatusMade, words.Seconds(total/1000), shot.Request.Seed)
}
