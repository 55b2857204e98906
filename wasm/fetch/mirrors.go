package fetch

import "sync/atomic"

// mirrors are the bases of a client; all downloads share the favourite, the
// one that last delivered.
type mirrors struct {
	bases     []string
	favourite atomic.Int32
}

// tour visits mirrors for one file, round after round.
type tour struct {
	*mirrors
	strikes []int  // against each; two and it is out
	visited []bool // in this round
}

const out = 2

func newMirrors(bases ...string) *mirrors { return &mirrors{bases: bases} }

func (m *mirrors) tour() *tour {
	return &tour{mirrors: m, strikes: make([]int, len(m.bases)), visited: make([]bool, len(m.bases))}
}

// next is a mirror not yet visited in this round, starting with the favourite;
// -1 when there is none.
func (t *tour) next() int {
	for i := range t.bases {
		at := (int(t.favourite.Load()) + i) % len(t.bases)
		if !t.visited[at] && t.strikes[at] < out {
			return at
		}
	}
	return -1
}

// again starts a new round and tells whether any mirror is left.
func (t *tour) again() bool {
	clear(t.visited)
	return t.next() >= 0
}

func (t *tour) delivered(mirror int) { t.favourite.Store(int32(mirror)) }
