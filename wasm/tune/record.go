package tune

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Shelf keeps records between visits; a store is one.
type Shelf interface {
	Manifest(ctx context.Context, name string) ([]byte, error)
	PutManifest(ctx context.Context, name string, data []byte) error
}

// header is the first line of a record; its number changes with the meaning of
// recipes, so that old records are left behind.
const header = "unclip tuning 1"

// Limits of a record.
const (
	maxBytes = 64 << 10
	maxTasks = 512
)

var errRecord = errors.New("tune: the record is damaged or of another version; measure again")

// identity is what times depend on, besides the task.
func identity(i gpu.Info) string {
	clean := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return fmt.Sprintf("%s | %s | %s | %s | %d-%d", clean(i.Vendor), clean(i.Architecture), clean(i.Description),
		strings.Join(i.Features, " "), i.SubgroupMin, i.SubgroupMax)
}

// Recall reads what was learned on this adapter with this driver; anything
// missing, damaged or stale is nothing.
func Recall(ctx context.Context, shelf Shelf, i gpu.Info) plan.Tuned {
	data, err := shelf.Manifest(ctx, identity(i))
	if err != nil {
		return nil
	}
	tuned, err := parse(data, identity(i))
	if err != nil {
		return nil
	}
	return tuned
}

// Keep writes what was learned.
func Keep(ctx context.Context, shelf Shelf, i gpu.Info, tuned plan.Tuned) error {
	if err := shelf.PutManifest(ctx, identity(i), print(tuned, identity(i))); err != nil {
		return fmt.Errorf("tune: keeping the record: %w", err)
	}
	return nil
}

// print writes a record: header, identity, then a line of each task, its
// recipe's kernel, tile and algorithm, with tabs between.
func print(tuned plan.Tuned, identity string) []byte {
	var b strings.Builder
	b.WriteString(header + "\n" + identity + "\n")
	tasks := make([]string, 0, len(tuned))
	for task := range tuned {
		tasks = append(tasks, task)
	}
	sort.Stable(sort.StringSlice(tasks))
	for _, task := range tasks {
		r := tuned[task]
		b.WriteString(task + "\t" + r.Kernel + "\t" + strconv.Itoa(int(r.Tile)) + "\t" + strconv.Itoa(int(r.Algorithm)) + "\n")
	}
	return []byte(b.String())
}

// parse accepts a whole record or none of it. Whether a recipe can run is for
// the planner to judge.
func parse(data []byte, identity string) (plan.Tuned, error) {
	text, ended := strings.CutSuffix(string(data[:min(len(data), maxBytes)]), "\n")
	lines := strings.Split(text, "\n")
	if !ended || len(lines) < 2 || len(lines) > 2+maxTasks || lines[0] != header || lines[1] != identity {
		return nil, errRecord
	}
	tuned := plan.Tuned{}
	for _, line := range lines[2:] {
		field := strings.Split(line, "\t")
		if len(field) != 4 {
			return nil, errRecord
		}
		tile, err1 := strconv.ParseUint(field[2], 10, 8)
		algorithm, err2 := strconv.ParseUint(field[3], 10, 8)
		if err1 != nil || err2 != nil {
			return nil, errRecord
		}
		tuned[field[0]] = plan.Recipe{Kernel: field[1], Tile: uint8(tile), Algorithm: plan.Algorithm(algorithm)}
	}
	return tuned, nil
}
