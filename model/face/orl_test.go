package face

import (
	"path/filepath"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/realdata"
)

// TestORL: on all 79,800 pairs of the 400 tight crops of ORL, with nothing trained, the detector finds every face and hardly a pair errs.
func TestORL(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "*", "*", "*.pgm"))
	if len(files) != 400 {
		t.Skipf("%d of ORL's 400 pictures are there", len(files))
	}
	n := openNetworks(t)
	size := n.Recogniser().Size
	matrix := make([]float32, len(files)*size)
	err := n.DescribePaths(t.Context(), nil, files, func(i int, d *Description, err error) {
		if err != nil || d.Sure() != 1 {
			t.Errorf("%s: %v, %v", files[i], d, err)
			return
		}
		copy(matrix[i*size:], d.Embedding)
	})
	if err != nil {
		t.Fatal(err)
	}
	var people []int
	index := map[string]int{}
	for _, path := range files {
		person := filepath.Base(filepath.Dir(path))
		if _, ok := index[person]; !ok {
			index[person] = len(index)
		}
		people = append(people, index[person])
	}
	s, err := evaluate.Collect(t.Context(), matrix, size, people, nil)
	if err != nil {
		t.Fatal(err)
	}
	eer, _ := s.EER()
	fnmr, _ := s.FNMRAtFMR(0.001)
	t.Logf("%d pairs: EER %.3f %%, FNMR at FMR 0.1 %%: %.2f %%", s.Pairs(), 100*eer, 100*fnmr)
	if s.Pairs() != 79_800 || !(eer <= 0.0015) || !(fnmr <= 0.003) {
		t.Errorf("%d pairs: EER %.4f, FNMR %.4f at FMR 0.001: more than 0.0015 and 0.003", s.Pairs(), eer, fnmr)
	}
}
