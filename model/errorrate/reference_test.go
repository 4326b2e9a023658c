package errorrate_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"siamface/model/errorrate"
)

// reference holds figures of scikit-learn and numpy; its field About says how they came about.
type reference struct {
	About    string
	Edges    []float64
	EdgeBins []int `json:"edge_bins"`
	Cases    []referenceCase
}

type referenceCase struct {
	Name              string
	Genuine, Impostor int
	Seed              uint64
	Digits            *int
	AUC, EER, DPrime  float64
	AccuracyAtHalf    float64 `json:"accuracy_at_half"`
	BestAccuracy      float64 `json:"best_accuracy"`
	TAR               map[string]*float64
	GenuineBins       []int     `json:"genuine_bins"`
	ImpostorBins      []int     `json:"impostor_bins"`
	ImpostorQuantiles []float64 `json:"impostor_quantiles"`
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(data, &ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

func (c referenceCase) scores(t *testing.T) errorrate.Classes {
	t.Helper()
	x := c.Seed
	next := func() float64 {
		x = (1103515245*x + 12345) % (1 << 31)
		return float64(x) / (1 << 31)
	}
	round := func(d float64) float64 {
		if c.Digits == nil {
			return d
		}
		unit := math.Pow(10, float64(*c.Digits))
		return math.Floor(d*unit) / unit
	}
	var genuine, impostor []float64
	for range c.Genuine {
		u := next()
		genuine = append(genuine, round(0.9*float64(u*u)))
	}
	for range c.Impostor {
		impostor = append(impostor, round(0.3+float64(1.7*math.Sqrt(next()))))
	}
	return scoresOf(t, genuine, impostor)
}

func scoresOf(t *testing.T, genuine, impostor []float64) errorrate.Classes {
	t.Helper()
	s, err := errorrate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// distances are sorted, of one class.
func distances(t *testing.T, list ...float64) errorrate.Distances {
	t.Helper()
	return scoresOf(t, list, nil).Genuine()
}

// values are a class's distances one by one.
func values(d errorrate.Distances) []float64 {
	var list []float64
	for v, pairs := range d.All() {
		list = append(list, slices.Repeat([]float64{v}, pairs)...)
	}
	return list
}

func TestFiguresAgreeWithScikitLearn(t *testing.T) {
	for _, c := range readReference(t).Cases {
		t.Run(c.Name, func(t *testing.T) {
			s := c.scores(t)
			near(t, "AUC", figure(s.AUC()), &c.AUC)
			near(t, "EER", figure(s.EER()), &c.EER)
			near(t, "best accuracy", figure(s.BestAccuracy()), &c.BestAccuracy)
			near(t, "accuracy at 0.5", figure(s.BalancedAccuracy(0.5)), &c.AccuracyAtHalf)
			for text, want := range c.TAR {
				rate, err := strconv.ParseFloat(text, 64)
				if err != nil {
					t.Fatal(err)
				}
				near(t, "TAR at "+text, figure(s.TARAtFMR(rate)), want)
			}
			near(t, "d′", figure(s.DPrime()), &c.DPrime)
		})
	}
}

func TestHistogramAgreesWithNumpy(t *testing.T) {
	ref := readReference(t)
	edges := errorrate.HistogramEdges(0)
	if !slices.Equal(edges, ref.Edges) {
		t.Fatal("the edges are not those of linspace(0, 2, 100)")
	}
	got := distances(t, slices.Concat(edges, edges, []float64{2.0000001})...).Bin(edges)
	if !slices.Equal(got.Bins, ref.EdgeBins) {
		t.Errorf("values on the edges: %v", got.Bins)
	}
	if got.Below != 0 || got.Above != 1 {
		t.Errorf("outside: %+v", got)
	}
	if got := distances(t, 0.5, 1, 1.5, 2, 3).Bin([]float64{1, 1.5, 2}); got.Below != 1 || got.Above != 1 || !slices.Equal(got.Bins, []int{1, 2}) {
		t.Errorf("between 1 and 2: %+v", got)
	}
	for _, c := range ref.Cases {
		s := c.scores(t)
		if got := s.Genuine().Bin(edges).Bins; !slices.Equal(got, c.GenuineBins) {
			t.Errorf("%s, genuine: %v", c.Name, got)
		}
		if got := s.Impostor().Bin(edges).Bins; !slices.Equal(got, c.ImpostorBins) {
			t.Errorf("%s, impostor: %v", c.Name, got)
		}
		for i, q := range s.Impostor().Quantiles(0, 0.01, 0.25, 0.5, 0.9, 1) {
			near(t, c.Name+" quantile", &q, &c.ImpostorQuantiles[i])
		}
	}
}

// figure is nil for one without data.
func figure(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

func near(t *testing.T, name string, got, want *float64) {
	t.Helper()
	if (got == nil) != (want == nil) {
		t.Errorf("%s: got %v, want %v", name, got, want)
		return
	}
	if got != nil && math.Abs(*got-*want) > 1e-12*max(1, math.Abs(*want)) {
		t.Errorf("%s: got %v, want %v", name, *got, *want)
	}
}
