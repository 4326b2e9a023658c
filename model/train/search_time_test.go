package train

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
)

// TestTheTurnsAreShared has two towers take turns by the time that each had.
func TestTheTurnsAreShared(t *testing.T) {
	slow, fast := &Entrant{}, &Entrant{}
	s := &search{}
	for _, e := range []*Entrant{slow, slow, slow, fast, fast, fast} {
		s.trials = append(s.trials, Trial{Candidate: Candidate{Entrant: e}})
	}
	s.trials[5].Err = errors.New("can't be used")
	had := map[int]bool{}
	for _, want := range []int{0, 3, 4, 1, 2, -1} {
		i := s.nextTrial(had)
		if i != want {
			t.Fatalf("after %v it is the turn of %d, want %d", had, i, want)
		}
		if i >= 0 {
			had[i] = true
			s.trials[i].Seconds = map[*Entrant]float64{slow: 60, fast: 1}[s.trials[i].Entrant]
		}
	}
}

// TestNothingNewAfterHalfTheTime: three have had their turn, the others get none, and the three go on through all folds.
func TestNothingNewAfterHalfTheTime(t *testing.T) {
	net, err := tower.New(tower.Design{Network: network.New(tower.Input{}.Layers(), nil, network.Dense{Out: face.BuiltIn().Size})}, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := torch.Do(t.Context(), func() error { return net.Place(torchtest.Device) }); err != nil {
		t.Fatal(err)
	}
	people := Set{Features: tower.Features{Width: face.BuiltIn().Size}}
	rng := rand.New(rand.NewPCG(1, 1))
	for p := range 8 {
		for range 3 * face.BuiltIn().Size {
			people.Features.Data = append(people.Features.Data, float32(rng.NormFloat64()))
		}
		people.Person = append(people.Person, p, p, p)
	}
	uses := 0
	method := HeadMethod{Name: "counted", Fit: func(context.Context, *tower.Tower, Set, Keeper, func(Event)) error { uses++; return nil }}
	s := &search{folds: dealFolds(people.Person, 4, 1), half: time.Unix(1, 0)}
	for _, c := range Enter(net, people, make([]Candidate, 6)...) {
		c.HeadMethod = method
		s.trials = append(s.trials, Trial{Candidate: c, EER: math.NaN(), DPrime: math.NaN()})
	}
	s.runRounds(t.Context())
	for i, trial := range s.trials {
		if want := map[bool]int{true: 4}[i < finalists]; trial.Folds != want || trial.Dropped != (i >= finalists) {
			t.Errorf("trial %d has %d folds, dropped %v", i, trial.Folds, trial.Dropped)
		}
	}
	if uses != 4*finalists {
		t.Errorf("%d trainings", uses)
	}
	slow := &search{folds: s.folds, share: 1, trials: []Trial{{Candidate: s.trials[0].Candidate}}}
	if slow.runRounds(t.Context()); !slow.trials[0].Dropped || slow.trials[0].Folds != 0 {
		t.Errorf("a candidate that takes longer than its share goes on: %+v", slow.trials[0])
	}
}
