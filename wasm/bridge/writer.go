package bridge

// writer fills an object; its first error sticks.
type writer struct {
	out Object
	err error
}

func (w *writer) put(name string, value any, err error) {
	if w.err == nil {
		w.err = err
	}
	w.out[name] = value
}

func (w *writer) text(name string, p *string, maxRunes int) {
	w.put(name, *p, checkText(name, *p, maxRunes))
}

func (w *writer) texts(name string, p *[]string, maxRunes int) {
	list := make([]any, len(*p))
	for i, s := range *p {
		list[i] = s
	}
	w.put(name, list, checkTexts(name, *p, maxRunes))
}

func (w *writer) choice(name string, p *string, of []string) {
	w.put(name, *p, checkChoice(name, *p, of))
}

func (w *writer) seed(name string, p *string) { w.put(name, *p, checkSeed(name, *p)) }

func (w *writer) whole(name string, p *int, min, max int) {
	w.put(name, float64(*p), checkWhole(name, float64(*p), min, max))
}

func (w *writer) number(name string, p *float64, min, max float64) {
	w.put(name, *p, checkNumber(name, *p, min, max))
}

func (w *writer) numbers(name string, p *[]float64, min, max float64) {
	list := make([]any, len(*p))
	for i, x := range *p {
		list[i] = x
	}
	w.put(name, list, checkNumbers(name, *p, min, max))
}

func (w *writer) table(name string, p *map[string]float64, keys []string, min, max float64) {
	inner := &writer{out: Object{}}
	for key, x := range *p {
		inner.choice("key of "+name, &key, keys)
		inner.number(key, &x, min, max)
	}
	delete(inner.out, "key of "+name)
	w.put(name, inner.out, inner.err)
}

func (w *writer) group(name string, fields func(codec)) {
	inner := &writer{out: Object{}}
	fields(inner)
	w.put(name, inner.out, inner.err)
}

func (w *writer) files(name string, p *[]File) {
	list := make([]any, len(*p))
	for i, f := range *p {
		list[i] = f
	}
	w.put(name, list, checkFiles(name, *p))
}

func (w *writer) picture(width, height *int, p *Pixels, maxSide int) {
	w.whole("width", width, 1, maxSide)
	w.whole("height", height, 1, maxSide)
	w.put("pixels", *p, checkPicture(*width, *height, *p))
}
