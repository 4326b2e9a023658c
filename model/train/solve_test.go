package train_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"siamface/model/augment"
	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// seenByDense are the lengths of what the dense layer makes of people before it is brought to length 1: that of the mean, and the mean
// one.
func seenByDense(t *testing.T, net *tower.Tower, people train.Set) (ofMean, mean float64) {
	t.Helper()
	var seen tower.Features
	err := torch.Do(t.Context(), func() (err error) {
		seen, err = net.RunTrunk(people.Features)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	weight, bias := net.Weights[network.DenseWeight], net.Weights[network.DenseBias].Data
	out, n := weight.Shape[0], float64(seen.Rows())
	sum := make([]float64, out)
	for i := range seen.Rows() {
		var squares float64
		for o := range out {
			y := float64(bias[o])
			for c, v := range seen.Row(i) {
				y += float64(weight.Data[o*seen.Width+c]) * float64(v)
			}
			sum[o] += y / n
			squares += y * y
		}
		mean += math.Sqrt(squares) / n
	}
	for _, v := range sum {
		ofMean += v * v
	}
	return math.Sqrt(ofMean), mean
}

// TestTheDenseLayerIsSolvedAtTheEnd trains with and without it: the layers below come out alike, and the solved layer sees its people about
// their mean, at a mean length of 1, as the closed form says.
func TestTheDenseLayerIsSolvedAtTheEnd(t *testing.T) {
	people, validation := randomSet(6, 4, 64*64), randomSet(3, 4, 64*64)
	s := smallSettings()
	solved, trained := placed(t, recipes.Small), placed(t, recipes.Small)
	for net, solve := range map[*tower.Tower]bool{solved: true, trained: false} {
		s.Solve = solve
		if _, err := train.Fit(t.Context(), net, people, validation, s, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	got, plain := head(t, solved), head(t, trained)
	for name, w := range plain {
		dense := name == network.DenseWeight || name == network.DenseBias
		if reflect.DeepEqual(got[name].Data, w.Data) == dense {
			t.Errorf("%s is as trained: %v", name, !dense)
		}
	}
	if ofMean, mean := seenByDense(t, solved, people); ofMean > 1e-3 || math.Abs(mean-1) > 1e-3 {
		t.Errorf("the photos' mean lies at %v, and their mean length is %v", ofMean, mean)
	}
	if ofMean, _ := seenByDense(t, trained, people); ofMean < 0.1 {
		t.Errorf("also the trained layer has the photos' mean at %v: this test can't fail", ofMean)
	}
}

// Photos that are all alike have no closed form: the layer stays as trained.
func TestWhatCanNotBeSolvedStaysAsTrained(t *testing.T) {
	people := randomSet(4, 4, 64*64)
	for i := range people.Person {
		copy(people.Features.Row(i), people.Features.Row(0))
	}
	s := smallSettings()
	s.Augment = augment.Settings{}
	solved, trained := placed(t, recipes.Small), placed(t, recipes.Small)
	for net, solve := range map[*tower.Tower]bool{solved: true, trained: false} {
		s.Solve = solve
		if err := train.Trained(s, 1).Fit(t.Context(), net, people, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(head(t, solved), head(t, trained)) {
		t.Error("the layer changed")
	}
}

// A dense layer on features that never change is solved from the start on or not at all.
func TestSolvingWantsATrunk(t *testing.T) {
	s := settings()
	s.Solve = true
	_, err := train.Fit(t.Context(), placed(t, recipes.ResNet50), randomSet(4, 4, 8192), randomSet(3, 4, 8192), s, nil, nil)
	if !errors.Is(err, train.ErrNoTrunk) {
		t.Errorf("%v", err)
	}
}
