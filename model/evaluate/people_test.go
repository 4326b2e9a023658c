package evaluate_test

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/pairlist"
)

// TestPoolKeepsPeopleApart: three folds together are one list of pairs whose people have different numbers.
func TestPoolKeepsPeopleApart(t *testing.T) {
	var folds []evaluate.Scores
	var all []evaluate.PersonPair
	for k := range 3 {
		pairs := crowd(8+k, 3, 0.01, uint64(k))
		folds = append(folds, fromPairs(t, pairs))
		for _, p := range pairs {
			all = append(all, evaluate.PersonPair{X: 100*k + p.X, Y: 100*k + p.Y, Distance: p.Distance})
		}
	}
	want, got := fromPairs(t, all), evaluate.PoolScores(folds...)
	same(t, got, want)
	if got.People() != 27 || want.People() != 27 {
		t.Errorf("%d people pooled, %d in one list", got.People(), want.People())
	}
	if a, b := intervals(t, got, 3), intervals(t, want, 3); !reflect.DeepEqual(a, b) {
		t.Errorf("intervals %v, want %v", a, b)
	}
}

func TestPoolOfSumsIsNearThatOfPairs(t *testing.T) {
	var lists, sums, mixed []evaluate.Scores
	for k := range 3 {
		pairs := crowd(30+5*k, 4, 1e-9, uint64(k))
		summed, err := evaluate.FromPairsWithin(pairs, 0)
		if err != nil {
			t.Fatal(err)
		}
		lists, sums = append(lists, fromPairs(t, pairs)), append(sums, summed)
		mixed = append(mixed, []evaluate.Scores{lists[k], sums[k]}[k%2])
	}
	want := evaluate.PoolScores(lists...)
	for name, got := range map[string]evaluate.Scores{
		"too many pairs": evaluate.PoolWithin(0, lists...), "sums": evaluate.PoolScores(sums...), "both": evaluate.PoolScores(mixed...),
	} {
		t.Run(name, func(t *testing.T) {
			same(t, got, want)
			compareIntervals(t, intervals(t, got, 3), intervals(t, want, 3), 0.2)
		})
	}
}

func TestPoolOfOthers(t *testing.T) {
	known, unknown := fromPairs(t, crowd(6, 3, 0.01, 1)), scoresOf(t, []float64{0.1}, []float64{0.2, 3})
	pooled := evaluate.PoolScores(known, unknown)
	if pooled.People() != 0 || pooled.Pairs() != known.Pairs()+3 || pooled.Max() != 3 {
		t.Errorf("%d people on %d pairs up to %v", pooled.People(), pooled.Pairs(), pooled.Max())
	}
	if p := evaluate.PoolScores(); p.Pairs() != 0 || p.People() != 0 {
		t.Errorf("nothing pooled: %+v", p)
	}
	if p := evaluate.PoolScores(evaluate.Scores{}, known); p.People() != 6 {
		t.Errorf("people got lost beside a fold without pairs: %d", p.People())
	}
}

func TestPoolOfBins(t *testing.T) {
	const dim = 8
	var exact, binned []evaluate.Scores
	for k := range 2 {
		e, person := faces(20+k, 10, dim, 0.8)
		for i := range e {
			e[i] *= float32(1 + k)
		}
		rows := make([]int, len(person))
		for i := range rows {
			rows[i] = 1000*k + i
		}
		for into, kept := range map[*[]evaluate.Scores]int{&exact: 1 << 30, &binned: 0} {
			s, err := evaluate.CollectWithin(t.Context(), e, dim, person, kept, kept, kept, 100)
			if err != nil {
				t.Fatal(err)
			}
			*into = append(*into, s.Renumber(rows))
		}
	}
	want, got := evaluate.PoolScores(exact...), evaluate.PoolScores(binned...)
	compareClasses(t, "genuine", want.Genuine(), got.Genuine())
	compareClasses(t, "impostor", want.Impostor(), got.Impostor())
	if !slices.Equal(got.ClosestImpostors(), want.ClosestImpostors()) || !slices.Equal(got.FarthestGenuine(), want.FarthestGenuine()) {
		t.Error("other confusing pairs")
	}
	if far := got.FarthestGenuine(); len(far) != evaluate.MaxHardest || far[0].I < 1000 || far[0].Distance < far[99].Distance {
		t.Errorf("the farthest genuine pairs begin with %v", far[:3])
	}
}

func TestTimesScalesAll(t *testing.T) {
	e, person := faces(6, 4, 8, 1)
	s, err := evaluate.Collect(t.Context(), e, 8, person, nil)
	if err != nil {
		t.Fatal(err)
	}
	twice := s.Times(2)
	a, b := evaluate.Measure(s, 0.3), evaluate.Measure(twice, 0.6)
	near(t, "AUC", b.AUC, a.AUC)
	near(t, "d′", b.DPrime, a.DPrime)
	near(t, "accuracy", b.Accuracy, a.Accuracy)
	if twice.ClosestImpostors()[0].Distance != 2*s.ClosestImpostors()[0].Distance || twice.Max() != 2*s.Max() || twice.People() != 6 {
		t.Error("not all was scaled")
	}
	one, err := s.Intervals(t.Context(), 0.3, 1, 200)
	if err != nil {
		t.Fatal(err)
	}
	other, err := twice.Intervals(t.Context(), 0.6, 1, 200)
	if err != nil || one["eer"] != other["eer"] || one["accuracy"] != other["accuracy"] {
		t.Errorf("intervals %v, scaled %v, %v", one, other, err)
	}
}

