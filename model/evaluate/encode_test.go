package evaluate_test

import (
	"bytes"
	"encoding/gob"
	"math/rand/v2"
	"reflect"
	"testing"

	"siamface/model/evaluate"
)

// Scores that went through a file give the same figures and intervals, whether all pairs are listed or sums stand for them.
func TestScoresAreKeptWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, dim = 60, 4
	embeddings, person := make([]float32, n*dim), make([]int, n)
	for i := range embeddings {
		embeddings[i] = r.Float32()
	}
	for i := range person {
		person[i] = i / 5
	}
	for _, limits := range [][4]int{{1000, 1000, 1000, 1000}, {10, 50, 20, 10}} {
		s, err := evaluate.CollectWithin(t.Context(), embeddings, dim, person, limits[0], limits[1], limits[2], limits[3])
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(s); err != nil {
			t.Fatal(err)
		}
		data := b.Bytes()
		var again evaluate.Scores
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&again); err != nil {
			t.Fatal(err)
		}
		was, err1 := evaluate.MeasureWithIntervals(t.Context(), s, 0.5)
		is, err2 := evaluate.MeasureWithIntervals(t.Context(), again, 0.5)
		if err1 != nil || err2 != nil || !reflect.DeepEqual(was.Interval, is.Interval) || !reflect.DeepEqual(was.EER, is.EER) {
			t.Errorf("%v, %v: %+v became %+v", err1, err2, was, is)
		}
		if !reflect.DeepEqual(s.ClosestImpostors(), again.ClosestImpostors()) || s.People() != again.People() {
			t.Error("pairs or people differ")
		}
		for range 300 {
			spoilt := bytes.Clone(data)
			spoilt[r.IntN(len(spoilt))] ^= byte(1 << r.IntN(8))
			var any evaluate.Scores
			_ = gob.NewDecoder(bytes.NewReader(spoilt)).Decode(&any) // must not panic
		}
	}
}
