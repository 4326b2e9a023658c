package window

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
)

// TestUnfinishedRunsAreListed: a training that was cut off before it had a model is listed with where it stands, and a stopped one beside
// its model too; once finished, none is unfinished.
func TestUnfinishedRunsAreListed(t *testing.T) {
	photos, in := filepath.Join(t.TempDir(), "faces"), t.TempDir()
	if err := sample.Write(t.Context(), photos, 8, 3, 1, nil); err != nil {
		t.Fatal(err)
	}
	o := run.Options{Folder: filepath.Join(in, "a"), Recipe: recipes.Small, Epochs: 3, Seed: 1, Device: "cpu", Threads: 1}
	train := func(ctx context.Context, o run.Options, report func(run.Event)) {
		t.Helper()
		d, err := dataset.Open(t.Context(), photos, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := run.Train(ctx, d, o, report)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Model.Release(context.Background())
	}
	ctx, cancel := context.WithCancel(t.Context())
	train(ctx, o, func(e run.Event) {
		if e.Train != nil && len(e.Train.History) == 1 && e.Train.Epoch == 2 {
			cancel()
		}
	})
	runs := findRuns(in)
	if len(runs) != 1 || runs[0].bare || runs[0].unfinished == nil {
		t.Fatalf("a stopped run is listed as %+v", runs)
	}
	if err := os.Remove(filepath.Join(o.Folder, run.ModelFile)); err != nil {
		t.Fatal(err)
	}
	runs = findRuns(in)
	if len(runs) != 1 || !runs[0].bare || runs[0].unfinished.Reached.Epoch != 1 || runs[0].people != 8 || runs[0].report.Folder != photos {
		t.Fatalf("a run that was cut off is listed as %+v", runs)
	}
	train(t.Context(), runs[0].unfinished.Options(o.Folder), nil)
	if runs = findRuns(in); len(runs) != 1 || runs[0].bare || runs[0].unfinished != nil {
		t.Fatalf("a finished run is listed as %+v", runs)
	}
}
