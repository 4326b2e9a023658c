package session_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"

	"siamface/model/realdata"
)

// TestEveryCharacterIsDrawn looks for each character of the program's texts in the toolkit's face and the shipped one, in both weights: a
// machine may have no other font.
func TestEveryCharacterIsDrawn(t *testing.T) {
	dir := realdata.Fonts(t)
	regular := [][]byte{theme.DefaultTextFont().Content(), read(t, filepath.Join(dir, "NotoSansSC-Regular.ttf"))}
	bold := [][]byte{theme.DefaultTextBoldFont().Content(), read(t, filepath.Join(dir, "NotoSansSC-Bold.ttf"))}
	characters := listCharacters(t)
	if len(characters) < 500 {
		t.Fatalf("only %d characters were found in the texts", len(characters))
	}
	for _, faces := range [][][]byte{regular, bold} {
		first, second := parse(t, faces[0]), parse(t, faces[1])
		for r, where := range characters {
			if !has(t, first, r) && !has(t, second, r) {
				t.Errorf("%q (%U) of %s is in none of the faces", r, r, where)
			}
		}
	}
}

// Latin letters come from the toolkit's face, and spaces from either.
func TestShippedFontLeavesLatinAlone(t *testing.T) {
	for _, name := range []string{"NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"} {
		face := parse(t, read(t, filepath.Join(realdata.Fonts(t), name)))
		for _, r := range "aZ09.é" {
			if has(t, face, r) {
				t.Errorf("%s has %q", name, r)
			}
		}
		for _, r := range " 中鑫→✓" {
			if !has(t, face, r) {
				t.Errorf("%s lacks %q", name, r)
			}
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t *testing.T, data []byte) *sfnt.Font {
	t.Helper()
	face, err := sfnt.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return face
}

func has(t *testing.T, face *sfnt.Font, r rune) bool {
	t.Helper()
	glyph, err := face.GlyphIndex(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	return glyph != 0
}

// listCharacters are the characters beyond ASCII in the code's strings and in the files of words, with where they stand.
func listCharacters(t *testing.T) map[rune]string {
	t.Helper()
	found := map[rune]string{}
	add := func(text, path string) {
		for _, r := range text {
			if r > '~' {
				found[r] = path
			}
		}
	}
	root := filepath.Join("..", "..")
	for _, part := range []string{"app", "assets", "model", "widgets"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil || e.IsDir() && e.Name() == "testdata":
				return skipOr(err)
			case filepath.Ext(path) == ".json":
				add(string(read(t, path)), path)
			case filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go"):
				add(strings.Join(listStrings(t, path), ""), path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func skipOr(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}

func listStrings(t *testing.T, path string) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}
