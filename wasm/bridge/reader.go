package bridge

import "fmt"

// reader empties an object into a message; its first error sticks, and what
// follows an error is left at zero.
type reader struct {
	in  Object
	err error
}

// get returns a member of a type, or records why it cannot.
func get[T any](r *reader, name string) (value T) {
	if r.err != nil {
		return value
	}
	value, ok := r.in[name].(T)
	if !ok {
		r.err = fmt.Errorf("%s is missing or of the wrong type", name)
	}
	return value
}

// list returns a member's items, all of a type, or records why it cannot. Of
// more than most it keeps one too many, enough for the check to refuse.
func list[T any](r *reader, name string, most int, what string) (items []T) {
	all := get[[]any](r, name)
	for _, item := range all[:min(len(all), most+1)] {
		x, ok := item.(T)
		if !ok {
			r.err = fmt.Errorf("%s holds something else than %s", name, what)
			return nil
		}
		items = append(items, x)
	}
	return items
}

// keep stores a checked value.
func keep[T any](r *reader, p *T, value T, err error) {
	if r.err == nil {
		r.err = err
	}
	if r.err == nil {
		*p = value
	}
}

func (r *reader) text(name string, p *string, maxRunes int) {
	s := get[string](r, name)
	keep(r, p, s, checkText(name, s, maxRunes))
}

func (r *reader) texts(name string, p *[]string, maxRunes int) {
	items := list[string](r, name, MaxListItems, "text")
	keep(r, p, items, checkTexts(name, items, maxRunes))
}

func (r *reader) choice(name string, p *string, of []string) {
	s := get[string](r, name)
	keep(r, p, s, checkChoice(name, s, of))
}

func (r *reader) seed(name string, p *string) {
	s := get[string](r, name)
	keep(r, p, s, checkSeed(name, s))
}

func (r *reader) whole(name string, p *int, min, max int) {
	x := get[float64](r, name)
	if err := checkWhole(name, x, min, max); err != nil {
		keep(r, p, 0, err)
		return
	}
	keep(r, p, int(x), nil)
}

func (r *reader) number(name string, p *float64, min, max float64) {
	x := get[float64](r, name)
	keep(r, p, x, checkNumber(name, x, min, max))
}

func (r *reader) numbers(name string, p *[]float64, min, max float64) {
	items := list[float64](r, name, MaxCodes, "numbers")
	keep(r, p, items, checkNumbers(name, items, min, max))
}

func (r *reader) table(name string, p *map[string]float64, keys []string, min, max float64) {
	o := get[Object](r, name)
	inner := &reader{in: o, err: r.err}
	table := map[string]float64{}
	for _, key := range keys {
		if _, ok := o[key]; ok {
			var x float64
			inner.number(key, &x, min, max)
			table[key] = x
		}
	}
	keep(r, p, table, inner.err)
}

func (r *reader) group(name string, fields func(codec)) {
	inner := &reader{in: get[Object](r, name), err: r.err}
	fields(inner)
	r.err = inner.err
}

func (r *reader) files(name string, p *[]File) {
	items := list[File](r, name, MaxFiles, "files")
	keep(r, p, items, checkFiles(name, items))
}

func (r *reader) picture(width, height *int, p *Pixels, maxSide int) {
	r.whole("width", width, 1, maxSide)
	r.whole("height", height, 1, maxSide)
	pixels := get[Pixels](r, "pixels")
	keep(r, p, pixels, checkPicture(*width, *height, pixels))
}
