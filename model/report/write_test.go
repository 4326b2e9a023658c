package report_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/report"
)

// files are the names in a folder, hidden ones too.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWriteTakesItsOwnFolderAlone(t *testing.T) {
	doc := document(t, faces(t))
	parent := t.TempDir()
	dir := filepath.Join(parent, "deep", "report")
	if err := report.Write(t.Context(), dir, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	want := []string{report.PairsFile, report.PageFile, report.DataFile}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	if got := files(t, filepath.Dir(dir)); len(got) != 1 {
		t.Errorf("beside the report lies %v", got)
	}
	if err := report.Write(t.Context(), dir, doc, report.Options{}); !errors.Is(err, report.ErrHoldsReport) {
		t.Errorf("a second report: %v", err)
	}
	if err := report.Write(t.Context(), dir, doc, report.Options{Force: true}); err != nil {
		t.Errorf("a forced second report: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(t.Context(), dir, doc, report.Options{Force: true}); err == nil || !strings.Contains(err.Error(), "mine.txt") {
		t.Errorf("a folder with another file: %v", err)
	}
	for text, want := range map[string]string{`{"format": "siamface run 1"}`: "the report of a training", `{"recipe": "face"}`: "none of Siamface's", "{": "damaged"} {
		other := t.TempDir()
		if err := os.WriteFile(filepath.Join(other, report.DataFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := report.Check(other, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a folder with %s: %v", text, err)
		}
	}
	empty := filepath.Join(parent, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(t.Context(), empty, doc, report.Options{}); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestCheckRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	other := filepath.Join(dir, "other")
	if err := errors.Join(os.WriteFile(file, nil, 0o644), os.Mkdir(other, 0o755), os.WriteFile(filepath.Join(other, report.DataFile), []byte(`{"model":1}`), 0o644)); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(file, "new", "report") // which nobody can make
	for _, at := range []string{file, other, below} {
		if err := report.Check(at, true); err == nil {
			t.Errorf("%s is taken", at)
		}
	}
	if err := report.Check(filepath.Join(dir, "new"), false); err != nil {
		t.Errorf("a folder that isn't there: %v", err)
	}
	if err := report.Check(filepath.Join(dir, "a", "b", "new"), false); err != nil {
		t.Errorf("a folder whose folders aren't there: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("looking whether a report can be written left %v, %v", left, err)
	}
}

func TestWriteLeavesTheOldReport(t *testing.T) {
	doc := document(t, faces(t))
	dir := written(t, doc, report.Options{})
	before := read(t, dir, report.DataFile)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	doc.Seconds++
	if err := report.Write(ctx, dir, doc, report.Options{Force: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled report: %v", err)
	}
	if read(t, dir, report.DataFile) != before || len(files(t, filepath.Dir(dir))) != 1 {
		t.Error("a report that wasn't finished left something")
	}
}

func TestQuote(t *testing.T) {
	words := []string{"siamface", "--a=b", "", "two words", `it's "$HOME" \ *`, "李", "~", "a\nb"}
	quoted := report.Quote(words)
	if !strings.HasPrefix(quoted, "siamface --a=b '' 'two words' ") {
		t.Errorf("quoted: %s", quoted)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here to take the command")
	}
	out, err := exec.Command(shell, "-c", "printf '%s\\0' "+quoted).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, words) {
		t.Errorf("the shell takes %q", got)
	}
}
