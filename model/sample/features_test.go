package sample_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/sample"
)

// People's features lie as far about their points as they should, and the points apart.
func TestFeatures(t *testing.T) {
	const people, photos, width = 6, 50, 2000
	rows, person := sample.Features(people, photos, width, 3)
	if len(rows) != people*photos*width || len(person) != people*photos || person[0] != 0 || person[photos] != 1 {
		t.Fatalf("%d numbers, %d rows", len(rows), len(person))
	}
	var points [people][width]float64
	for i, v := range rows {
		points[i/width/photos][i%width] += float64(v) / photos
	}
	within, between := 0.0, 0.0
	for i, v := range rows {
		d := float64(v) - points[i/width/photos][i%width]
		within += d * d / float64(len(rows))
	}
	for _, point := range points {
		for _, v := range point {
			between += v * v / people / width
		}
	}
	if w, b := math.Sqrt(within), math.Sqrt(between); math.Abs(w-0.005) > 0.0002 || math.Abs(b-0.01) > 0.0005 {
		t.Errorf("people scatter by %v about points that scatter by %v", w, b)
	}
	again, _ := sample.Features(people, photos, width, 3)
	other, _ := sample.Features(people, photos, width, 4)
	if !slices.Equal(again, rows) || slices.Equal(other, rows) {
		t.Error("the seed doesn't say which features they are")
	}
}
