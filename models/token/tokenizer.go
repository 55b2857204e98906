package token

import (
	"fmt"
	"io"
)

// Context is the number of positions CLIP's text encoder has.
const Context = 77

// MaxContext bounds what WithContext takes: each Encoding is as long, and the
// number may come from a manifest.
const MaxContext = 4096

// Tokenizer holds one vocabulary and the length of the sequences it makes.
type Tokenizer struct {
	bytes   *alphabet
	pairs   map[uint64]int32 // two symbol ids → the id of their merge
	merges  int
	context int

	// redecode repairs mojibake, or is nil. A function value and not a
	// switch: a program that never asks for it is linked without it.
	redecode func(string) string
}

// Option changes how New sets up a Tokenizer.
type Option func(*Tokenizer)

// WithContext sets the padded length of an Encoding; the default is Context.
func WithContext(n int) Option {
	return func(t *Tokenizer) { t.context = n }
}

// WithMojibake also repairs text that was decoded with the wrong character
// set, such as "schÃ¶n". CLIP does so; it is off by default because it only
// matters for pasted broken text, and guesses.
func WithMojibake() Option {
	return func(t *Tokenizer) { t.redecode = repairMojibake }
}

// Read builds a tokenizer from the text of a merges list, which is not trusted.
func Read(text io.Reader, opts ...Option) (*Tokenizer, error) {
	merges, err := ReadMerges(text)
	if err != nil {
		return nil, err
	}
	return New(merges, opts...)
}

// New builds a tokenizer from a merges list: CLIP's, or any prefix of it.
func New(merges []string, opts ...Option) (*Tokenizer, error) {
	if len(merges) > MaxMerges {
		return nil, fmt.Errorf("token: %d merges; pass at most the %d that CLIP uses", len(merges), MaxMerges)
	}
	bytes := newAlphabet()
	pairs, err := rankPairs(merges, bytes.symbols(len(merges)))
	if err != nil {
		return nil, err
	}
	t := &Tokenizer{bytes: bytes, pairs: pairs, merges: len(merges), context: Context}
	for _, opt := range opts {
		opt(t)
	}
	if t.context < 2 || t.context > MaxContext {
		return nil, fmt.Errorf("token: context of %d; the start and end tokens alone need 2, and %d are the most", t.context, MaxContext)
	}
	return t, nil
}

// VocabSize is the number of ids: bytes, merges and the two special tokens.
func (t *Tokenizer) VocabSize() int { return baseSymbols + t.merges + 2 }

// SOT is the id of <|startoftext|>.
func (t *Tokenizer) SOT() int32 { return int32(baseSymbols + t.merges) }

// EOT is the id of <|endoftext|>, the highest id. CLIP reads its text
// embedding at the first position that holds it.
func (t *Tokenizer) EOT() int32 { return t.SOT() + 1 }

// ContextLen is the padded length of an Encoding.
func (t *Tokenizer) ContextLen() int { return t.context }
