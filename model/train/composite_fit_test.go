package train_test

import (
	"math"
	"slices"
	"testing"

	"siamface/model/loss"
	"siamface/model/tower"
	"siamface/model/train"
)

// TestCompositesAreLearnedFrom trains on hard pairs, which looks at all that is shown, and by ArcFace, which has a class for each.
func TestCompositesAreLearnedFrom(t *testing.T) {
	set, net := randomSet(4, 3, 64*64), placed(t, tower.Small)
	own := slices.Clone(set.Features.Data)
	for _, s := range []train.Settings{
		{Feeding: train.FeedHard}, {Feeding: train.FeedBalanced, Loss: loss.Settings{Name: loss.ArcFace, Margin: 0.3, Scale: 16}},
	} {
		s.Epochs, s.Steps, s.Start, s.Rate, s.Cut, s.Patience, s.Composites = 2, 2, train.StartRandom, 1e-3, 0.1, 5, 4
		fit := func() train.Outcome {
			outcome, err := train.Fit(t.Context(), net, set, train.Set{Features: tower.Features{Width: 64 * 64}}, s, nil)
			if err != nil || len(outcome.History) != 2 || math.IsNaN(outcome.History[1].Loss) {
				t.Fatalf("%s: %+v, %v", s.Feeding, outcome, err)
			}
			return outcome
		}
		with := fit()
		s.Composites = 0
		if without := fit(); with.History[1].Loss == without.History[1].Loss {
			t.Errorf("%s: it learns nothing from composites", s.Feeding)
		}
		if !slices.Equal(set.Features.Data, own) {
			t.Errorf("%s: the photos were changed", s.Feeding)
		}
	}
}
