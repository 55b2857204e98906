package install

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"unclip/wasm/fetch"
	"unclip/wasm/gpu"
	"unclip/wasm/store"
)

// Parts keeps unfinished files in a store of their own: each piece under its
// digest, and under the file's digest a list of its pieces. What is lost or
// damaged there costs its bytes again.
type Parts struct{ Store store.Store }

var _ fetch.Parts = Parts{}

// part is the list of a file's pieces.
type part struct {
	from   fetch.Origin
	pieces []piece
}

type piece struct {
	digest store.Digest
	bytes  int
}

// Load implements fetch.Parts; it ends before the first piece that is no more.
func (p Parts) Load(ctx context.Context, d store.Digest, put func(gpu.Bytes) error) (fetch.Origin, error) {
	list := p.list(ctx, d)
	for _, one := range list.pieces {
		b, err := p.Store.Get(ctx, one.digest)
		if err != nil || b.Len() != one.bytes {
			break
		}
		if err := put(b); err != nil {
			return list.from, err
		}
	}
	return list.from, nil
}

// Add implements fetch.Parts.
func (p Parts) Add(ctx context.Context, d store.Digest, from fetch.Origin, at int, b gpu.Bytes) error {
	sum, err := store.Sum(ctx, b)
	if err != nil {
		return err
	}
	n := b.Len()
	if err := p.Store.Put(ctx, sum, b); err != nil {
		return err
	}
	list := p.list(ctx, d).until(at)
	list.from, list.pieces = from, append(list.pieces, piece{sum, n})
	if list.size() != at+n {
		return fmt.Errorf("install: piece at %d of %s behind %d bytes: %w", at, d.Short(), list.size()-n, store.ErrNotFound)
	}
	return p.Store.PutManifest(ctx, string(d), []byte(list.String()))
}

// Drop implements fetch.Parts.
func (p Parts) Drop(ctx context.Context, d store.Digest) error {
	list := p.list(ctx, d)
	if len(list.pieces) == 0 {
		return nil
	}
	err := p.Store.DropManifest(ctx, string(d))
	for _, one := range list.pieces {
		if e := p.Store.Delete(ctx, one.digest); err == nil {
			err = e
		}
	}
	return err
}

// Only forgets everything but the pieces of some files.
func (p Parts) Only(ctx context.Context, files []fetch.Item) error {
	c, err := p.Store.List(ctx)
	if err != nil {
		return err
	}
	keep := map[store.Digest]bool{}
	for _, it := range files {
		keep[it.Digest] = true
		for _, one := range p.list(ctx, it.Digest).pieces {
			keep[one.digest] = true
		}
	}
	for _, name := range c.Manifests {
		if keep[store.Digest(name)] {
			continue
		}
		if err := p.Store.DropManifest(ctx, name); err != nil {
			return err
		}
	}
	for d := range c.Shards {
		if keep[d] {
			continue
		}
		if err := p.Store.Delete(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// sizes lists how many bytes of each file are here.
func (p Parts) sizes(ctx context.Context) map[store.Digest]int64 {
	all := map[store.Digest]int64{}
	c, err := p.Store.List(ctx)
	if err != nil {
		return all
	}
	for _, name := range c.Manifests {
		all[store.Digest(name)] = int64(p.list(ctx, store.Digest(name)).size())
	}
	return all
}

// list is empty where there is none, or none that can be read.
func (p Parts) list(ctx context.Context, d store.Digest) part {
	data, err := p.Store.Manifest(ctx, string(d))
	if err != nil {
		return part{}
	}
	list, err := parsePart(string(data))
	if err != nil {
		return part{}
	}
	return list
}

// until is the list without what lies at or behind an offset.
func (l part) until(at int) part {
	n := 0
	for i, one := range l.pieces {
		if n += one.bytes; n > at {
			l.pieces = l.pieces[:i]
			break
		}
	}
	return l
}

func (l part) size() (n int) {
	for _, one := range l.pieces {
		n += one.bytes
	}
	return n
}

// String is the list as text: base, tag, then a line for each piece.
func (l part) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", l.from.Base, l.from.Tag)
	for _, one := range l.pieces {
		fmt.Fprintf(&b, "%s %d\n", one.digest, one.bytes)
	}
	return b.String()
}

// parsePart reads what String writes.
func parsePart(text string) (l part, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 2 {
		return l, fmt.Errorf("install: a list of pieces with %d lines; download the file again", len(lines))
	}
	l.from = fetch.Origin{Base: lines[0], Tag: lines[1]}
	for _, line := range lines[2:] {
		digest, bytes, _ := strings.Cut(line, " ")
		one := piece{}
		if one.digest, err = store.ParseDigest(digest); err != nil {
			return part{}, err
		}
		if one.bytes, err = strconv.Atoi(bytes); err != nil || one.bytes <= 0 || one.bytes > fetch.MaxItem {
			return part{}, fmt.Errorf("install: a piece of %.20q bytes; download the file again", bytes)
		}
		l.pieces = append(l.pieces, one)
	}
	if l.size() > fetch.MaxItem {
		return part{}, fmt.Errorf("install: pieces of %d bytes; download the file again", l.size())
	}
	return l, nil
}
