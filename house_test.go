package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A type that has grown beyond these has more than one subject.
const (
	mostMethods = 25
	mostFiles   = 3
)

// toolkit are methods that Fyne's interfaces ask of a widget: they say nothing about how many subjects it has.
var toolkit = []string{
	"CreateRenderer", "Cursor", "DragEnd", "Dragged", "FocusGained", "FocusLost", "MouseIn", "MouseMoved", "MouseOut", "Tapped", "TypedKey", "TypedRune",
}

// grown are the types that are larger all the same, and why.
var grown = map[string]string{
	"model/torch.Flow": "the list of tensor operations, each a line or two; a caller looks for them in one place",
}

// source is a package's files that are no tests, by name.
type source struct {
	dir   string
	files map[string]*ast.File
}

// sources parses all packages.
func sources(t *testing.T) (list []source) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || !e.IsDir():
			return err
		case path != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "testdata" || e.Name() == "fetched"):
			return filepath.SkipDir
		}
		s := source{dir: path, files: map[string]*ast.File{}}
		names, err := filepath.Glob(filepath.Join(path, "*.go"))
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if s.files[filepath.Base(name)], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err != nil {
				return err
			}
		}
		if len(s.files) > 0 {
			list = append(list, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// receiver is the name of the type whose method a declaration is; "" is a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.IndexListExpr:
			of = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// TestATypeHasOnePlace counts each type's methods and the files that they stand in.
func TestATypeHasOnePlace(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		methods, files := map[string]int{}, map[string]map[string]bool{}
		for name, f := range s.files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || receiver(fn) == "" || slices.Contains(toolkit, fn.Name.Name) {
					continue
				}
				of := filepath.ToSlash(s.dir) + "." + receiver(fn)
				methods[of]++
				if files[of] == nil {
					files[of] = map[string]bool{}
				}
				files[of][name] = true
			}
		}
		for of, n := range methods {
			if n <= mostMethods && len(files[of]) <= mostFiles {
				continue
			}
			if seen[of] = true; grown[of] == "" {
				t.Errorf("%s has %d methods in %d files; at most %d in %d: part it by its subjects", of, n, len(files[of]), mostMethods, mostFiles)
			}
		}
	}
	for of := range grown {
		if !seen[of] {
			t.Errorf("%s is an exception no more: take it from the list", of)
		}
	}
}

// TestEveryRoomShowsItsUse wants an Example in each package of model that others import: documentation that is run.
func TestEveryRoomShowsItsUse(t *testing.T) {
	// Of these packages a caller sees one or two functions, and the one package above them shows their use.
	parts := []string{"model/gallery/store", "model/photo/container", "model/photo/exif", "model/photo/sandbox", "model/file/fault", "model/realdata", "model/torch/torchtest"}
	used := map[string]bool{}
	for _, p := range list(t, "./...") {
		for _, i := range p.Imports {
			used[strings.TrimPrefix(i, module)] = true
		}
	}
	for _, name := range order {
		if !used[name] || slices.Contains(parts, name) {
			continue
		}
		tests, err := filepath.Glob(filepath.FromSlash(name) + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(tests, hasExample(t)) {
			t.Errorf("%s has no Example", name)
		}
	}
}

func hasExample(t *testing.T) func(path string) bool {
	return func(path string) bool {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(text), "\nfunc Example") && strings.Contains(string(text), "Output:")
	}
}

