package window

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"siamface/assets"
	"siamface/model/figure"
	"siamface/model/photo"
	"siamface/model/run"
	"siamface/model/train"
)

// literals are all strings in this package's code, and the keys that are asked for by name.
func literals(t *testing.T) (all, asked map[string]bool) {
	all, asked = map[string]bool{}, map[string]bool{}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
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
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || f.Sel.Name != "t" && f.Sel.Name != "n" && f.Sel.Name != "rate" {
		return "", false
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
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
	for _, c := range run.AllChoices() { // the form asks by their names
		all["form."+c.Name], asked["form."+c.Name] = true, true
		for _, word := range c.Words {
			if c.Name != "loss" {
				all[c.Name+"."+word], asked[c.Name+"."+word] = true, true
			}
		}
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
	for _, key := range assets.Keys(assets.English) {
		prefix, _, _ := strings.Cut(key, ".")
		if prefix != "model" && prefix != "help" && !all[strings.TrimSuffix(key, ".one")] {
			t.Errorf("nobody asks for %q", key)
		}
	}
}

// What the model says in set sentences is said in Chinese too.
func TestModelSentences(t *testing.T) {
	s := &state{lang: assets.Chinese}
	for _, text := range []string{
		photo.NotAPhoto, photo.CutOff, photo.Damaged, photo.Unsupported, photo.TooLarge + ": 9 MB", photo.Empty, photo.Folder,
		photo.NotRegular, photo.Missing, photo.Forbidden, photo.Unreadable, train.Collapsed, train.AtChance, train.Diverged,
		train.OverFitting, train.DeadUnits, train.Standstill,
	} {
		if s.translated(text) == text {
			t.Errorf("%q has no translation", text)
		}
	}
	if got := s.translated("something else: 1"); got != "something else: 1" {
		t.Errorf("%q", got)
	}
}
