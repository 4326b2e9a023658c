package group_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/group"
)

// drawFaces draws faces of people: rows of dim numbers that scatter about a point each. One photo in four shows two of them.
func drawFaces(people, photos, dim int, scatter float64, seed uint64) (f group.Faces, person []int) {
	random := rand.New(rand.NewPCG(seed, 7))
	f.Dim = dim
	photo := 0
	for p := range people {
		centre := make([]float64, dim)
		for i := range centre {
			centre[i] = random.NormFloat64()
		}
		for range photos {
			for _, c := range centre {
				f.Embeddings = append(f.Embeddings, float32(c+scatter*random.NormFloat64()))
			}
			if random.IntN(4) != 0 {
				photo++
			}
			f.Photo, f.Weight, person = append(f.Photo, photo), append(f.Weight, 0.5+random.Float64()), append(person, p)
		}
	}
	return f, person
}

// joinNaively is average linkage by its definition: over and over, all pairs of groups, and all pairs of their faces.
func joinNaively(f group.Faces, threshold float64) []int {
	groups := make([][]int, len(f.Photo))
	for i := range groups {
		groups[i] = []int{i}
	}
	weight := func(i int) float64 {
		if f.Weight == nil {
			return 1
		}
		return f.Weight[i]
	}
	mean := func(a, b []int) float64 {
		sum, total := 0.0, 0.0
		for _, i := range a {
			for _, j := range b {
				if f.Photo[i] == f.Photo[j] {
					return math.Inf(1)
				}
				squared := 0.0
				for k := range f.Dim {
					d := float64(f.Embeddings[i*f.Dim+k]) - float64(f.Embeddings[j*f.Dim+k])
					squared += d * d
				}
				sum += weight(i) * weight(j) * squared
				total += weight(i) * weight(j)
			}
		}
		return math.Sqrt(sum / total)
	}
	for {
		best, x, y := threshold, -1, -1
		for a := range groups {
			for b := range a {
				if d := mean(groups[a], groups[b]); d < best {
					best, x, y = d, b, a
				}
			}
		}
		if x < 0 {
			break
		}
		groups[x] = append(groups[x], groups[y]...)
		groups = slices.Delete(groups, y, y+1)
	}
	of := make([]int, len(f.Photo))
	for _, g := range groups {
		for _, i := range g {
			of[i] = slices.Min(g)
		}
	}
	return of
}

// sameGroups tells whether two numberings put the same faces together.
func sameGroups(a, b []int) bool {
	for i := range a {
		for j := range i {
			if (a[i] == a[j]) != (b[i] == b[j]) {
				return false
			}
		}
	}
	return true
}

// TestJoinIsAverageLinkage compares with the definition: with and without weights, thresholds from where nothing joins to where all does.
func TestJoinIsAverageLinkage(t *testing.T) {
	for seed := range uint64(4) {
		f, _ := drawFaces(8, 7, 12, 0.8, seed)
		if seed%2 == 0 {
			f.Weight = nil
		}
		for _, threshold := range []float64{0.5, 2, 3, 4, 4.5, 5, 6, 100} {
			got, err := group.Join(t.Context(), f, threshold, nil)
			if err != nil {
				t.Fatal(err)
			}
			if want := joinNaively(f, threshold); !sameGroups(got, want) {
				t.Errorf("seed %d, threshold %v: groups %v, want %v", seed, threshold, got, want)
			}
		}
	}
}

// TestJoinNumbersByFirstFace: groups are numbered in the order of their first faces.
func TestJoinNumbersByFirstFace(t *testing.T) {
	f := group.Faces{Dim: 1, Embeddings: []float32{9, 0, 9.1, 0.1, 5}, Photo: []int{0, 1, 2, 3, 4}}
	got, err := group.Join(t.Context(), f, 1, nil)
	if err != nil || !slices.Equal(got, []int{0, 1, 0, 1, 2}) {
		t.Errorf("groups %v, %v", got, err)
	}
}

// TestNobodyIsOnAPhotoTwice: two faces of a photo stay apart however close they are.
func TestNobodyIsOnAPhotoTwice(t *testing.T) {
	f := group.Faces{Dim: 1, Embeddings: []float32{1, 1.01, 1.02, 1.03}, Photo: []int{0, 0, 1, 1}}
	got, err := group.Join(t.Context(), f, 1, nil)
	if err != nil || got[0] == got[1] || got[2] == got[3] || slices.Max(got) != 1 {
		t.Errorf("groups %v, %v", got, err)
	}
}

// TestManyPhotosOfOnePerson has far more faces near each other than are looked at in a round, by rows and by blocks.
func TestManyPhotosOfOnePerson(t *testing.T) {
	for _, photos := range []int{150, 400} {
		f, person := drawFaces(3, photos, 16, 0.4, 5)
		for i := range f.Photo {
			f.Photo[i] = i
		}
		got, err := group.Join(t.Context(), f, 3.5, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !sameGroups(got, person) {
			t.Errorf("%d photos of each of 3 people make %d groups", photos, slices.Max(got)+1)
		}
	}
}

// TestOrderDoesNotMatter: the faces in another order make the same groups.
func TestOrderDoesNotMatter(t *testing.T) {
	f, _ := drawFaces(12, 9, 12, 0.7, 3)
	want, err := group.Join(t.Context(), f, 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	order := rand.New(rand.NewPCG(1, 1)).Perm(len(f.Photo))
	other, wantOf := group.Faces{Dim: f.Dim}, []int(nil)
	for _, i := range order {
		other.Embeddings = append(other.Embeddings, f.Embeddings[i*f.Dim:(i+1)*f.Dim]...)
		other.Photo, other.Weight, wantOf = append(other.Photo, f.Photo[i]), append(other.Weight, f.Weight[i]), append(wantOf, want[i])
	}
	got, err := group.Join(t.Context(), other, 4, nil)
	if err != nil || !sameGroups(got, wantOf) {
		t.Errorf("groups %v, want %v (%v)", got, wantOf, err)
	}
}

func TestJoinRefuses(t *testing.T) {
	nan := float32(math.NaN())
	for name, c := range map[string]struct {
		f group.Faces
		t float64
	}{
		"no threshold":      {group.Faces{Dim: 1, Embeddings: []float32{1}, Photo: []int{0}}, 0},
		"NaN as threshold":  {group.Faces{Dim: 1, Embeddings: []float32{1}, Photo: []int{0}}, math.NaN()},
		"too few numbers":   {group.Faces{Dim: 2, Embeddings: []float32{1}, Photo: []int{0}}, 1},
		"NaN":               {group.Faces{Dim: 1, Embeddings: []float32{nan}, Photo: []int{0}}, 1},
		"a weight of 0":     {group.Faces{Dim: 1, Embeddings: []float32{1}, Photo: []int{0}, Weight: []float64{0}}, 1},
		"too few weights":   {group.Faces{Dim: 1, Embeddings: []float32{1, 2}, Photo: []int{0, 1}, Weight: []float64{1}}, 1},
		"numbers of length": {group.Faces{Dim: 0, Embeddings: []float32{1}, Photo: []int{0}}, 1},
	} {
		if _, err := group.Join(t.Context(), c.f, c.t, nil); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	f, _ := drawFaces(4, 5, 3, 1, 1)
	if _, err := group.Join(stopped, f, 3, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped call says %v", err)
	}
	if got, err := group.Join(t.Context(), group.Faces{Dim: 1}, 1, nil); err != nil || len(got) != 0 {
		t.Errorf("no faces: %v, %v", got, err)
	}
}