func TestPeopleOfAListAreItsFolders(t *testing.T) {
	pair := func(x, y string, same bool) pairlist.ScoredPair {
		return pairlist.ScoredPair{FileX: x, FileY: y, Same: same, Distance: 1}
	}
	cases := []struct {
		name   string
		pairs  []pairlist.ScoredPair
		people int
	}{
		{"folders", []pairlist.ScoredPair{pair("a/1", "a/2", true), pair("b/1", "a/2", false), pair("t/c/1", "b/1", false)}, 3},
		{"one person in two folders", []pairlist.ScoredPair{pair("a/1", "b/2", true)}, 0},
		{"two people in one folder", []pairlist.ScoredPair{pair("a/1", "a/2", true), pair("a/1", "a/3", false)}, 0},
		{"no folders", []pairlist.ScoredPair{pair("1", "2", true), pair("1", "3", false)}, 0},
	}
	for _, c := range cases {
		s, err := evaluate.FromScored(slices.Values(c.pairs))
		if err != nil || s.People() != c.people || s.Pairs() != len(c.pairs) {
			t.Errorf("%s: %d people, %d pairs, %v", c.name, s.People(), s.Pairs(), err)
		}
	}
	var text strings.Builder
	if err := pairlist.WriteScored(&text, slices.Values(cases[0].pairs)); err != nil {
		t.Fatal(err)
	}
	if s, err := evaluate.ReadScores(strings.NewReader(text.String())); err != nil || s.People() != 3 {
		t.Errorf("read again: %d people, %v", s.People(), err)
	}
	if s, err := evaluate.ReadScores(strings.NewReader("file_x,file_y,same,distance\na,b,1,5e-324\na,b,1,0.1\na,b,0,1e308\n")); err != nil ||
		!slices.Equal(values(s.Genuine()), []float64{math.SmallestNonzeroFloat64, 0.1}) || s.Impostor().N() != 1 {
		t.Errorf("read %v, %v", s, err)
	}
	for _, d := range []string{"", "x", "NaN", "inf", "-1", "1e999", "0x"} {
		if _, err := evaluate.ReadScores(strings.NewReader("file_x,file_y,same,distance\nx,y,1,0.5\nx,y,1," + d + "\n")); err == nil {
			t.Errorf("%q: scores without an error", d)
		}
	}
	bad := pair("a/1", "a/2", true)
	bad.Distance = -1
	if _, err := evaluate.FromScored(slices.Values([]pairlist.ScoredPair{bad})); err == nil {
		t.Error(fmt.Sprint(bad), "was taken")
	}
}

// TestListsBeyondWhatIsKept puts most pairs of a list into bins.
func TestListsBeyondWhatIsKept(t *testing.T) {
	pairs := crowd(60, 5, 1e-9, 6)
	want := fromPairs(t, pairs)
	got, err := evaluate.FromPairsInBins(pairs, 400, 200)
	if err != nil {
		t.Fatal(err)
	}
	if got.Genuine().Kept() || got.Impostor().Kept() || got.People() != 60 {
		t.Errorf("kept %v and %v, %d people", got.Genuine().Kept(), got.Impostor().Kept(), got.People())
	}
	compareClasses(t, "genuine", want.Genuine(), got.Genuine())
	compareClasses(t, "impostor", want.Impostor(), got.Impostor())
	for k := range 200 {
		if got.Impostor().At(k) != want.Impostor().At(k) {
			t.Fatalf("impostor %d: %v, want %v", k, got.Impostor().At(k), want.Impostor().At(k))
		}
	}
	compareIntervals(t, intervals(t, got, 1), intervals(t, want, 1), 0.2)
}

// TestDistancesBeyondFloat32 are in no bin of their own, but they are distances.
func TestDistancesBeyondFloat32(t *testing.T) {
	var pairs []evaluate.PersonPair
	for i := range 20 {
		d := 0.1 * float64(1+i)
		if i > 8 {
			d *= 1e300
		}
		pairs = append(pairs, evaluate.PersonPair{X: i % 4, Y: i % 3, Distance: d})
	}
	s, err := evaluate.FromPairsInBins(pairs, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	if m := s.Max(); m < 1e38 || s.Pairs() != 20 {
		t.Errorf("%d pairs up to %v", s.Pairs(), m)
	}
	if m := evaluate.Measure(s, 0.5); m.AUC == nil || math.IsNaN(*m.AUC) || m.EER == nil || math.IsNaN(*m.EER) {
		t.Errorf("%+v", m)
	}
}

// TestMostConfusingPairsOfAList compares with a sorted list.
func TestMostConfusingPairsOfAList(t *testing.T) {
	var list []pairlist.ScoredPair
	for i, p := range crowd(12, 4, 0.01, 2) {
		list = append(list, pairlist.ScoredPair{FileX: fmt.Sprint(i), FileY: "y", Same: p.X == p.Y, Distance: p.Distance})
	}
	of := func(same bool, order func(a, b float64) int) []pairlist.ScoredPair {
		class := slices.DeleteFunc(slices.Clone(list), func(p pairlist.ScoredPair) bool { return p.Same != same })
		slices.SortStableFunc(class, func(a, b pairlist.ScoredPair) int { return order(a.Distance, b.Distance) })
		return class
	}
	closest := of(false, cmp.Compare)
	farthest := of(true, func(a, b float64) int { return cmp.Compare(b, a) })
	for _, k := range []int{0, 1, 7, 50, 72, 5000} {
		impostors, genuine := evaluate.HardestPairs(slices.Values(list), k)
		if !slices.Equal(impostors, closest[:min(k, len(closest))]) || !slices.Equal(genuine, farthest[:min(k, len(farthest))]) {
			t.Errorf("%d: %d and %d pairs, other ones than sorting gives", k, len(impostors), len(genuine))
		}
	}
}