// TestHeadlessIsTwoFiles: what has no window is told by two files, not by a tag on each.
func TestHeadlessIsTwoFiles(t *testing.T) {
	var tagged []string
	for _, s := range sources(t) {
		for name := range s.files {
			text, err := os.ReadFile(filepath.Join(s.dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if head, _, _ := strings.Cut(string(text), "\npackage "); strings.Contains(head, "//go:build") && strings.Contains(head, "headless") {
				tagged = append(tagged, filepath.ToSlash(filepath.Join(s.dir, name)))
			}
		}
	}
	if slices.Sort(tagged); !slices.Equal(tagged, []string{"app/headless.go", "app/run.go"}) {
		t.Errorf("the tag headless stands in %v", tagged)
	}
}

// TestFilesAreForTheUserAlone: whatever the program makes may come of photos of people. No mode in the code lets others read it.
func TestFilesAreForTheUserAlone(t *testing.T) {
	makes := []string{"Write", "WriteBytes", "WriteFile", "OpenFile", "Mkdir", "MkdirAll", "Chmod"}
	forTests := []string{"model/database/testserver"} // whose server runs as another user
	modes := 0
	for _, s := range sources(t) {
		if slices.Contains(forTests, filepath.ToSlash(s.dir)) {
			continue
		}
		if filepath.ToSlash(s.dir) == "app/cli/manual" {
			continue // pages that are there for all
		}
		for name, f := range s.files {
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				of, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if pkg, ok := of.X.(*ast.Ident); ok && pkg.Name == "os" && of.Sel.Name == "Create" {
					t.Errorf("%s: os.Create lets others read the file", filepath.Join(s.dir, name))
				}
				for _, a := range call.Args {
					mode, ok := a.(*ast.BasicLit)
					if !ok || mode.Kind != token.INT || !strings.HasPrefix(mode.Value, "0") || len(mode.Value) < 4 || !slices.Contains(makes, of.Sel.Name) {
						continue
					}
					if modes++; mode.Value != "0o600" && mode.Value != "0o700" {
						t.Errorf("%s: %s with the mode %s lets others read it", filepath.Join(s.dir, name), of.Sel.Name, mode.Value)
					}
				}
				return true
			})
		}
	}
	if modes < 15 {
		t.Errorf("only %d modes were found", modes)
	}
}

// TestGoroutinesAreGuarded: a panic that nobody recovers ends the program, whichever goroutine it is on. So each is started by
// model/parallel, or catches panics itself.
func TestGoroutinesAreGuarded(t *testing.T) {
	// What they do is a line or two that can't panic, or guards each step.
	reasons := map[string]string{
		"app/window/panics.go":       "waits for the background's work",
		"app/window/background.go":   "the background's work itself, which catches panics",
		"model/photo/head.go":        "gives memory back",
		"model/photo/heif.go":        "decodes, and survives the decoder",
		"model/torch/torch.go":       "libtorch's thread, which guards each job",
		"model/parallel/parallel.go": "catches panics",
		"model/parallel/panic.go":    "catches panics",
		"widgets/thumbs.go":          "guards each job",
	}
	tests := []string{"app/internal/screen", "app/internal/responsiveness", "model/database/testserver", "model/gallery/storetest", "bench/ours"}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if slices.Contains(tests, filepath.ToSlash(s.dir)) {
			continue
		}
		for name, f := range s.files {
			file := filepath.ToSlash(filepath.Join(s.dir, name))
			ast.Inspect(f, func(n ast.Node) bool {
				started, ok := n.(*ast.GoStmt)
				group, isType := n.(*ast.SelectorExpr)
				isType = isType && group.Sel.Name == "WaitGroup"
				if !isType && (!ok || catches(started)) {
					return true
				}
				if seen[file] = true; reasons[file] == "" {
					t.Errorf("%s starts goroutines whose panics nobody catches: use parallel.Group, parallel.Each or parallel.Catch", file)
				}
				return true
			})
		}
	}
	for file := range reasons {
		if !seen[file] {
			t.Errorf("%s is an exception no more: take it from the list", file)
		}
	}
}

// catches tells whether what a goroutine does goes through what catches panics.
func catches(started *ast.GoStmt) (found bool) {
	ast.Inspect(started, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (id.Name == "Catch" || id.Name == "guard" || id.Name == "recover") {
			found = true
		}
		return true
	})
	return found
}
