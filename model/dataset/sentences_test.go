package dataset_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"siamface/model/dataset"
	"siamface/model/language"
)

// TestWarningsAreTranslated makes folders that are warned of, and wants each warning in Chinese.
func TestWarningsAreTranslated(t *testing.T) {
	for what, files := range map[string][]string{
		"two spellings":        {"Zoë/1.pgm", "Zoe\u0308/2.pgm", "bo/1.pgm", "BO/2.pgm"},
		"on two sides":         {"train/Zoë/1.pgm", "test/Zoe\u0308/2.pgm", "train/bo/1.pgm", "test/cy/1.pgm"},
		"perhaps one":          {"anna_b/1.pgm", "anna b/2.pgm", "c/1.pgm"},
		"many perhaps one":     {"a_a/1.pgm", "a a/1.pgm", "b_b/1.pgm", "b b/1.pgm", "c_c/1.pgm", "c c/1.pgm", "d_d/1.pgm", "d d/1.pgm", "e_e/1.pgm", "e e/1.pgm", "f_f/1.pgm", "f f/1.pgm"},
		"too deep":             {"a/1.pgm", "a/holiday/2.pgm", "b/1.pgm"},
		"the people deeper":    {"a/1.pgm", "b/1.pgm", "more/x/1.pgm", "more/y/1.pgm", "more/z/1.pgm", "more/x/2.pgm"},
		"one who is called so": {"a/1.pgm", "b/1.pgm", "c/1.pgm", "val/x/1.pgm"},
		"one person's":         {"1.pgm", "2.pgm", "a/1.pgm"},
	} {
		root := t.TempDir()
		for _, name := range files {
			path := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(face), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := dataset.Open(t.Context(), root, nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if len(d.Warnings) == 0 {
			t.Errorf("%s: there is no warning", what)
		}
		for _, warning := range d.Warnings {
			chinese, known := language.Translate(dataset.Sentences, language.Chinese, warning)
			if !known || strings.Contains(chinese, "photo") || !strings.ContainsFunc(chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q became %q", what, warning, chinese)
			}
		}
	}
}
