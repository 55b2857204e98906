package session

// Sheet is the pictures that were asked for together, in rows.
type Sheet struct {
	Title   string
	Columns int
	Film    bool // the cells are steps of a way
	Told    bool // what sets the cells apart is the point, and always stands on them
	Cells   []*Cell
}

// Cell is one place of a sheet.
type Cell struct {
	Label string // what sets it apart, such as "guidance 4, seed 7"
	Shot  *Shot  // nil while it waits
}

// newSheet returns a sheet of n cells that is as square as it can be.
func newSheet(title string, n int) *Sheet {
	columns := 1
	for columns*columns < n {
		columns++
	}
	sheet := &Sheet{Title: title, Columns: columns}
	for range n {
		sheet.Cells = append(sheet.Cells, &Cell{})
	}
	return sheet
}

// Rows is how many rows the sheet has.
func (h *Sheet) Rows() int { return (len(h.Cells) + h.Columns - 1) / h.Columns }

// Shots lists the finished pictures in order.
func (h *Sheet) Shots() []*Shot {
	var done []*Shot
	for _, c := range h.Cells {
		if c.Shot != nil {
			done = append(done, c.Shot)
		}
	}
	return done
}

// OnSheet says that the stage shows the sheet rather than one picture.
func (s *Session) OnSheet() bool { return s.Sheet != nil && s.Selected == Live }

// ShowSheet goes back from a picture to the sheet.
func (s *Session) ShowSheet() { s.Selected = Live }

// PlaceOf is the place on the sheet of the i-th picture of the request under
// way, or negative when it has none.
func (s *Session) PlaceOf(i int) int {
	if s.Sheet == nil || s.current.sheet != s.Sheet || s.current.cell(i) == nil {
		return -1
	}
	return s.current.first + i
}

// newFilm returns a sheet of n cells that stand for a way from one picture to
// another; the stage shows one of them at a time.
func newFilm(title string, n int) *Sheet {
	sheet := newSheet(title, n)
	sheet.Film = true
	return sheet
}

// OnFilm says that the stage shows a frame of a film.
func (s *Session) OnFilm() bool {
	return s.Sheet != nil && s.Sheet.Film && len(s.Sheet.Shots()) > 1 && s.Frame() >= 0
}

// Frame is the frame of the film that is on the stage, or negative.
func (s *Session) Frame() int {
	if s.Sheet == nil {
		return -1
	}
	for i, shot := range s.Sheet.Shots() {
		if shot == s.Shot() {
			return i
		}
	}
	return -1
}

// ShowFrame puts a frame of the film on the stage.
func (s *Session) ShowFrame(i int) bool {
	if s.Sheet == nil {
		return false
	}
	shots := s.Sheet.Shots()
	return i >= 0 && i < len(shots) && s.Select(s.Find(shots[i]))
}
