package token

import "math"

// Encoding is one caption as the text encoder takes it.
type Encoding struct {
	IDs       []int32 // (context): SOT, content, EOT, then zeros
	Length    int     // ids in use, SOT and EOT included
	Truncated bool    // the caption did not fit and lost its end

	// Cut is the end of the cleaned caption, from the first word on that the
	// model does not read in full. It is empty if nothing was cut.
	Cut string
}

// Span is one token and the bytes of the cleaned caption it covers. A token
// may end inside a character.
type Span struct {
	ID         int32
	Start, End int
}

// Encode makes the padded sequence of a caption. A caption that is too long
// keeps its first tokens and still ends in EOT, as CLIP's truncate=True does.
func (t *Tokenizer) Encode(text string) Encoding {
	clean := t.Clean(text)
	room := t.context - 2
	spans, cut := t.spans(clean, room)
	e := Encoding{IDs: make([]int32, t.context), Cut: clean[cut:]}
	if len(spans) > room {
		spans, e.Truncated = spans[:room], true
	}
	e.IDs[0] = t.SOT()
	for i, s := range spans {
		e.IDs[1+i] = s.ID
	}
	e.IDs[1+len(spans)] = t.EOT()
	e.Length = len(spans) + 2
	return e
}

// Tokens returns all ids of a caption, without SOT and EOT.
func (t *Tokenizer) Tokens(text string) []int32 {
	spans, _ := t.spans(t.Clean(text), math.MaxInt)
	ids := make([]int32, len(spans))
	for i, s := range spans {
		ids[i] = s.ID
	}
	return ids
}

// Spans returns the cleaned caption and every token's place in it, so that a
// page can show what the model reads: of these, the first ContextLen()-2.
func (t *Tokenizer) Spans(text string) (clean string, spans []Span) {
	clean = t.Clean(text)
	spans, _ = t.spans(clean, math.MaxInt)
	return clean, spans
}

// spans tokenizes cleaned text until it has more than room tokens. cut is
// where the piece starts that did not fit, or the end of the text.
func (t *Tokenizer) spans(clean string, room int) (spans []Span, cut int) {
	m := merger{pairs: t.pairs, bytes: t.bytes}
	for start, end := nextPiece(clean, 0); start < end; start, end = nextPiece(clean, end) {
		spans = t.appendPiece(spans, &m, clean[start:end], start)
		if len(spans) > room {
			return spans, start
		}
	}
	return spans, len(clean)
}

func (t *Tokenizer) appendPiece(spans []Span, m *merger, piece string, at int) []Span {
	switch piece {
	case startOfText:
		return append(spans, Span{t.SOT(), at, at + len(piece)})
	case endOfText:
		return append(spans, Span{t.EOT(), at, at + len(piece)})
	}
	return m.appendSpans(spans, piece, at)
}
