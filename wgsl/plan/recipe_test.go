package plan_test

import (
	"strings"
	"testing"

	"unclip/models/graph"
	"unclip/wgsl"
	"unclip/wgsl/plan"
)

var (
	bigGPU   = plan.Adapter{Class: plan.GPU, Features: []string{"shader-f16", "subgroups"}, SubgroupMin: 32, SubgroupMax: 32}
	plainGPU = plan.Adapter{Class: plan.GPU}
	quadCPU  = plan.Adapter{Features: []string{"subgroups"}, SubgroupMin: 4, SubgroupMax: 4}
)

func buildFor(t *testing.T, f func() (*graph.Graph, error), element wgsl.Element, o plan.Options) *plan.Plan {
	t.Helper()
	g, err := f()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(g, func(string) (plan.Format, bool) { return plan.Format{Element: element, Group: 32}, true }, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Each class of adapter gets its own family, and only features it has.
func TestFamilies(t *testing.T) {
	for _, c := range []struct {
		name     string
		adapter  plan.Adapter
		features string
		tiled    bool
	}{{"cpu", plan.Adapter{Features: []string{"shader-f16"}}, "", false}, {"cpu with subgroups", quadCPU, "subgroups", false}, {"gpu", plainGPU, "", true}, {"gpu with halves", bigGPU, "shader-f16", true}} {
		for _, g := range graphs {
			p := buildFor(t, g.build, wgsl.I8, plan.Options{Adapter: c.adapter})
			for _, v := range p.Variants() {
				spec := wgsl.Specs()[v.Kernel]
				if err := wgsl.Check(v); err != nil {
					t.Errorf("%s on %s: %v", g.name, c.name, err)
				}
				if spec.Tiled && !c.tiled || spec.Feature != "" && !strings.Contains(c.features, string(spec.Feature)) {
					t.Errorf("%s on %s: %s", g.name, c.name, v.Key())
				}
				for _, plain := range []string{"matmul", "conv", "layernorm", "softmax", "groupnorm_partial", "attention_scores"} {
					if c.tiled && v.Kernel == plain {
						t.Errorf("%s on %s: %s is for CPUs", g.name, c.name, v.Key())
					}
				}
			}
		}
	}
}

// Weights that are stored exactly are not rounded on the way.
func TestFullWeightsStayFull(t *testing.T) {
	for _, v := range buildFor(t, graphs[3].build, wgsl.F32, plan.Options{Adapter: bigGPU}).Variants() {
		if strings.HasSuffix(v.Kernel, "_half") {
			t.Errorf("%s computes f32 weights in halves", v.Key())
		}
	}
}

func TestRecipes(t *testing.T) {
	for _, a := range []plan.Adapter{{}, quadCPU, plainGPU, bigGPU} {
		for _, g := range graphs {
			for _, task := range buildFor(t, g.build, wgsl.I8, plan.Options{Adapter: a}).Tasks {
				list, seen := plan.Recipes(a, task), map[plan.Recipe]bool{}
				if len(list) == 0 || len(list) > 8 {
					t.Errorf("%s: %d recipes", task, len(list))
				}
				for _, r := range list {
					if seen[r] || wgsl.Specs()[r.Kernel] == nil {
						t.Errorf("%s: recipe %+v twice or without kernel", task, r)
					}
					seen[r] = true
				}
			}
		}
	}
}

// A measured recipe is followed; one that the adapter cannot run is not.
func TestTunedRecipes(t *testing.T) {
	first := buildFor(t, graphs[3].build, wgsl.I8, plan.Options{Adapter: plainGPU})
	tuned, wild := plan.Tuned{}, plan.Tuned{}
	for _, task := range first.Tasks {
		list := plan.Recipes(plainGPU, task)
		tuned[task.String()] = list[len(list)-1]
		wild[task.String()] = plan.Recipe{Kernel: "matmul_half", Tile: 9}
	}
	if got := buildFor(t, graphs[3].build, wgsl.I8, plan.Options{Adapter: plainGPU, Tuned: wild}); len(got.Step) != len(first.Step) {
		t.Errorf("wild recipes change the plan from %d to %d dispatches", len(first.Step), len(got.Step))
	}
	found := map[string]bool{}
	for _, v := range buildFor(t, graphs[3].build, wgsl.I8, plan.Options{Adapter: plainGPU, Tuned: tuned}).Variants() {
		found[v.Kernel] = true
		if v.Kernel == "conv_tiled" && v.Choices[0] != 2 && v.Choices[0] != 3 { // where Winograd does not fit
			t.Errorf("%s is not the last recipe", v.Key())
		}
	}
	for _, kernel := range []string{"matmul", "attention_scores", "winograd_input"} {
		if !found[kernel] {
			t.Errorf("the measured %s was not used", kernel)
		}
	}
}
