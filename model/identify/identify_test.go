package identify_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"siamface/model/distance"
	"siamface/model/identify"
)

// Three people whose photos lie close together are all found at rank 1.
func ExampleMeasure() {
	embeddings := []float32{0, 0.1, 5, 5.1, 9, 9.1}
	r, err := identify.Measure(context.Background(), embeddings, 1, []int{1, 1, 2, 2, 3, 3})
	fmt.Println(r.People, r.Searches, r.Strangers, r.Rank1, err)
	// Output: 3 3 6 1 <nil>
}

func draw(people, photos, dim int, scatter float64) (rows []float32, person []int) {
	random := rand.New(rand.NewPCG(5, 5))
	for p := range people {
		centre := make([]float64, dim)
		for i := range centre {
			centre[i] = random.NormFloat64()
		}
		for range 1 + (photos+p)%photos {
			for _, c := range centre {
				rows = append(rows, float32(c+scatter*random.NormFloat64()))
			}
			person = append(person, 100-p)
		}
	}
	return rows, person
}

// naive measures by plain loops: gallery by gallery, search by search, over the same deal.
type naive struct {
	rows     []float32
	dim      int
	person   []int
	fold     map[int]int
	enrolled map[int]bool
	folds    int
}

func (n naive) distanceTo(i, person int) float64 {
	least := math.Inf(1)
	for j, p := range n.person {
		if p == person && n.enrolled[j] {
			least = min(least, distance.Euclidean(n.rows[i*n.dim:(i+1)*n.dim], n.rows[j*n.dim:(j+1)*n.dim]))
		}
	}
	return least
}

// measure returns the CMC, and the DIR with the threshold for a rate.
func (n naive) measure(rate float64) (cmc []float64, dir, threshold float64) {
	people := map[int]bool{}
	for _, p := range n.person {
		people[p] = true
	}
	var strangers []float64
	type hit struct {
		rank     int
		distance float64
	}
	var hits []hit
	for gallery := range n.folds {
		for i, own := range n.person {
			rank, closest, mine := 1, math.Inf(1), n.distanceTo(i, own)
			for p := range people {
				if n.fold[p] == gallery {
					continue
				}
				d := n.distanceTo(i, p)
				closest = min(closest, d)
				if p != own && d <= mine {
					rank++
				}
			}
			switch {
			case n.fold[own] == gallery:
				strangers = append(strangers, closest)
			case !n.enrolled[i]:
				hits = append(hits, hit{rank, mine})
			}
		}
	}
	for k := 1; k <= identify.Ranks; k++ {
		within := 0.0
		for _, h := range hits {
			if h.rank <= k {
				within++
			}
		}
		cmc = append(cmc, within/float64(len(hits)))
	}
	threshold = math.Inf(1)
	for _, t := range strangers { // the smallest that more than the rate reach or pass
		upTo := 0.0
		for _, d := range strangers {
			if d <= t {
				upTo++
			}
		}
		if upTo > rate*float64(len(strangers)) {
			threshold = min(threshold, t)
		}
	}
	for _, h := range hits {
		if h.rank == 1 && h.distance < threshold {
			dir += 1 / float64(len(hits))
		}
	}
	return cmc, dir, threshold
}

// TestMeasureAgreesWithLoops compares all figures with plain loops.
func TestMeasureAgreesWithLoops(t *testing.T) {
	for _, c := range []struct {
		people, photos int
		scatter        float64
	}{{24, 5, 0.9}, {7, 4, 1.5}, {40, 6, 0.4}} {
		rows, person := draw(c.people, c.photos, 6, c.scatter)
		got, err := identify.Measure(t.Context(), rows, 6, person)
		if err != nil {
			t.Fatal(err)
		}
		fold, enrolled, folds := identify.Deal(person)
		n := naive{rows, 6, person, fold, enrolled, folds}
		for _, rate := range identify.Rates {
			cmc, dir, threshold := n.measure(rate)
			for k := range cmc {
				if math.Abs(cmc[k]-got.CMC[k]) > 1e-9 {
					t.Errorf("%v: at rank %d %v, want %v", c, k+1, got.CMC[k], cmc[k])
				}
			}
			name := identify.RateName(rate)
			value, shown := got.DIRAtFPIR[name]
			if shown != (float64(len(person))*rate >= 3) {
				t.Errorf("%v: with %d strangers a rate of %v is shown: %v", c, len(person), rate, shown)
			}
			if shown && (math.Abs(value-dir) > 1e-9 || math.Abs(got.ThresholdAtFPIR[name]-threshold) > 1e-5) {
				t.Errorf("%v: DIR %v below %v, want %v below %v", c, value, got.ThresholdAtFPIR[name], dir, threshold)
			}
		}
		if got.Rank1 != got.CMC[0] || got.Strangers != len(person) || got.Searches+got.Enrolled != len(person) {
			t.Errorf("%+v", got)
		}
		if i := got.Interval["rank_1"]; i[0] > got.Rank1 || i[1] < got.Rank1 || i[0] == i[1] {
			t.Errorf("%v: rank 1 %v in %v", c, got.Rank1, i)
		}
		again, err := identify.Measure(t.Context(), rows, 6, person)
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Errorf("the second time: %+v, %v", again, err)
		}
	}
}

// TestDeal: nobody's photos are all searches, and every fold has people.
func TestDeal(t *testing.T) {
	_, person := draw(23, 5, 1, 1)
	fold, enrolled, folds := identify.Deal(person)
	of, has := map[int]int{}, map[int]int{}
	for i, p := range person {
		has[p]++
		if enrolled[i] {
			of[p]++
		}
	}
	for p, n := range has {
		if of[p] != (n+1)/2 {
			t.Errorf("%d of %d photos are enrolled", of[p], n)
		}
	}
	count := map[int]int{}
	for _, f := range fold {
		count[f]++
	}
	if folds != identify.Folds || len(count) != folds || count[0] < 2 || count[0] > 3 {
		t.Errorf("folds of %v people", count)
	}
}

func TestMeasureRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		rows   []float32
		person []int
	}{
		"two people": {[]float32{1, 2, 3, 4}, []int{1, 1, 2, 2}}, "single photos": {[]float32{1, 2, 3}, []int{1, 2, 3}},
		"NaN": {[]float32{1, float32(math.NaN()), 2, 3, 4, 5}, []int{1, 1, 2, 2, 3, 3}}, "sizes": {[]float32{1}, []int{1, 2}}, "nothing": {nil, nil},
	} {
		if _, err := identify.Measure(t.Context(), c.rows, 1, c.person); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	rows, person := draw(9, 4, 3, 1)
	if _, err := identify.Measure(stopped, rows, 3, person); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
