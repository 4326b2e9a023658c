package tower_test

import (
	"math"
	"testing"

	"siamface/model/recipes"
	"siamface/model/tower"
)

func newTower(t *testing.T, name string) *tower.Tower {
	t.Helper()
	r, err := recipes.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(r.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

func near(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", name, len(got), len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-5 {
			t.Fatalf("%s: number %d is %v, want %v", name, i, got[i], want[i])
		}
	}
}
