package face_test

import (
	"path/filepath"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/face"
	"siamface/model/realdata"
)

// TestORL: on all 79,800 pairs of the 400 tight crops of ORL, with nothing trained, the detector finds every face and the errors are
// those that were measured by another implementation (EER 0.36 %, FNMR 0.9 % at an FMR of 0.1 %).
func TestORL(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", "*", "*.pgm"))
	if len(files) != 400 {
		t.Skipf("%d of ORL's 400 pictures are there", len(files))
	}
	n := networks(t)
	var chips []face.Chip
	var people []int
	index := map[string]int{}
	for _, path := range files {
		d, err := n.Prepare(ctx, open(t, path))
		if err != nil {
			t.Fatal(err)
		}
		if d.Sure() != 1 {
			t.Errorf("%s: %d faces", path, d.Sure())
		}
		chips = append(chips, d.Chip)
		person := filepath.Base(filepath.Dir(path))
		if _, ok := index[person]; !ok {
			index[person] = len(index)
		}
		people = append(people, index[person])
	}
	embeddings, err := n.Embed(ctx, chips...)
	if err != nil {
		t.Fatal(err)
	}
	var matrix []float32
	for _, e := range embeddings {
		matrix = append(matrix, e...)
	}
	s, err := evaluate.Collect(t.Context(), matrix, face.Size, people)
	if err != nil {
		t.Fatal(err)
	}
	eer, _ := s.EER()
	tar, _ := s.TARAtFMR(0.001)
	t.Logf("%d pairs: EER %.2f %%, FNMR at FMR 0.1 %%: %.2f %%", s.Pairs(), 100*eer, 100*(1-tar))
	if eer > 0.0040 || 1-tar > 0.012 {
		t.Errorf("EER %.4f, FNMR %.4f at FMR 0.001: more than 0.0040 and 0.012", eer, 1-tar)
	}
}
