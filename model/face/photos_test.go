package face

import (
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/photo"
	"siamface/model/realdata"
)

// TestPeople: every pair of photos lies on the right side of the threshold for a false match rate of 1 %.
func TestPeople(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "photos"), "people", "*", "*.*"))
	n := openNetworks(t)
	threshold := BuiltIn().Threshold(0.01)
	var genuine, impostor []float64
	embeddings := map[string][]float32{}
	for _, path := range files {
		img, err := photo.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		d := describePhoto(t, n, img)
		if d.Sure() == 0 {
			t.Errorf("%s: no face", path)
		}
		for other, e := range embeddings {
			apart := euclidean(e, d.Embedding)
			same := filepath.Dir(other) == filepath.Dir(path)
			if same {
				genuine = append(genuine, apart)
			} else {
				impostor = append(impostor, apart)
			}
			if same != (apart < threshold) {
				t.Errorf("%s and %s: %.3f", other, path, apart)
			}
		}
		embeddings[path] = d.Embedding
	}
	s, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	gap, _ := s.GapBeforeImpostors()
	closest := gap.To
	t.Logf("%d genuine pairs up to %.3f, %d impostor pairs from %.3f, threshold %.3f", len(genuine), slices.Max(genuine), len(impostor), closest, threshold)
}
