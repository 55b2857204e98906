package token

// queuedPair is a merge that may happen. order is the merged id, which is its
// rank, above the position: lowest rank first, then left to right.
type queuedPair struct{ order, key uint64 }

// pairQueue is a binary heap, lowest order on top.
type pairQueue []queuedPair

func (q *pairQueue) push(p queuedPair) {
	h := append(*q, p)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if h[up].order <= p.order {
			break
		}
		h[i] = h[up]
		i = up
	}
	h[i] = p
	*q = h
}

func (q *pairQueue) pop() queuedPair {
	h := *q
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= len(h) {
			break
		}
		if down+1 < len(h) && h[down+1].order < h[down].order {
			down++
		}
		if h[down].order >= last.order {
			break
		}
		h[i] = h[down]
		i = down
	}
	h[i] = last
	return top
}
