package session

// Plan is a sheet that outlives a reload, as one request sees it.
type Plan struct {
	Joins   bool     `json:"joins,omitempty"` // it is the sheet of the request before
	Columns int      `json:"columns,omitempty"`
	Told    bool     `json:"told,omitempty"`
	Kept    []string `json:"kept,omitempty"`  // by place: the key in the history of what has come, or blank
	First   int      `json:"first,omitempty"` // place of the next picture
}

// plan is the sheet of a request for a number of pictures, nil where it has none.
func (j *Job) plan(count int, before *Job) *Plan {
	if j.sheet == nil {
		return nil
	}
	p := &Plan{First: j.first + j.done(count)}
	if p.Joins = before != nil && before.sheet == j.sheet; p.Joins {
		return p
	}
	p.Columns, p.Told = j.sheet.Columns, j.sheet.Told
	for _, c := range j.sheet.Cells {
		key := ""
		if c.Shot != nil {
			key = c.Shot.Key
		}
		p.Kept = append(p.Kept, key)
	}
	return p
}

// layOut makes the sheet of a plan, or finds it.
func (s *Session) layOut(p *Plan, title string) *Sheet {
	if p.Joins && len(s.queue) > 0 {
		return s.queue[len(s.queue)-1].sheet
	}
	sheet := newSheet(title, min(len(p.Kept), maxShots))
	sheet.Told = p.Told
	if p.Columns > 0 {
		sheet.Columns = min(p.Columns, max(1, len(sheet.Cells)))
	}
	return sheet
}

// Refill puts pictures of the history back onto the sheet, by place; nil leaves
// one to what comes.
func (s *Session) Refill(shots []*Shot) {
	for i, shot := range shots {
		if shot != nil && s.Sheet != nil && i < len(s.Sheet.Cells) {
			*s.Sheet.Cells[i] = Cell{Label: s.seedLabel(&shot.Request), Shot: s.join(shot)}
		}
	}
}
