package app

import (
	"fmt"
	"sort"
	"strings"
)

// report is what helps to find a fault, in English for whoever reads it. It
// holds no prompts and no pictures.
func (d *Desk) report() string {
	s := d.Session
	var b strings.Builder
	line := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-10s %s\n", name, fmt.Sprintf(format, values...))
	}
	line("phase", "%s, %d waiting", s.Phase, s.Waiting())
	line("adapter", "%s", s.Adapter)
	line("model", "%s, %d of %d bytes here", s.Model.Edition(), s.Model.CachedBytes, s.Model.Bytes)
	line("abilities", "%s", strings.Join(s.Model.Can, " "))
	line("secure", "%v", s.Secure)
	line("storage", "%d of %d bytes, persistent %v", s.Album.Used, s.Album.Quota, s.Album.Kept)
	line("history", "%d pictures", len(s.Album.Entries))
	line("language", "%s", s.Say.Tag)
	line("browser", "%s", d.host.About())
	if g := s.Diagnosis; g != nil {
		line("features", "%s", strings.Join(g.Features, " "))
		line("exam", "%s %s", g.Exam, strings.Join(g.Wrong, " "))
		for _, note := range g.Notes {
			line("engine", "%s", note)
		}
	}
	if len(s.Shots) > 0 {
		shot := s.Shots[len(s.Shots)-1]
		line("last", "%d px, %d steps, %s: %s", shot.Width, shot.Request.Steps, shot.Request.Sampler, millis(shot.StageMillis))
	}
	if f := s.Failure; f != nil {
		line("problem", "%s: %s %s", f.Code, f.Message, f.Advice)
	}
	return b.String()
}

// millis lists the time of each stage.
func millis(stages map[string]float64) string {
	var parts []string
	for name, ms := range stages {
		parts = append(parts, fmt.Sprintf("%s %.0f ms", name, ms))
	}
	sort.Stable(sort.StringSlice(parts))
	return strings.Join(parts, ", ")
}

// CopyReport puts the diagnosis on the clipboard.
func (d *Desk) CopyReport() {
	defer d.guard()
	say := d.Session.Say
	d.host.CopyText(d.report(), func(err error) { d.tell(err, say.ReportCopied, say.ReportFailed) })
}
