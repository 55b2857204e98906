package token

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxMerges is the length of CLIP's merges list, and so of any list that
// ReadMerges or New takes.
const MaxMerges = 48894

// maxMergeLine bounds one line; CLIP's longest has 65 bytes.
const maxMergeLine = 512

// ReadMerges reads a merges list: one merge a line, the two symbols separated
// by one space, most important first. It skips the header line of CLIP's file
// and, as CLIP does, leaves everything after the first MaxMerges lines unread.
// The text is not trusted; New checks that the merges build on each other.
func ReadMerges(r io.Reader) ([]string, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, maxMergeLine), maxMergeLine)
	var merges []string
	for n := 1; len(merges) < MaxMerges && lines.Scan(); n++ {
		line := lines.Text()
		if n == 1 && strings.Contains(line, "#version:") {
			continue
		}
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("token: merges line %d is not UTF-8; decompress the list and pass plain text", n)
		}
		if _, _, ok := splitMerge(line); !ok {
			return nil, fmt.Errorf("token: merges line %d is %q; write two symbols with one space between them", n, line)
		}
		merges = append(merges, line)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("token: merges line %d: %w; check that the list is complete plain text", len(merges)+1, err)
	}
	return merges, nil
}

func splitMerge(line string) (left, right string, ok bool) {
	left, right, ok = strings.Cut(line, " ")
	return left, right, ok && left != "" && right != "" && !strings.Contains(right, " ")
}

// pairKey joins two symbol ids into one map key.
func pairKey(left, right int32) uint64 {
	return uint64(uint32(left))<<32 | uint64(uint32(right))
}

// rankPairs gives each merge its id. Every part must be an earlier symbol and
// every result new: then a pair formed by a merge always ranks behind it, and
// merging in queue order equals CLIP's "all occurrences, lowest rank first".
func rankPairs(merges []string, ids map[string]int32) (map[uint64]int32, error) {
	pairs := make(map[uint64]int32, len(merges))
	for i, line := range merges {
		left, right, ok := splitMerge(line)
		if !ok {
			return nil, fmt.Errorf("token: merge %d is %q; write two symbols with one space between them", i+1, line)
		}
		l, okLeft := ids[left]
		r, okRight := ids[right]
		if !okLeft || !okRight {
			return nil, fmt.Errorf("token: merge %d %q uses a symbol that no earlier merge makes; pass the list from its first merge on, in order", i+1, line)
		}
		if _, taken := ids[left+right]; taken {
			return nil, fmt.Errorf("token: merge %d %q makes a symbol that already exists; remove the repeated line", i+1, line)
		}
		id := int32(baseSymbols + i)
		ids[left+right] = id
		pairs[pairKey(l, r)] = id
	}
	return pairs, nil
}
