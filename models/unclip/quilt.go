package unclip

// overlap is how many pixels neighbouring tiles share.
const overlap = 16

// tileStarts are the first pixels of tiles that cover a side.
func tileStarts(side, tile int) []int {
	var starts []int
	for at := 0; at+tile < side; at += tile - min(overlap, tile/2) {
		starts = append(starts, at)
	}
	return append(starts, side-tile)
}

// quilt puts tiles [tile, tile, 3] together to a picture [side, side, 3]. Where
// they overlap each counts less towards its own edge.
type quilt struct {
	side, tile int
	values     []float32
	weights    []float32 // [side, side]
}

func newQuilt(side, tile int) *quilt {
	return &quilt{side, tile, make([]float32, side*side*3), make([]float32, side*side)}
}

// cut copies a tile out of a picture.
func (q *quilt) cut(x []float32, top, left int) []float32 {
	out := make([]float32, 0, q.tile*q.tile*3)
	for y := range q.tile {
		from := ((top+y)*q.side + left) * 3
		out = append(out, x[from:from+q.tile*3]...)
	}
	return out
}

// add sews a tile on.
func (q *quilt) add(x []float32, top, left int) {
	for i := range q.tile * q.tile {
		y, column := i/q.tile, i%q.tile
		w := q.weight(y, top) * q.weight(column, left)
		at := (top+y)*q.side + left + column
		q.weights[at] += w
		for c := range 3 {
			v := w * x[3*i+c]
			q.values[3*at+c] += v
		}
	}
}

// weight of a pixel of a tile that begins at from, in one direction: the edge of
// the picture is no edge.
func (q *quilt) weight(i, from int) float32 {
	near := overlap
	if from > 0 {
		near = min(near, i+1)
	}
	if from+q.tile < q.side {
		near = min(near, q.tile-i)
	}
	return float32(near) / overlap
}

// sum is the picture.
func (q *quilt) sum() []float32 {
	for i, w := range q.weights {
		for c := range 3 {
			q.values[3*i+c] /= w
		}
	}
	return q.values
}
