package evaluate_test

import (
	"math/rand/v2"
	"testing"

	"siamface/model/evaluate"
)

// faces are embeddings of people with some photos each, as a fair network makes them.
func faces(people, photos, dim int, spread float64) (embeddings []float32, person []int) {
	random := rand.New(rand.NewPCG(uint64(people), uint64(dim)))
	for p := range people {
		centre := make([]float64, dim)
		for k := range centre {
			centre[k] = random.NormFloat64()
		}
		own := spread * (0.5 + random.Float64()) // some people are harder than others
		for range photos {
			for _, c := range centre {
				embeddings = append(embeddings, float32(0.05*(c+own*random.NormFloat64())))
			}
			person = append(person, p)
		}
	}
	return embeddings, person
}

// BenchmarkCollect scores 85 million pairs.
func BenchmarkCollect(b *testing.B) {
	e, person := faces(1300, 10, 512, 0.6)
	for b.Loop() {
		s, err := evaluate.Collect(b.Context(), e, 512, person)
		if err != nil {
			b.Fatal(err)
		}
		eer, _ := s.EER()
		b.ReportMetric(eer, "EER")
	}
}

// BenchmarkIntervals draws people of 79,800 pairs, as many as ORL has.
func BenchmarkIntervals(b *testing.B) {
	e, person := faces(40, 10, 16, 0.6)
	s, err := evaluate.Collect(b.Context(), e, 16, person)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Intervals(b.Context(), 0.3, evaluate.Seed, evaluate.Rounds); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIntervalsOfMany draws people of 8 million pairs.
func BenchmarkIntervalsOfMany(b *testing.B) {
	e, person := faces(2000, 2, 16, 0.6)
	s, err := evaluate.Collect(b.Context(), e, 16, person)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Intervals(b.Context(), 0.3, evaluate.Seed, evaluate.Rounds); err != nil {
			b.Fatal(err)
		}
	}
}
