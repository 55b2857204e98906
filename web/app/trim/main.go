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
	element   = regexp.MustCompile(`&vugu\.VGNode\{Type: vugu\.VGNodeType\(3\), Namespace: ("\w*"), Data: ("\w+"), Attr: \[\]vugu\.VGAttribute(.*)\}\n`)
	attribute = regexp.MustCompile(`\{Namespace: "", Key: ("[^"]*"), Val: ("(?:[^"\\]|\\.)*")\}`)
	handler   = regexp.MustCompile(`vgn\.DOMEventHandlerSpecList = append\(vgn\.DOMEventHandlerSpecList, vugu\.DOMEventHandlerSpec\{\n\s*EventType:\s*("\w+"),\n\s*Func:\s*(.*),\n\s*// TODO.*\n\s*\}\)`)
	child     = regexp.MustCompile(`vgout\.Components = append\(vgout\.Components, vgcomp\)\n\s*vgn = &vugu\.VGNode\{Component: vgcomp\}\n\s*vgparent\.AppendChild\(vgn\)`)
	icon      = regexp.MustCompile(`vgn\.SetInnerHTML\(vugu\.HTML\("\\x3Cuse href=\\"(icons\.svg#\w+)\\"\\x3E\\x3C/use\\x3E"\)\)`)
	content   = regexp.MustCompile(`vgn\.SetInnerHTML\((.*)\)\n`)
	property  = regexp.MustCompile(`\{\n\s*b, err := vjson\.Marshal\((.*)\)\n\s*if err != nil \{\n\s*panic\(err\)\n\s*\}\n\s*vgn\.Prop = append\(vgn\.Prop, vugu\.VGProperty\{Key: ("\w+"), JSONVal: vjson\.RawMessage\(b\)\}\)\n\s*\}`)
)

var calls = strings.NewReplacer(
	"vgparent.AppendChild(vgn)", "attach(vgparent, vgn)",
	`vgn.SetInnerHTML(vugu.HTML(""))`, "",
	"vgin.BuildEnv.CachedComponent(", "cached(vgin, ",
	"vgin.BuildEnv.UseComponent(", "use(vgin, ",
)

func trim(code string) string {
	code = blank.ReplaceAllString(code, "")
	code = element.ReplaceAllStringFunc(code, func(node string) string {
		part := element.FindStringSubmatch(node)
		call := "element(" + part[1] + ", " + part[2]
		for _, a := range attribute.FindAllStringSubmatch(part[3], -1) {
			call += ", " + a[1] + ", " + a[2]
		}
		return call + ")\n"
	})
	code = handler.ReplaceAllString(code, "on(vgn, $1, $2)")
	code = child.ReplaceAllString(code, "vgn = place(vgout, vgparent, vgcomp)")
	code = icon.ReplaceAllString(code, `attach(vgn, element("svg", "use", "href", "$1"))`)
	code = content.ReplaceAllString(calls.Replace(code), "write(vgn, $1)\n")
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
