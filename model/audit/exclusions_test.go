package audit_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/audit"
)

func TestExclusionsAreWrittenAndReadAgain(t *testing.T) {
	var e audit.Exclusions
	names := []string{
		"s10/1.pgm", "s2/1.pgm", "Zoë Müller/照片 1.jpg", "#1/a.png", `"quoted"/b.png`, " a/b", "a/b ", "line\nbreak/1.jpg", "not\xffutf8/1.jpg",
		`back\slash.png`, "a:b/1.png",
	}
	if err := e.Add(names...); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "excluded.txt")
	if err := e.Write(path); err != nil {
		t.Fatal(err)
	}
	back, err := audit.ReadExclusions(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Files(); !slices.Equal(got, e.Files()) || len(got) != len(names) || slices.Index(got, "s2/1.pgm") > slices.Index(got, "s10/1.pgm") {
		t.Errorf("got %q, want %q", got, e.Files())
	}
	back.Remove("s2/1.pgm", "never there")
	if back.Has("s2/1.pgm") || !back.Has("s10/1.pgm") {
		t.Errorf("after taking one in again: %q", back.Files())
	}
}

func TestExclusionsByHand(t *testing.T) {
	e, err := audit.ParseExclusions(strings.NewReader("\ufeff# mine\r\n\r\n  a/1.jpg \r\nb\\2.jpg\r\n\"c/\\u00fc.png\"\r\na/1.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.Files(), []string{"a/1.jpg", `b\2.jpg`, "c/ü.png"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNoListOfExclusions(t *testing.T) {
	for text, says := range map[string]string{
		"a/1.jpg\n/etc/passwd":      "line 2",
		"../a.jpg":                  "no name of a file below",
		"a/../../b.jpg":             "no name of a file below",
		`C:\faces\a.jpg`:            "no name of a file below",
		"c:/faces/a.jpg":            "no name of a file below",
		`\\server\faces\a.jpg`:      "no name of a file below",
		`..\a.jpg`:                  "no name of a file below",
		"a\x00b":                    "no name of a file below",
		`"a/1.jpg`:                  "in quotes",
		`""`:                        "in quotes",
		strings.Repeat("a", 70_000): "too long",
	} {
		if _, err := audit.ParseExclusions(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.20q: error %v doesn't say %q", text, err, says)
		}
	}
	if _, err := audit.ReadExclusions(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("a missing list: %v", err)
	}
	path := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(path, []byte("/abs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.ReadExclusions(path); err == nil || !strings.Contains(err.Error(), "list.txt") {
		t.Errorf("a wrong list: %v", err)
	}
}

func FuzzParseExclusions(f *testing.F) {
	f.Add("# remark\na/1.jpg\n")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := audit.ParseExclusions(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, name := range e.Files() {
			slashed := strings.ReplaceAll(name, `\`, "/")
			if !filepath.IsLocal(slashed) || strings.HasPrefix(slashed, "/") {
				t.Errorf("took %q", name)
			}
		}
		again, err := audit.ParseExclusions(strings.NewReader(e.String()))
		if err != nil || !slices.Equal(again.Files(), e.Files()) {
			t.Errorf("%q comes back as %q, %v", e.Files(), again.Files(), err)
		}
	})
}
