package run

import (
	"context"
	"errors"
	"time"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/train"
)

// searchFolds is the number of folds of people in which candidates are compared.
const searchFolds = 5

// SearchOptions say what to search.
type SearchOptions struct {
	// Options are those of the trainings: the weights for the recipes that take them, the seed, and the epochs of those that have any.
	// Settings hold for the recipe named there alone.
	Options
	// Recipes are those to compare; none is the one of Options alone, and where it has none, all that can run here (see Searchable).
	Recipes []string
	Limit   time.Duration // for the comparing, without the reading of the photos before and the winner's training after; 0 is none
	Names   []string      // of the candidates to try; none is all of them
}

// SearchState is the state of a search.
type SearchState struct {
	Round, Rounds int     // a round scores one fold by every candidate that is left; from 1
	Running       int     // the number of the trial at work
	Trials        []Trial // so far
	Left          time.Duration
}

// Trial is a candidate of a search with what it has reached.
type Trial struct {
	Recipe   string         `json:"recipe"`
	Name     string         `json:"name"`
	Settings train.Settings `json:"settings"`
	Folds    int            `json:"folds"` // that were scored
	EER      *float64       `json:"eer"`   // of all pairs within those folds; nil without any
	DPrime   *float64       `json:"d_prime"`
	Seconds  float64        `json:"seconds"`
	Dropped  bool           `json:"dropped"`          // given up for better ones
	Reason   string         `json:"reason,omitempty"` // why it can't be used at all
}

// Search looks for the recipe and the settings that serve a folder's people best, comparing candidates (see train.Candidates) by folds
// of the training and validation people, the same for all recipes; the test people's photos play no part. It returns the candidates, the
// best first, and the options with which Train trains the winner. When its time is over or ctx ends, what was compared so far counts; where that is nothing,
// the error is ctx's or train.ErrNothingFound. report may be nil.
func Search(ctx context.Context, d *dataset.Dataset, o SearchOptions, report func(Event)) (Options, []Trial, error) {
	if report == nil {
		report = func(Event) {}
	}
	if o.Folder != "" {
		claimed, err := claimFolder(d.Root, o.Options)
		if err != nil {
			return Options{}, nil, err
		}
		defer claimed.release() // so that Train can have it, which only others of this moment could take
	}
	trials, err := compareTrials(ctx, d, o, report)
	if err != nil {
		return Options{}, trials, err
	}
	best := trials[0]
	winner, err := o.selectRecipe(best.Recipe)
	winner.Settings, winner.Epochs, winner.Trials = &best.Settings, 0, trials
	return winner, trials, err
}

func compareTrials(ctx context.Context, d *dataset.Dataset, o SearchOptions, report func(Event)) ([]Trial, error) {
	plans, audited, err := preparePlans(ctx, d, o, report)
	defer func() {
		for _, p := range plans {
			p.release()
		}
	}()
	if err != nil {
		return nil, err
	}
	candidates, err := enterCandidates(ctx, d, plans, audited, o.Names)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	found, err := train.Search(ctx, candidates, train.SearchOptions{Folds: searchFolds, Seed: o.Seed, Limit: o.Limit}, func(p train.Progress) {
		state := &SearchState{Round: p.Round, Rounds: p.Rounds, Running: p.Running, Trials: copyTrials(p.Trials)}
		if o.Limit > 0 {
			state.Left = max(0, o.Limit-time.Since(begun))
		}
		report(Event{Stage: Searching, Done: (p.Round-1)*p.Turns + p.Turn, Total: p.Rounds * p.Turns, Search: state})
	})
	if errors.Is(err, train.ErrNothingFound) && ctx.Err() != nil {
		err = ctx.Err()
	}
	return copyTrials(found), err
}

// copyTrials are trials as a report tells them.
func copyTrials(list []train.Trial) []Trial {
	trials := make([]Trial, len(list))
	for i, t := range list {
		trials[i] = Trial{
			Recipe: t.Entrant.Tower.Design.Name, Name: t.Name, Settings: t.Settings, Folds: t.Folds, EER: evaluate.Known(t.EER), DPrime: evaluate.Known(t.DPrime), Seconds: t.Seconds, Dropped: t.Dropped,
		}
		if t.Err != nil {
			trials[i].Reason = t.Err.Error()
		}
	}
	return trials
}
