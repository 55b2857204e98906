package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// mutant is one file with one mistake in it.
type mutant struct {
	file    string // path from the module's root
	line    int    // from 1
	column  int
	rule    string
	was, is string // the line, trimmed
	text    string // the whole file with the mistake
}

// String is the mutant on one line.
func (m mutant) String() string {
	return fmt.Sprintf("%s:%d %s: %s => %s", m.file, m.line, m.rule, m.was, m.is)
}

// declared are lines that say what there is and not what is done: a mistake there
// fails at once, or is overridden.
var declared = regexp.MustCompile(`^(@|fn |func |struct|enable|alias|type|import|package|var<|override \w+: \w+ = \w+;|//|[A-Za-z]+: u32|return .*Errorf|"|}$)`)

// mutants are all that the rules make of a file.
func mutants(root, file string) ([]mutant, error) {
	content, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		return nil, fmt.Errorf("mutants: %w", err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	var list []mutant
	for i, line := range lines {
		if declared.MatchString(strings.TrimSpace(line)) {
			continue
		}
		code, _, _ := strings.Cut(line, "//")
		for _, r := range rules {
			for _, at := range r.at.FindAllStringSubmatchIndex(code, -1) {
				by := r.by(code[at[2]:at[3]])
				if by == code[at[2]:at[3]] {
					continue
				}
				changed := line[:at[2]] + by + line[at[3]:]
				list = append(list, mutant{file, i + 1, at[2], r.name, strings.TrimSpace(line), strings.TrimSpace(changed),
					strings.Join(lines[:i], "") + changed + strings.Join(lines[i+1:], "")})
			}
		}
	}
	return list, nil
}

// order of a mutant among others: by chance, but the same for as long as the
// line stays the same, whatever happens to the rest of the file.
func (m mutant) order(seed uint64) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, seed, m.file, m.rule, m.was, m.is, m.column)
	return h.Sum64()
}

// sample puts the mutants of all files into an order in which every file comes up
// once before any comes up again, and in a file rule after rule.
func sample(byFile [][]mutant, seed uint64) []mutant {
	var dealt []mutant
	for _, list := range byFile {
		arrange(list, seed)
	}
	for round, more := 0, true; more; round++ {
		more = false
		for _, list := range byFile {
			if round < len(list) {
				dealt, more = append(dealt, list[round]), true
			}
		}
	}
	return dealt
}

// arrange sorts the mutants of a file by chance, one of each rule before a second
// of any.
func arrange(list []mutant, seed uint64) {
	slices.SortFunc(list, func(a, b mutant) int { return cmp.Compare(a.order(seed), b.order(seed)) })
	rounds, seen := map[mutant]int{}, map[string]int{}
	for _, m := range list {
		rounds[m] = seen[m.rule]
		seen[m.rule]++
	}
	slices.SortStableFunc(list, func(a, b mutant) int { return cmp.Compare(rounds[a], rounds[b]) })
}
