package dataset_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"siamface/model/dataset"
)

func TestFinder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "faces")
	for _, name := range []string{"Zoë/1.pgm", "Zoë/Two.PGM", "Ana_One/Ana_One_0001.png", "Ana_One/Ana_One_0002.txt", "Bo/1.pgm", "bo/2.pgm", "BO/3.pgm", "bO/3.pgm", " x/ 1.pgm"} {
		at := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(face), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Skip("no links here:", err)
	}
	for name, want := range map[string]string{
		"Zoë/1.pgm": "Zoë/1.pgm", norm.NFD.String("Zoë/1.pgm"): "Zoë/1.pgm", "ZOË/two.pgm": "Zoë/Two.PGM", "Zo\xeb/1.pgm": "Zoë/1.pgm",
		`Zoë\1.pgm`: "Zoë/1.pgm", "./Zoë//1.pgm": "Zoë/1.pgm", "Zoë/1.pgm ": "Zoë/1.pgm", "x/1.pgm": " x/ 1.pgm",
		filepath.Join(root, "Zoë/1.pgm"): "Zoë/1.pgm", filepath.Join(link, "zoë/1.pgm"): "Zoë/1.pgm", "faces/Zoë/1.pgm": "Zoë/1.pgm",
		"bo/1.pgm": "Bo/1.pgm", "Bo/2.pgm": "bo/2.pgm", "BO/3.pgm": "BO/3.pgm", "none/./1.pgm": "none/1.pgm", "Zoë/none.pgm": "Zoë/none.pgm",
	} {
		for _, at := range []string{root, link} {
			if got, err := dataset.NewFinder(at).Find(name); err != nil || got != want {
				t.Errorf("%q in %s: %q, %v; want %q", name, at, got, err, want)
			}
		}
	}
	f := dataset.NewFinder(root)
	for _, name := range []string{"../x", "a/../../b", filepath.Dir(root), "/etc/passwd", filepath.Join(root, ".."), ""} {
		if got, err := f.Find(name); !errors.Is(err, dataset.ErrOutside) {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
	if got, err := f.Find("Bo/3.pgm"); err == nil || !strings.Contains(err.Error(), "may be") {
		t.Errorf("a name that fits two files: %q, %v", got, err)
	}
	if got, err := f.Find("a\x00b"); err == nil {
		t.Errorf("a zero byte: %q", got)
	}
	for name, want := range map[string]string{
		"Ana_One/Ana_One_0001": "Ana_One/Ana_One_0001.png", "ana_one/ANA_one_0001": "Ana_One/Ana_One_0001.png",
		"Ana_One/Ana_One_0002": "Ana_One/Ana_One_0002.jpg", "No/No_0001": "No/No_0001.jpg",
	} {
		if got, err := f.FindStem(name); err != nil || got != want {
			t.Errorf("%q without its ending: %q, %v; want %q", name, got, err, want)
		}
	}
}

// FuzzFinder: no name leads out of the folder.
func FuzzFinder(f *testing.F) {
	root := f.TempDir()
	if err := os.WriteFile(filepath.Join(root, "Zoë.pgm"), []byte(face), 0o600); err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"zoë.pgm", `..\x`, "../x", "/", "a/../..", `C:\x`, "", "\xff/\\..", "./" + filepath.Base(root) + "/Zoë.pgm"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		finder := dataset.NewFinder(root)
		for _, find := range []func(string) (string, error){finder.Find, finder.FindStem} {
			if file, err := find(name); err == nil && !filepath.IsLocal(filepath.FromSlash(file)) {
				t.Errorf("%q leads to %q", name, file)
			}
		}
	})
}
