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
	matrix := make([]float32, len(files)*face.Size)
	err := n.DescribeFiles(ctx, nil, files, func(i int, d *face.Description, err error) {
		if err != nil || d.Sure() != 1 {
			t.Errorf("%s: %v, %v", files[i], d, err)
			return
		}
		copy(matrix[i*face.Size:], d.Embedding)
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
