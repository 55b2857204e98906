package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"unclip/tools/eval/metric"
)

// retrieval is how well the model's own CLIP tells pictures from each other by
// their texts: image to text, right one first among so many of other concepts.
type retrieval struct {
	Pool     int     `json:"pool"`
	Pairs    float64 `json:"held_out_pairs"` // captions of held-out concept × style pairs
	Synonyms float64 `json:"synonyms"`       // words that no caption contains
	Words    int     `json:"synonym_count"`  // 0: not measured
}

// draws are how many random pools are averaged.
const draws = 40

// retrieval asks the model's own CLIP; it is the one figure that it may give.
func (b *bench) retrieval(ctx context.Context, f *findings) error {
	f.CLIP = &retrieval{}
	rows := b.core.keep(func(r *row) bool { return r.Split == heldOut })
	texts := make([]string, len(rows))
	for i := range rows {
		texts[i] = rows[i].caption()
	}
	var err error
	if f.CLIP.Pairs, f.CLIP.Pool, err = b.pools(ctx, rows, texts); err != nil || b.words == "" {
		return err
	}
	if rows, texts, err = b.synonyms(); err != nil {
		return err
	}
	f.CLIP.Words = len(texts)
	f.CLIP.Synonyms, _, err = b.pools(ctx, rows, texts)
	return err
}

// pools is the mean recall in random pools of pictures of different concepts.
func (b *bench) pools(ctx context.Context, rows []row, texts []string) (mean float64, size int, err error) {
	list, err := b.core.pictures(rows)
	if err != nil {
		return 0, 0, err
	}
	s, err := b.paint.match(ctx, list, texts)
	if err != nil {
		return 0, 0, err
	}
	rng := rand.New(rand.NewPCG(5, 0))
	for range draws {
		pool := distinct(rows, rng.Perm(len(rows)))
		size = len(pool)
		mean += metric.Recall(among(s, pool), counted(size)) / draws
	}
	return mean, size, nil
}

// distinct keeps the first row of every concept, as many as there are labels.
func distinct(rows []row, order []int) (pool []int) {
	seen := map[string]bool{}
	for _, i := range order {
		if len(pool) < labels && !seen[rows[i].Concept] {
			seen[rows[i].Concept] = true
			pool = append(pool, i)
		}
	}
	return pool
}

// among cuts the rows and columns of a pool out of all scores.
func among(s [][]float64, pool []int) [][]float64 {
	out := make([][]float64, len(pool))
	for i, row := range pool {
		for _, col := range pool {
			out[i] = append(out[i], s[row][col])
		}
	}
	return out
}

// counted is 0 … n−1.
func counted(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// synonyms are words for concepts of the set that no caption contains, each with
// the concept's first picture; words.json is written by tools.train.words.
func (b *bench) synonyms() (rows []row, texts []string, err error) {
	data, err := os.ReadFile(filepath.Join(b.words, "words.json"))
	if err != nil {
		return nil, nil, fmt.Errorf("words: %w; write them with python -m tools.train.words", err)
	}
	var found struct {
		Unlinked map[string][]string `json:"unlinked"`
	}
	if err := json.Unmarshal(data, &found); err != nil {
		return nil, nil, fmt.Errorf("words: %w; write them with python -m tools.train.words", err)
	}
	for _, r := range b.core.rows {
		for _, word := range found.Unlinked[r.Concept] {
			rows, texts = append(rows, r), append(texts, word)
		}
		delete(found.Unlinked, r.Concept)
	}
	return rows, texts, nil
}
