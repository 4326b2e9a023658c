package evaluate_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/distance"
	"siamface/model/evaluate"
)

// TestCrowdsAgreeWithALoop: people with thousands of photos each are compared by themselves. Their photos lie so close together, beside how
// far the people are from each other, that products about the mean of all would lose digits.
func TestCrowdsAgreeWithALoop(t *testing.T) {
	const dim, tail = 8, 500
	e, person := faces(3, 700, dim, 0.001)
	for i := 0; i < len(person); i += 50 { // some far away, and some the same
		e[i*dim] += float32(i) / 1000
		copy(e[(i+1)*dim:(i+2)*dim], e[(i+2)*dim:(i+3)*dim])
	}
	var genuine, impostor []float64
	for i := range person {
		for j := range i {
			if d := distance.Euclidean(e[i*dim:(i+1)*dim], e[j*dim:(j+1)*dim]); person[i] == person[j] {
				genuine = append(genuine, d)
			} else {
				impostor = append(impostor, d)
			}
		}
	}
	slices.Sort(genuine)
	slices.Sort(impostor)
	last, all := 0, 0
	got, err := evaluate.CollectCrowds(t.Context(), e, dim, person, tail, 1<<40, 600, func(done, total int) {
		if done < last || done > total {
			t.Errorf("%d pairs done after %d", done, last)
		}
		last, all = done, total
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != all || all != len(genuine)+len(impostor) {
		t.Errorf("%d of %d pairs are told, of %d", last, all, len(genuine)+len(impostor))
	}
	compareList(t, "genuine", got.Genuine().At, got.Genuine().N(), genuine)
	compareList(t, "impostor", got.Impostor().At, got.Impostor().N(), impostor)
	for k := range tail {
		if got, want := got.Genuine().At(len(genuine)-1-k), genuine[len(genuine)-1-k]; got != want {
			t.Fatalf("genuine %d from the end: %v, want %v", k, got, want)
		}
	}
}

func compareList(t *testing.T, name string, at func(int) float64, n int, want []float64) {
	t.Helper()
	if n != len(want) {
		t.Fatalf("%s: %d pairs, want %d", name, n, len(want))
	}
	for k, w := range want {
		if math.Abs(at(k)-w) > 1e-4*w {
			t.Fatalf("%s distance %d: %v, want %v", name, k, at(k), w)
		}
	}
}

// TestSampledPeople: where the people on a part of the pairs are counted, the distances are the same, and the people's shares nearly.
func TestSampledPeople(t *testing.T) {
	const dim = 16
	e, person := faces(300, 8, dim, 0.9)
	all, err := evaluate.CollectCrowds(t.Context(), e, dim, person, 1000, 1<<40, 1<<30, nil)
	if err != nil {
		t.Fatal(err)
	}
	part, err := evaluate.CollectCrowds(t.Context(), e, dim, person, 1000, 0, 1<<30, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(values(all.Impostor()), values(part.Impostor())) || !slices.Equal(values(all.Genuine()), values(part.Genuine())) {
		t.Fatal("other distances")
	}
	n := all.Impostor().N()
	want, got := all.SumsOf(n), part.SumsOf(n)
	for p := range want {
		if want[p] != 8*(300-1)*8 || math.Abs(float64(got[p]/want[p])-1) > 0.15 {
			t.Errorf("person %d: %v pairs, by a part of them %v", p, want[p], got[p])
		}
	}
	gotEnds, wantEnds := intervals(t, part, 1), intervals(t, all, 1)
	for _, rare := range []string{"fnmr_at_fmr_0.00001", "tar_at_fmr_0.00001"} { // 28 pairs show it here, 2,500 at least where people are sampled
		delete(gotEnds, rare)
		delete(wantEnds, rare)
	}
	compareIntervals(t, gotEnds, wantEnds, 0.25)
}

// TestCountsOf32Bits: counts are added up before they are too large.
func TestCountsOf32Bits(t *testing.T) {
	all, person := evaluate.CountBeyond(math.MaxUint32-3, 0.7, 9)
	if all != math.MaxUint32-3+9 || float64(person) != math.MaxUint32-3+9 && math.Abs(float64(person)-math.MaxUint32) > 1000 {
		t.Errorf("%d pairs, %.0f of the person", all, person)
	}
}
