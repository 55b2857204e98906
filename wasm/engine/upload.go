package engine

import (
	"context"

	"unclip/models/graph"
	"unclip/models/weights"
	"unclip/wasm/gpu"
	"unclip/wgsl/plan"
)

// Wants adds to a graph's weights those that only the host reads.
func Wants(g *graph.Graph, stage string) []weights.Want {
	list := plan.Wants(g)
	if stage == "image" {
		list = append(list, weights.Want{Name: "clip.logit_scale", Kind: weights.Vector, Shape: []int{1}})
	}
	return list
}

// upload fills a program with its weights shard by shard, so that one shard at
// a time is held.
func (n *network) upload(ctx context.Context, program gpu.Program, p *plan.Plan, found []weights.Location) error {
	at := map[string]plan.Weight{}
	for _, w := range p.Weights {
		at[w.Name] = w
	}
	for i, shard := range n.runtime.manifest.Shards {
		var data gpu.Bytes
		for _, c := range copies(found, at, i) {
			if data == nil {
				var err error
				if data, err = n.runtime.shards.Shard(ctx, shard); err != nil {
					return err
				}
			}
			err := n.watch.guard(ctx, "", func(ctx context.Context) error {
				return program.Upload(ctx, c.to, data, int(c.from.Offset), int(c.from.Bytes))
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// transfer is one span of a shard and the place it goes to.
type transfer struct {
	from weights.Span
	to   plan.Binding
}

func copies(found []weights.Location, at map[string]plan.Weight, shard int) []transfer {
	var list []transfer
	for _, l := range found {
		w, used := at[l.Name]
		if !used {
			continue
		}
		to := w.Data
		for _, s := range l.Data {
			if s.Shard == shard {
				list = append(list, transfer{s, to})
			}
			to.Offset += int(s.Bytes)
			to.Bytes -= int(s.Bytes)
		}
		if l.Scale.Bytes > 0 && l.Scale.Shard == shard {
			list = append(list, transfer{l.Scale, w.Scale})
		}
	}
	return list
}
