package run_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/run"
)

// TestReportsOfOtherKinds: the two kinds of report.json are told apart, and versions of other programs.
func TestReportsOfOtherKinds(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, run.ReportFile)
	for text, want := range map[string]struct{ run, folds string }{
		`{"format": "siamface run 1", "recipe": "small"}`:                {"", ""},
		`{"recipe": "small"}`:                                            {"", ""}, // before formats had names
		`{"format": "siamface report 1", "record": {"recipe": "small"}}`: {"the report of an evaluation, not the report of a training", ""},
		`{"format": "siamface run 2", "recipe": "small"}`:                {"another version", "another version"},
		`{"format": "siamface report 2", "record": {"recipe": "small"}}`: {"another version", "another version"},
		`{"format": "keras 3"}`:                                          {"none of Siamface's", "none of Siamface's"},
		`{"format": 7}`:                                                  {"damaged", "damaged"},
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, asRun := run.ReadReport(folder)
		_, asFolds := run.ReadFoldRecord(folder)
		for what, got := range map[string]struct {
			err  error
			want string
		}{"run": {asRun, want.run}, "cross-validation": {asFolds, want.folds}} {
			if got.want == "" && got.err != nil || got.want != "" && (got.err == nil || !strings.Contains(got.err.Error(), got.want)) {
				t.Errorf("%s read as that of a %s: %v, want %q", text, what, got.err, got.want)
			}
		}
	}
}
