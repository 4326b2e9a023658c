package report_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/sample"
	"siamface/model/train"
	"siamface/model/verify"
)

// Names that a page must not take for its own.
const (
	evil  = `<script>alert(1)<`
	quote = `o'"b & 李`
	odd   = "=1+1\x1b[2J\a\r\u202e"
)

// faces draws six people with three pictures each; three have odd names. Drawings lie on disk as in a user's folder.
func faces(t *testing.T) *dataset.Dataset {
	t.Helper()
	root := filepath.Join(t.TempDir(), "faces")
	if err := sample.Write(t.Context(), root, 6, 3, 1, nil); err != nil {
		t.Fatal(err)
	}
	people, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, p := range people {
		if p.IsDir() {
			folders = append(folders, p.Name())
		}
	}
	for i, name := range []string{evil, quote, odd} {
		if err := os.Rename(filepath.Join(root, folders[i]), filepath.Join(root, name)); err != nil {
			t.Skipf("no such names here: %v", err)
		}
	}
	d, err := dataset.Open(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// folded is a cross-validation of two folds, with embeddings that are people's places and noise.
func folded(t *testing.T, d *dataset.Dataset) *run.Folded {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	r := &run.Folded{
		Options: run.FoldOptions{Recipe: "small", Seed: 1, Folds: 2}, Settings: train.Settings{Seed: 1, Epochs: 2}, Device: "CPU",
		Changes: []string{"a change <b>that</b> nobody translated"}, Baseline: map[string]evaluate.Scores{}, Seconds: 3,
		Spread: map[string]evaluate.Spread{"eer": {Mean: 0.1, Deviation: 0.02, Folds: 2}},
	}
	var pooled []evaluate.Scores
	var list []verify.Scored
	for fold := range 2 {
		var files []string
		var person []int
		var embeddings []float32
		name := []string{"1", "2"}[fold]
		result := run.FoldResult{History: []train.Epoch{{Number: 1, Loss: 0.5 + float64(fold)}, {Number: 2, Loss: 0.25}}}
		for p := fold * 3; p < fold*3+3; p++ {
			result.Names = append(result.Names, d.People[p].Name)
			for _, ph := range d.People[p].Photos {
				files, person = append(files, ph.Path), append(person, p)
				for k := range 4 {
					embeddings = append(embeddings, float32((p*(k+1))%5)/3+random.Float32()/2)
				}
			}
		}
		s, err := verify.ScoreEmbeddings(t.Context(), embeddings, 4, files, person, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]int, len(files))
		for i := range rows {
			rows[i] = len(r.Files) + i
		}
		r.Files = append(r.Files, files...)
		result.FoldMetrics = evaluate.MeasureFold(evaluate.Fold{Name: name, Scores: s.Scores}, 0.6)
		r.Folds = append(r.Folds, result)
		pooled, list = append(pooled, s.Scores.Renumber(rows)), append(list, s)
	}
	r.Scores = evaluate.PoolScores(pooled...)
	r.Baseline[verify.BaselinePixels], r.Baseline[verify.BaselineUntrained] = r.Scores.Times(2), r.Scores
	r.Pairs = func(yield func(string, pairlist.ScoredPair) bool) {
		for i, s := range list {
			for p := range s.Pairs {
				if !yield(r.Folds[i].Fold, p) {
					return
				}
			}
		}
	}
	metrics, err := evaluate.MeasureWithIntervals(t.Context(), r.Scores, 0.6)
	if err != nil {
		t.Fatal(err)
	}
	r.Test = run.Measured{People: 6, Photos: 18, Metrics: metrics}
	return r
}

// document is a report on that.
func document(t *testing.T, d *dataset.Dataset) *report.Document {
	t.Helper()
	m := report.OfFolds(d, folded(t, d))
	m.Command = []string{"siamface", "evaluate", d.Root, "--folds", "2"}
	doc, err := report.Build(t.Context(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// written is a report's folder.
func written(t *testing.T, doc *report.Document, o report.Options) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "report")
	if err := report.Write(t.Context(), dir, doc, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
