// Package apng joins PNG files into an animation: an APNG, which is a PNG file
// to programs that show no animations.
package apng

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrFrames says that the frames do not make an animation.
var ErrFrames = errors.New("apng: the frames must be PNG files of one size and kind; make them again")

const signature = "\x89PNG\r\n\x1a\n"

// frame is what matters of a PNG file.
type frame struct {
	header []byte   // IHDR's data
	data   [][]byte // the data of each IDAT
}

// Loop returns an animation that runs through the frames there and back, for
// ever. Each frame stands for some milliseconds, the ends for three times that.
func Loop(files [][]byte, millis int) ([]byte, error) {
	frames, err := parse(files)
	if err != nil {
		return nil, err
	}
	order := thereAndBack(len(frames))
	out := bytes.NewBufferString(signature)
	chunk(out, "IHDR", frames[0].header)
	chunk(out, "acTL", words(uint32(len(order)), 0))
	number := uint32(0)
	for i, at := range order {
		delay := millis
		if at == 0 || at == len(frames)-1 {
			delay *= 3
		}
		number = frames[at].write(out, number, delay, i == 0)
	}
	chunk(out, "IEND", nil)
	return out.Bytes(), nil
}

// write appends a frame and returns the next sequence number.
func (f *frame) write(out *bytes.Buffer, number uint32, millis int, first bool) uint32 {
	control := append(words(number), f.header[:8]...) // width and height
	control = append(control, words(0, 0)...)         // offsets
	control = binary.BigEndian.AppendUint16(control, uint16(millis))
	control = binary.BigEndian.AppendUint16(control, 1000)
	chunk(out, "fcTL", append(control, 0, 0)) // leave in place, replace
	number++
	for _, data := range f.data {
		if first {
			chunk(out, "IDAT", data)
			continue
		}
		chunk(out, "fdAT", append(words(number), data...))
		number++
	}
	return number
}

// thereAndBack lists frames 0 … n-1 … 1.
func thereAndBack(n int) []int {
	var order []int
	for i := range n {
		order = append(order, i)
	}
	for i := n - 2; i > 0; i-- {
		order = append(order, i)
	}
	return order
}

// parse takes the files apart.
func parse(files [][]byte) ([]frame, error) {
	if len(files) == 0 {
		return nil, fmt.Errorf("%w (there are none)", ErrFrames)
	}
	var frames []frame
	for i, file := range files {
		f, ok := open(file)
		if !ok || i > 0 && !bytes.Equal(f.header, frames[0].header) {
			return nil, fmt.Errorf("%w (frame %d)", ErrFrames, i+1)
		}
		frames = append(frames, f)
	}
	return frames, nil
}

// open finds the header and the data of a PNG file.
func open(file []byte) (f frame, ok bool) {
	rest, ok := bytes.CutPrefix(file, []byte(signature))
	for ok && len(rest) >= 12 {
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-12) {
			return f, false
		}
		switch kind := string(rest[4:8]); {
		case kind == "IHDR" && n == 13:
			f.header = rest[8 : 8+n]
		case kind == "IDAT":
			f.data = append(f.data, rest[8:8+n])
		}
		rest = rest[12+n:]
	}
	return f, f.header != nil && f.data != nil
}

func words(list ...uint32) []byte {
	var out []byte
	for _, w := range list {
		out = binary.BigEndian.AppendUint32(out, w)
	}
	return out
}

func chunk(out *bytes.Buffer, kind string, data []byte) {
	body := append([]byte(kind), data...)
	out.Write(words(uint32(len(data))))
	out.Write(body)
	out.Write(words(crc32.ChecksumIEEE(body)))
}
