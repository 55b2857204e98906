package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// entities reads the table of package html, which keeps it to itself: all
// names of HTML with their text, and the names that work without ";".
func entities() (table, bare string) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(strings.TrimSpace(string(root)), "src/html/entity.go")
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	// These two are HTML's but missing there.
	lines := []string{"nGt;≫\u20D2\x00", "nLt;≪\u20D2\x00"}
	var short []string
	ast.Inspect(tree, func(n ast.Node) bool {
		entry, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		name := literal(entry.Key)
		if strings.HasSuffix(name, ";") {
			lines = append(lines, name+value(entry.Value)+"\x00")
		} else {
			short = append(short, name)
		}
		return false
	})
	slices.Sort(lines)
	slices.Sort(short)
	return strings.Join(lines, ""), strings.Join(short, " ")
}

// value reads one character, or a list of two.
func value(e ast.Expr) string {
	list, ok := e.(*ast.CompositeLit)
	if !ok {
		return literal(e)
	}
	return literal(list.Elts[0]) + literal(list.Elts[1])
}

func literal(e ast.Expr) string {
	text := e.(*ast.BasicLit).Value
	if text[0] == '\'' {
		r, _, _, err := strconv.UnquoteChar(text[1:], '\'')
		if err != nil {
			log.Fatal(err)
		}
		return string(r)
	}
	text, err := strconv.Unquote(text)
	if err != nil {
		log.Fatal(err)
	}
	return text
}
