package weights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"sort"
	"unicode/utf8"
)

// cursor reads JSON of a known form without building a tree. Unlike
// encoding/json it refuses duplicate keys, unknown fields, fractions and
// exponents, and it allocates only what is kept.
type cursor struct {
	data []byte
	at   int
	keys int // most keys of one object; 0 means maxKeys
}

// maxKeys bounds objects other than the list of a file's tensors.
const maxKeys = 4096

// MaxName bounds names of tensors and keys, so that errors can quote them.
const MaxName = 256

// maxDepth bounds the nesting of raw values.
const maxDepth = 16

func (c *cursor) fail(want string) error {
	return fmt.Errorf("weights: %w: want %s at byte %d", ErrSyntax, want, c.at)
}

func (c *cursor) space() {
	for c.at < len(c.data) && (c.data[c.at] == ' ' || c.data[c.at] == '\n' || c.data[c.at] == '\r' || c.data[c.at] == '\t') {
		c.at++
	}
}

// peek is the next byte after white space, 0 at the end.
func (c *cursor) peek() byte {
	c.space()
	if c.at == len(c.data) {
		return 0
	}
	return c.data[c.at]
}

// take consumes b if it comes next.
func (c *cursor) take(b byte) bool {
	if c.peek() != b || c.at == len(c.data) {
		return false
	}
	c.at++
	return true
}

// end requires that nothing but white space follows.
func (c *cursor) end() error {
	if c.space(); c.at != len(c.data) {
		return c.fail("nothing more")
	}
	return nil
}

// list reads open, items separated by commas, close.
func (c *cursor) list(open, close byte, item func() error) error {
	if !c.take(open) {
		return c.fail("'" + string(open) + "'")
	}
	if c.take(close) {
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if c.take(close) {
			return nil
		}
		if !c.take(',') {
			return c.fail("',' or '" + string(close) + "'")
		}
	}
}

// array reads the items of an array.
func (c *cursor) array(item func() error) error { return c.list('[', ']', item) }

// object calls visit after each key, to read its value. A key may come once.
func (c *cursor) object(visit func(key []byte) error) error {
	var room [16][]byte
	keys := room[:0]
	err := c.list('{', '}', func() error {
		key, err := c.text()
		if err != nil {
			return err
		}
		if !c.take(':') {
			return c.fail("':'")
		}
		if len(keys) == cmp.Or(c.keys, maxKeys) {
			return fmt.Errorf("weights: %w: more than %d keys", ErrLimit, len(keys))
		}
		keys = append(keys, key)
		return visit(key)
	})
	if err != nil {
		return err
	}
	return distinct(keys)
}

// lexical sorts by sort.Stable, which unlike slices.SortFunc has one copy of
// its code for all types.
type lexical [][]byte

func (l lexical) Len() int           { return len(l) }
func (l lexical) Less(i, j int) bool { return bytes.Compare(l[i], l[j]) < 0 }
func (l lexical) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

// fewKeys are compared pair by pair, so that a file of tiny objects, whose keys
// live on the stack, needs no memory for them.
const fewKeys = 8

// distinct refuses keys that are equal.
func distinct(keys [][]byte) error {
	if len(keys) > fewKeys {
		sorted := append([][]byte{}, keys...)
		sort.Stable(lexical(sorted))
		return apart(sorted, 1)
	}
	return apart(keys, fewKeys)
}

// apart compares every key with the next few.
func apart(keys [][]byte, reach int) error {
	for i, key := range keys {
		for _, other := range keys[i+1 : min(i+1+reach, len(keys))] {
			if bytes.Equal(key, other) {
				return fmt.Errorf("weights: %w: duplicate key %q", ErrSyntax, key)
			}
		}
	}
	return nil
}

// text reads a string of at most MaxName bytes; it may share memory with data.
func (c *cursor) text() ([]byte, error) { return c.textUpTo(MaxName) }

