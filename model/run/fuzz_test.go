package run_test

import (
	"os"
	"path/filepath"
	"testing"

	"siamface/model/run"
)

// FuzzReports reads any bytes as the report of a run, as what a cross-validation is repeated by, and as the record of a model. What is
// read names a recipe, and what it names is fit to be looked up.
func FuzzReports(f *testing.F) {
	for _, text := range []string{
		`{"format":"siamface run 1","recipe":"face","split":{"train":["ann"]},"photos":[{"file":"ann/1.jpg","sha256":"00","split":"train"}]}`,
		`{"format":"siamface report 1","record":{"recipe":"small","folds":10,"photos":[]}}`,
		`{"format":"siamface run 2"}`, `{"recipe":"face"}`, `{"recipe":"face","settings":{"epochs":-1,"rate":1e308}}`, `[]`, `null`, `{`, "\ufeff{}", `{"recipe":"face","test":{"eer":null}}`,
		`{"recipe":"\"a\\xff\"","judgement":{"threshold":1e-320,"genuine_quantiles":[0,1]}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, run.ReportFile), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err := run.ReadReport(folder); err == nil && r.Recipe == "" {
			t.Errorf("a report without a recipe was read: %+v", r)
		}
		if r, err := run.ReadFoldRecord(folder); err == nil && r.Recipe == "" && len(r.Photos) > 0 {
			t.Logf("a record without a recipe: %+v", r)
		}
		_, _ = run.ReadRecord(text)
	})
}
