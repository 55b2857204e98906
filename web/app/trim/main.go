// Command trim makes the generated code smaller. It takes out the white space
// between tags: a node for each line break weighs in the binary and in every
// render, and shows nothing, since all of the page's boxes are laid out by the
// style sheet. And it calls markup.go where vugugen writes its steps out, and
// makes text of what vugugen would have the browser read as markup.
package main

import (
	"log"
	"os"
	"regexp"
	"strings"
)

const name = "0_components_gen.go"

var (
	blank     = regexp.MustCompile(`(?m)^\s*vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: "(\\n|\\t| )+"\}\n\s*vgparent\.AppendChild\(vgn\)\n`)
	element   = regexp.MustCompile(`&vugu\.VGNode\{Type: vugu\.VGNodeType\(3\), Namespace: "(\w*)", Data: "(\w+)", Attr: \[\]vugu\.VGAttribute(.*)\}\n`)
	attribute = regexp.MustCompile(`\{Namespace: "", Key: "([^"]*)", Val: "((?:[^"\\]|\\.)*)"\}`)
	handler   = regexp.MustCompile(`vgn\.DOMEventHandlerSpecList = append\(vgn\.DOMEventHandlerSpecList, vugu\.DOMEventHandlerSpec\{\n\s*EventType:\s*("\w+"),\n\s*Func:\s*(.*),\n\s*// TODO.*\n\s*\}\)`)
	kept      = regexp.MustCompile(`vgcompKey := vugu\.MakeCompKey\((0x[0-9A-F]+)\^vgin\.CurrentPositionHash\(\), vgiterkey\)\n.*\n\s*vgcomp, _ := vgin\.BuildEnv\.CachedComponent\(vgcompKey\)\.\(\*(\w+)\)[^\n]*\n(?:.*\n)*?\s*vgin\.BuildEnv\.UseComponent\(vgcompKey, vgcomp\).*\n`)
	placed    = regexp.MustCompile(`\s*vgout\.Components = append\(vgout\.Components, vgcomp\)\n\s*vgn = &vugu\.VGNode\{Component: vgcomp\}\n\s*vgparent\.AppendChild\(vgn\)`)
	child     = regexp.MustCompile(`vgn = element\((.*)\)\n\s*vgparent\.AppendChild\(vgn\)`)
	use       = regexp.MustCompile(`vgn\.SetInnerHTML\(vugu\.HTML\("\\x3Cuse href=\\"icons\.svg#(\w+)\\"\\x3E\\x3C/use\\x3E"\)\)`)
	icon      = regexp.MustCompile(`vgn = child\(vgparent, "svg:svg\|class\|icon\|viewBox\|0 0 24 24\|aria-hidden\|true"\)\n\s*(?:set\(child\(vgn, "svg:use"\), "href", "icons\.svg#(\w+)"\)|\{\n\s*vgparent := vgn\n\s*_ = vgparent\n\s*vgn = child\(vgparent, "svg:use\|href\|icons\.svg#(\w+)"\)\n\s*\})`)
	content   = regexp.MustCompile(`vgn\.SetInnerHTML\((.*)\)\n`)
	property  = regexp.MustCompile(`\{\n\s*b, err := vjson\.Marshal\((.*)\)\n\s*if err != nil \{\n\s*panic\(err\)\n\s*\}\n\s*vgn\.Prop = append\(vgn\.Prop, vugu\.VGProperty\{Key: ("\w+"), JSONVal: vjson\.RawMessage\(b\)\}\)\n\s*\}`)
	hidden    = regexp.MustCompile(`vgn\.AddAttrInterface\("hidden", (.*)\)`)
	flag      = regexp.MustCompile(`vgn\.AddAttrInterface\(("disabled"|"inert"), (.*)\)`)
	absent    = regexp.MustCompile(`vgn\.AddAttrInterface\(("aria-pressed"|"aria-valuenow"|"data-told"|"selected"|"aria-current"), `) // nil leaves them out
	set       = regexp.MustCompile(`vgn\.AddAttrInterface\(`)
)

func trim(code string) string {
	code = blank.ReplaceAllString(code, "")
	code = element.ReplaceAllStringFunc(code, func(node string) string {
		part := element.FindStringSubmatch(node)
		fixed := part[2]
		if part[1] != "" {
			fixed = part[1] + ":" + fixed
		}
		for _, a := range attribute.FindAllStringSubmatch(part[3], -1) {
			if strings.Contains(a[2], "|") {
				log.Fatalf("trim: %s has a bar, which element in markup.go splits at", a[2])
			}
			fixed += "|" + a[1] + "|" + a[2]
		}
		return `element("` + fixed + "\")\n"
	})
	code = handler.ReplaceAllString(code, "on(vgn, $1, $2)")
	code = kept.ReplaceAllString(code, "vgcomp, _ := component(vgin, vgout, vgparent, $1, vgiterkey, new($2)).(*$2)\n")
	code = placed.ReplaceAllString(code, "")
	code = child.ReplaceAllString(code, "vgn = child(vgparent, $1)")
	code = use.ReplaceAllString(code, `set(child(vgn, "svg:use"), "href", "icons.svg#$1")`)
	code = icon.ReplaceAllString(code, `icon(vgparent, "$1$2")`)
	code = strings.ReplaceAll(code, `vgn.SetInnerHTML(vugu.HTML(""))`, "")
	code = content.ReplaceAllString(code, "write(vgn, $1)\n")
	code = hidden.ReplaceAllString(code, "hide(vgn, $1)")
	code = flag.ReplaceAllString(code, "flag(vgn, $1, $2)")
	code = absent.ReplaceAllString(code, "vgn.AddAttrInterface ($1, ")
	code = set.ReplaceAllString(code, "set(vgn, ")
	return property.ReplaceAllString(code, "property(vgn, $2, $1)")
}

func main() {
	code, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	small := trim(string(code))
	if strings.Contains(small, "vugu.DOMEventHandlerSpec{") || strings.Contains(small, "vjson.Marshal") || strings.Contains(small, "vugu.HTML(") {
		log.Fatal("trim: vugugen writes its code in another way now; adapt the patterns")
	}
	if err := os.WriteFile(name, []byte(small), 0o644); err != nil {
		log.Fatal(err)
	}
}