func (c *cursor) textUpTo(limit int) ([]byte, error) {
	if !c.take('"') {
		return nil, c.fail("a string")
	}
	start, escaped := c.at, false
	for c.at < len(c.data) && c.data[c.at] != '"' {
		if c.data[c.at] < ' ' {
			return nil, c.fail("no control characters")
		}
		if c.data[c.at] == '\\' {
			escaped = true
			c.at++
		}
		c.at++
	}
	if c.at >= len(c.data) {
		return nil, c.fail("'\"'")
	}
	raw := c.data[start:c.at]
	c.at++
	if len(raw) > limit {
		return nil, fmt.Errorf("weights: %w: string of %d bytes, at most %d allowed here", ErrLimit, len(raw), limit)
	}
	return unescape(raw, escaped, c)
}

// unescape checks the encoding and resolves escapes.
func unescape(raw []byte, escaped bool, c *cursor) ([]byte, error) {
	if !utf8.Valid(raw) {
		return nil, c.fail("valid UTF-8 before")
	}
	if !escaped {
		return raw, nil
	}
	var s string
	quoted := append(append([]byte{'"'}, raw...), '"')
	if err := json.Unmarshal(quoted, &s); err != nil {
		return nil, c.fail("valid escapes before")
	}
	return []byte(s), nil
}

// str reads a string of at most limit bytes into s.
func (c *cursor) str(s *string, limit int) error {
	b, err := c.textUpTo(limit)
	*s = string(b)
	return err
}

// whole reads a non-negative integer up to maxSize.
func (c *cursor) whole() (int64, error) {
	c.space()
	start, n := c.at, int64(0)
	for c.at < len(c.data) && '0' <= c.data[c.at] && c.data[c.at] <= '9' {
		tens, err := mul(n, 10)
		if err != nil {
			return 0, err
		}
		if n, err = add(tens, int64(c.data[c.at]-'0')); err != nil {
			return 0, err
		}
		c.at++
	}
	if c.at == start || c.at > start+1 && c.data[start] == '0' {
		return 0, c.fail("a whole number")
	}
	return n, nil
}

// int64 reads a whole number into n.
func (c *cursor) int64(n *int64) (err error) {
	*n, err = c.whole()
	return err
}

// int reads a whole number into n.
func (c *cursor) int(n *int) error {
	v, err := c.whole()
	if err != nil {
		return err
	}
	*n, err = toInt(v)
	return err
}

// dims reads a shape of at most MaxRank dimensions.
func (c *cursor) dims() ([]int64, error) {
	var room [MaxRank]int64
	rank := 0
	err := c.array(func() error {
		if rank == MaxRank {
			return fmt.Errorf("weights: %w: rank above %d", ErrLimit, MaxRank)
		}
		d, err := c.whole()
		if err == nil && d > MaxDim {
			err = fmt.Errorf("weights: %w: dimension %d", ErrLimit, d)
		}
		room[rank] = d
		rank++
		return err
	})
	return append([]int64{}, room[:rank]...), err
}

// raw copies any JSON value of at most limit bytes.
func (c *cursor) raw(limit int) (json.RawMessage, error) {
	c.space()
	start := c.at
	if err := c.skip(maxDepth); err != nil {
		return nil, err
	}
	if c.at-start > limit {
		return nil, fmt.Errorf("weights: %w: value of %d bytes, at most %d allowed here", ErrLimit, c.at-start, limit)
	}
	return append(json.RawMessage{}, c.data[start:c.at]...), nil
}

// skip passes over one value, checking it as strictly as the rest.
func (c *cursor) skip(depth int) error {
	if depth == 0 {
		return fmt.Errorf("weights: %w: nesting deeper than %d", ErrLimit, maxDepth)
	}
	switch c.peek() {
	case '{':
		return c.object(func([]byte) error { return c.skip(depth - 1) })
	case '[':
		return c.array(func() error { return c.skip(depth - 1) })
	case '"':
		_, err := c.textUpTo(maxConfig)
		return err
	}
	return c.scalar()
}

// scalar passes over a number, true, false or null.
func (c *cursor) scalar() error {
	start := c.at
	for c.at < len(c.data) && !bytes.ContainsRune([]byte(" \n\r\t,]}:\"[{"), rune(c.data[c.at])) {
		c.at++
	}
	if c.at == start || c.at-start > 32 || !json.Valid(c.data[start:c.at]) {
		c.at = start
		return c.fail("a value")
	}
	return nil
}
