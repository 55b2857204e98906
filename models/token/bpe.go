package token

// merger applies the merges to one piece after another, reusing its memory.
// It keeps the symbols in a linked list and the mergeable pairs in a queue,
// so a piece of n bytes costs O(n log n) even if it is one huge word.
type merger struct {
	pairs  map[uint64]int32
	bytes  *alphabet
	nodes  []node
	queue  pairQueue
	queued int // pairs ever queued; a test bounds it
}

// node is a symbol; its index is the byte offset where it starts.
type node struct{ id, prev, next int32 }

// none marks the ends of the list and, as an id, a symbol merged away.
const none = -1

func (m *merger) appendSpans(spans []Span, piece string, at int) []Span {
	m.load(piece)
	for len(m.queue) > 0 {
		m.merge(m.queue.pop())
	}
	for i := int32(0); i != none; {
		n := m.nodes[i]
		end := int32(len(piece))
		if n.next != none {
			end = n.next
		}
		spans = append(spans, Span{n.id, at + int(i), at + int(end)})
		i = n.next
	}
	return spans
}

// load starts a piece as single bytes, the last one marked as end of word.
func (m *merger) load(piece string) {
	m.nodes = m.nodes[:0]
	for i := range len(piece) {
		m.nodes = append(m.nodes, node{m.bytes.id[piece[i]], int32(i - 1), int32(i + 1)})
	}
	last := len(piece) - 1
	m.nodes[last].id += 256
	m.nodes[last].next = none
	for i := range last {
		m.offer(int32(i))
	}
}

// offer queues the pair that starts at node i if the vocabulary merges it.
func (m *merger) offer(i int32) {
	next := m.nodes[i].next
	if next == none {
		return
	}
	key := pairKey(m.nodes[i].id, m.nodes[next].id)
	if id, ok := m.pairs[key]; ok {
		m.queued++
		m.queue.push(queuedPair{order: uint64(id)<<32 | uint64(i), key: key})
	}
}

// merge joins a queued pair unless an earlier merge took one of its symbols.
func (m *merger) merge(p queuedPair) {
	i := int32(p.order & 0xFFFFFFFF)
	left := &m.nodes[i]
	if left.id == none || left.next == none {
		return
	}
	right := &m.nodes[left.next]
	if pairKey(left.id, right.id) != p.key {
		return
	}
	left.id = int32(p.order >> 32)
	left.next, right.id = right.next, none
	if left.next != none {
		m.nodes[left.next].prev = i
	}
	m.offer(i)
	if left.prev != none {
		m.offer(left.prev)
	}
}
