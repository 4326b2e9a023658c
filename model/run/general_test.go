package run_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/cache"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/verify"
)

// known is a folder of pictures of so many people, whose faces the cache knows already: as far apart as real ones.
func known(t *testing.T, people, photos int) *dataset.Dataset {
	t.Helper()
	realdata.Faces(t)
	t.Setenv(cache.Variable, t.TempDir())
	size, dir := face.BuiltIn().Size, t.TempDir()
	rows, person := sample.Features(people, photos, size, 1)
	for i, who := range person {
		path := filepath.Join(dir, fmt.Sprintf("p%02d", who), fmt.Sprintf("%d.pgm", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, fmt.Appendf(nil, "P5 8 8 255\n%064d", i), 0o644); err != nil {
			t.Fatal(err)
		}
		key, err := photo.SHA256(path)
		if err != nil {
			t.Fatal(err)
		}
		f := face.Face{Box: face.Box{W: 8, H: 8}, Score: 1}
		found := &face.Description{Faces: []face.Face{f}, Face: f, Embedding: unit(rows[i*size : (i+1)*size])}
		if err := face.OpenCache().Put(key, found); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, dir)
}

func unit(row []float32) []float32 {
	var squares float64
	for _, v := range row {
		squares += float64(v) * float64(v)
	}
	for i := range row {
		row[i] /= float32(math.Sqrt(squares))
	}
	return row
}

// trainedOnFaces trains the recipe face on people whom the cache knows, for a rate of 1 %.
func trainedOnFaces(t *testing.T, people int) (run.Report, *tower.Model) {
	t.Helper()
	d := known(t, people, 4)
	settings, err := run.Usual(recipes.Face)
	if err != nil {
		t.Fatal(err)
	}
	settings.Steps = 2
	o := options(filepath.Join(t.TempDir(), "run"))
	o.Recipe, o.Settings, o.Epochs = recipes.Face, &settings, 1
	r := trained(t, d, o).Report
	m, err := recipes.Load(t.Context(), filepath.Join(o.Folder, run.ModelFile), torchtest.Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Release(t.Context()) })
	text, err := os.ReadFile(filepath.Join(o.Folder, run.ReportFile))
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Contains(string(text), `"general": true`); said != r.Judgement.General || r.Judgement.General != m.Judgement.General {
		t.Errorf("the report says general: %v, the run %v, the model %v", said, r.Judgement.General, m.Judgement.General)
	}
	if said := verify.JudgeDistance(m.Judgement, 1); said.General != m.Judgement.General || said.Threshold != m.Judgement.Threshold {
		t.Errorf("a verdict is given as %+v by %+v", said, m.Judgement)
	}
	return r, m
}

// TestTooFewPeopleHaveGeneralThresholds: who are too few to show a rate don't set the thresholds of the recipe face.
func TestTooFewPeopleHaveGeneralThresholds(t *testing.T) {
	r, m := trainedOnFaces(t, 8)
	general, j := face.BuiltIn(), m.Judgement
	if !j.General || j.Threshold != general.Threshold(0.01) || j.Sure != general.Threshold(0.001) || r.Judgement.Impostor == 0 || r.Judgement.Impostor >= 300 {
		t.Errorf("the thresholds of few people: %+v", j)
	}
}

func TestManyPeopleHaveTheirOwnThresholds(t *testing.T) {
	_, m := trainedOnFaces(t, 50)
	if j := m.Judgement; j.General || !j.ThresholdShown || j.Impostor < 300 || j.Threshold == face.BuiltIn().Threshold(0.01) || j.Sure > j.Threshold {
		t.Errorf("the thresholds of many people: %+v", j)
	}
}
