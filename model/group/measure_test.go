package group_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/album"
	"siamface/model/group"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/tower"
)

// quality is how well groups agree with people. B³: Bagga and Baldwin, "Algorithms for scoring coreference chains", LREC 1998.
type quality struct{ precision, recall, f1, pairPrecision, pairRecall float64 }

// measureGroups is quality by loops over all pairs: what they say needs no cleverness.
func measureGroups(found, truth []int) (q quality) {
	var both, inFound, inTruth float64
	for i := range found {
		var b, f, t float64
		for j := range found {
			same, right := found[i] == found[j], truth[i] == truth[j]
			if same {
				f++
			}
			if right {
				t++
			}
			if same && right {
				b++
			}
		}
		q.precision += b / f / float64(len(found))
		q.recall += b / t / float64(len(found))
		both, inFound, inTruth = both+b-1, inFound+f-1, inTruth+t-1
	}
	q.f1 = 2 * q.precision * q.recall / (q.precision + q.recall)
	q.pairPrecision, q.pairRecall = both/max(inFound, 1), both/max(inTruth, 1)
	return q
}

// readPeople reads the main faces of folders of people.
func readPeople(t testing.TB, folders ...string) (f group.Faces, person []int) {
	t.Helper()
	realdata.Faces(t)
	m, err := recipes.Untrained(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reader, err := album.Open(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var paths []string
	for _, folder := range folders {
		people, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			files, _ := filepath.Glob(filepath.Join(folder, p.Name(), "*"))
			paths = append(paths, files...)
		}
	}
	photos, err := reader.Read(t.Context(), paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for i, p := range photos {
		if p.Main < 0 || p.Err != nil {
			continue
		}
		dir := filepath.Dir(p.Path)
		if _, known := of[dir]; !known {
			of[dir] = len(of)
		}
		main := p.Faces[p.Main]
		f.Dim = len(main.Embedding)
		f.Embeddings = append(f.Embeddings, main.Embedding...)
		f.Photo, person, f.Weight = append(f.Photo, i), append(person, of[dir]), append(f.Weight, main.Length)
	}
	return f, person
}

// crowd draws faces of as many people and photos as LFW has, 5,749 and 13,233: no photos, but numbers with the distances that were
// published of the recogniser on LFW's. People are points whose cosines have a deviation of 0.107; the scatter about them goes in the
// directions in which real photos of a person differ from each other, by as much as the genuine quantiles say.
func crowd(t testing.TB, people int, seed uint64) (f group.Faces, person []int) {
	real, of := readPeople(t, realdata.Path(t, "orl", "Training"), realdata.Path(t, "orl", "Testing"))
	residuals := leaveMeansOut(real, of)
	random := rand.New(rand.NewPCG(seed, 1))
	f.Dim = real.Dim
	for p := range people {
		centre := make([]float64, f.Dim)
		for k := range 44 {
			centre[k*f.Dim/44] = random.NormFloat64()
		}
		scale(centre, 1)
		for range photosOf(p, people, random) {
			row := scatter(residuals, f.Dim, random)
			// The scatter's squared length: log-normal, so that genuine distances have the quantiles 0.56, 0.78 and 1.03.
			scale(row, math.Sqrt(0.40*math.Exp(0.8*random.NormFloat64())))
			for i := range row {
				row[i] += centre[i]
			}
			length := scale(row, 1)
			for _, v := range row {
				f.Embeddings = append(f.Embeddings, float32(v))
			}
			f.Photo, person = append(f.Photo, len(f.Photo)), append(person, p)
			f.Weight = append(f.Weight, 1/length)
		}
	}
	return f, person
}

// photosOf deals photos as LFW does: 71 % of its people have one, 14 % two, 5 % three, and 62 people 20 to 530.
func photosOf(p, people int, random *rand.Rand) int {
	switch share := float64(p) / float64(people); {
	case share < 0.708:
		return 1
	case share < 0.843:
		return 2
	case share < 0.894:
		return 3
	case share < 0.989:
		return 4 + int(15*math.Pow(random.Float64(), 2.2))
	}
	return min(530, int(20/math.Pow(1-random.Float64(), 0.75)))
}

// leaveMeansOut are the differences of faces from the mean of their person.
func leaveMeansOut(f group.Faces, of []int) (rows [][]float64) {
	means, count := map[int][]float64{}, map[int]float64{}
	for i, p := range of {
		if means[p] == nil {
			means[p] = make([]float64, f.Dim)
		}
		count[p]++
		for k, v := range f.Embeddings[i*f.Dim : (i+1)*f.Dim] {
			means[p][k] += float64(v)
		}
	}
	for i, p := range of {
		row := make([]float64, f.Dim)
		for k, v := range f.Embeddings[i*f.Dim : (i+1)*f.Dim] {
			row[k] = float64(v) - means[p][k]/count[p]
		}
		rows = append(rows, row)
	}
	return rows
}

// scatter mixes four real differences, whose numbers it moves about: people don't share the directions of ORL's forty.
func scatter(residuals [][]float64, dim int, random *rand.Rand) []float64 {
	row := make([]float64, dim)
	for range 4 {
		r, shift, by := residuals[random.IntN(len(residuals))], random.IntN(dim), random.NormFloat64()
		for i, v := range r {
			row[(i+shift)%dim] += by * v
		}
	}
	return row
}

func scale(row []float64, to float64) (was float64) {
	for _, v := range row {
		was += v * v
	}
	was = math.Sqrt(was)
	for i := range row {
		row[i] *= to / was
	}
	return was
}

// TestGroupsOfORL: forty people whom the networks have never seen are put together without a mistake, by the usual threshold.
func TestGroupsOfORL(t *testing.T) {
	f, person := readPeople(t, realdata.Path(t, "orl", "Training"), realdata.Path(t, "orl", "Testing"))
	got, err := group.Join(t.Context(), f, group.UsualThreshold(tower.Judgement{General: true}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if q := measureGroups(got, person); q.f1 < 0.995 || q.pairPrecision < 0.995 || q.pairRecall < 0.99 {
		t.Errorf("B³ %.4f (%.4f, %.4f), pairs %.4f, %.4f", q.f1, q.precision, q.recall, q.pairPrecision, q.pairRecall)
	}
}

// BenchmarkJoin groups a crowd like LFW's, and says how well.
func BenchmarkJoin(b *testing.B) {
	f, person := crowd(b, 5749, 1)
	for _, threshold := range []float64{0.95, 1, 1.05, 1.1} {
		b.Run(fmt.Sprint(threshold), func(b *testing.B) {
			var got []int
			for b.Loop() {
				var err error
				if got, err = group.Join(b.Context(), f, threshold, nil); err != nil {
					b.Fatal(err)
				}
			}
			q := measureGroups(got, person)
			b.ReportMetric(float64(len(person)), "faces")
			b.ReportMetric(100*q.f1, "%B³-F1")
			b.ReportMetric(100*q.pairPrecision, "%pair-precision")
			b.ReportMetric(100*q.pairRecall, "%pair-recall")
		})
	}
}
