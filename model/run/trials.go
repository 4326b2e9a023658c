package run

import (
	"context"
	"math"
	"slices"

	"siamface/model/dataset"
	"siamface/model/train"
)

// TrialName names what a search tries: a recipe and one of its candidates.
type TrialName struct {
	Recipe string `json:"recipe"`
	Name   string `json:"name"`
}

// ListTrials lists what a search by these options tries, recipe by recipe.
func ListTrials(ctx context.Context, o SearchOptions) ([]TrialName, error) {
	names, err := o.listRecipes()
	if err != nil {
		return nil, err
	}
	var all []TrialName
	var lists []train.Candidate
	for _, name := range names {
		own, err := o.selectRecipe(name)
		if err != nil {
			return nil, err
		}
		p, err := prepare(ctx, own, func(Event) {})
		if err != nil {
			return nil, err
		}
		for _, c := range train.Candidates(p.model.Tower, p.settings) {
			lists = append(lists, c)
			if len(o.Names) == 0 || slices.Contains(o.Names, c.Name) {
				all = append(all, TrialName{name, c.Name})
			}
		}
		p.release()
	}
	return all, checkNames(o.Names, lists)
}

// ScoreTrial scores one candidate on all folds of a search, as Search does with those that stay to the last. A candidate that can't be
// used is no error: its trial says why.
func ScoreTrial(ctx context.Context, d *dataset.Dataset, o SearchOptions, c TrialName) (Trial, error) {
	o.Limit, o.Folder = 0, ""
	if c.Recipe != o.Recipe {
		o.Settings = nil
	}
	o.Recipe, o.Recipes, o.Names = c.Recipe, nil, []string{c.Name}
	if r, err := o.selectRecipe(c.Recipe); err == nil {
		o.Weights = r.Weights
	}
	trials, err := compareTrials(ctx, d, o, func(Event) {})
	if len(trials) == 1 && (err == nil || trials[0].Reason != "") {
		return trials[0], nil
	}
	return Trial{}, err
}

// RankTrials puts the best first, as a search does. What has no rates comes last.
func RankTrials(trials []Trial) {
	scored := func(t Trial) train.Trial {
		rates := train.Trial{Folds: t.Folds, EER: math.NaN(), DPrime: math.NaN()}
		if t.EER != nil {
			rates.EER = *t.EER
		}
		if t.DPrime != nil {
			rates.DPrime = *t.DPrime
		}
		return rates
	}
	slices.SortStableFunc(trials, func(a, b Trial) int { return train.CompareTrials(scored(a), scored(b)) })
}
