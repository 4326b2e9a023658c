package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/recipes"
	"siamface/model/train"
)

// Searchable names the recipes that a search compares where nobody names any, the best first. Those that find faces need their networks
// installed, those that take weights need some, and the one that is there to be seen failing is left out.
func Searchable(weights string) []string {
	_, lacking := face.Find()
	return slices.DeleteFunc(recipes.Names(), func(name string) bool {
		r, err := recipes.Find(name)
		return err != nil || r.Failing || r.Input.FindsFaces() && lacking != nil || r.TakesWeights() && weights == ""
	})
}

// listRecipes are those to compare.
func (o SearchOptions) listRecipes() ([]string, error) {
	names := o.Recipes
	if len(names) == 0 && o.Recipe != "" {
		names = []string{o.Recipe}
	}
	if len(names) == 0 {
		names = Searchable(o.Weights)
	}
	needed := o.Weights == ""
	for i, name := range names {
		r, err := recipes.Find(name)
		if err != nil {
			return nil, err
		}
		needed = needed || r.TakesWeights()
		if slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("the recipe %s is named twice", name)
		}
	}
	if !needed {
		return nil, fmt.Errorf("none of the recipes %s takes weights", strings.Join(names, ", "))
	}
	return names, nil
}

// selectRecipe are the options with which a recipe is trained.
func (o SearchOptions) selectRecipe(recipe string) (Options, error) {
	r, err := recipes.Find(recipe)
	if err != nil {
		return Options{}, err
	}
	own := o.Options
	own.Recipe = recipe
	if recipe != o.Recipe {
		own.Settings = nil
	}
	if !r.TakesWeights() {
		own.Weights = ""
	}
	return own, own.check()
}

// preparePlans checks everything and builds the towers, one a recipe, before a photo is read. The plans are those to be released, also
// where there is an error.
func preparePlans(ctx context.Context, d *dataset.Dataset, o SearchOptions, report func(Event)) (plans []plan, audited audit.Audit, err error) {
	names, err := o.listRecipes()
	if err != nil {
		return nil, audited, err
	}
	var all []Options
	for _, name := range names {
		own, err := o.selectRecipe(name)
		if err != nil {
			return nil, audited, err
		}
		all = append(all, own)
	}
	if err = drawSplit(d, o.Seed); err != nil {
		return nil, audited, err
	}
	if audited, err = audit.Quick(ctx, d, nil); err != nil {
		return nil, audited, err
	}
	for _, own := range all {
		p, err := prepare(ctx, own, func(e Event) {
			e.Recipe = own.Recipe
			report(e)
		})
		if err != nil {
			return plans, audited, err
		}
		plans = append(plans, p)
	}
	return plans, audited, nil
}

// enterCandidates reads the photos for each recipe and returns the candidates, recipe by recipe: those of the names, or all without any.
func enterCandidates(ctx context.Context, d *dataset.Dataset, plans []plan, audited audit.Audit, names []string) ([]train.Candidate, error) {
	lists := make([][]train.Candidate, len(plans))
	for i, p := range plans {
		lists[i] = train.Candidates(p.model.Tower, p.settings)
	}
	if err := checkNames(names, slices.Concat(lists...)); err != nil {
		return nil, err
	}
	for i, p := range plans {
		t, err := readEnough(ctx, p, d, audited)
		if err != nil {
			return nil, err
		}
		if len(names) > 0 {
			lists[i] = slices.DeleteFunc(lists[i], func(c train.Candidate) bool { return !slices.Contains(names, c.Name) })
		}
		lists[i] = train.Enter(p.model.Tower, t.pickSet(dataset.Train, dataset.Validation), lists[i]...)
	}
	return slices.Concat(lists...), nil
}

// checkNames refuses names that no candidate has.
func checkNames(names []string, candidates []train.Candidate) error {
	var all []string
	for _, c := range candidates {
		if !slices.Contains(all, c.Name) {
			all = append(all, c.Name)
		}
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("there is nothing to try by the name %q; there are %s", name, strings.Join(all, ", "))
		}
	}
	return nil
}
