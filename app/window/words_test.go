package window

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"siamface/assets"
	"siamface/model/figure"
)

// literals are all strings in the window's code and the session's, and the keys that are asked for by name.
func literals(t *testing.T) (all, asked map[string]bool) {
	all, asked = map[string]bool{}, map[string]bool{}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Glob("../session/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, shared...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					all[text] = true
				}
			case *ast.CallExpr:
				if key, ok := keyOf(n); ok {
					asked[key] = true
				}
			}
			return true
		})
	}
	return all, asked
}

// keyOf is the key that a call asks for, where it is one for words.
func keyOf(call *ast.CallExpr) (string, bool) {
	at := -1 // the key's place among the arguments
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if f.Sel.Name == "Text" || f.Sel.Name == "Count" {
			at = 0
		}
	case *ast.Ident:
		if f.Name == "rateRow" {
			at = 1
		}
	}
	if at < 0 || at >= len(call.Args) {
		return "", false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	key, err := strconv.Unquote(lit.Value)
	return key, err == nil
}

// Every key that the window asks for has words, and no words wait for nobody.
func TestEveryKeyHasWords(t *testing.T) {
	all, asked := literals(t)
	if len(asked) < 100 {
		t.Fatalf("only %d keys found in the code", len(asked))
	}
	figure.TranslateLabels(func(name string) string { // the figures ask by theirs
		all["figure."+name], asked["figure."+name] = true, true
		return ""
	})
	for key := range asked {
		if !assets.Has(assets.English, key) {
			t.Errorf("the code asks for %q, which has no words", key)
		}
	}
	text, err := os.ReadFile("../../assets/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var english map[string]string
	if err := json.Unmarshal(text, &english); err != nil {
		t.Fatal(err)
	}
	for key := range english {
		prefix, _, _ := strings.Cut(key, ".")
		if prefix != "model" && prefix != "help" && !all[strings.TrimSuffix(key, ".one")] {
			t.Errorf("nobody asks for %q", key)
		}
	}
}
