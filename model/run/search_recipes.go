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

// Searchable names the recipes that a search compares where nobody names any, the best first: those that find faces where their networks
// are installed, those that take weights where there are some, and not the one that is there to be seen failing.
func Searchable(weights string) []string {
	_, lacking := face.Find()
	return slices.DeleteFunc(recipes.Names(), func(name string) bool {
		r, err := recipes.Find(name)
		return err != nil || r.Failing || r.Input.FindsFaces() && lacking != nil || r.TakesWeights() && weights == ""
	})
}

// recipes are those to compare.
func (o SearchOptions) recipes() ([]string, error) {
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

// of are the options with which a recipe is trained.
func (o SearchOptions) of(recipe string) (Options, error) {
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

// field is what takes part in a search: a job for each recipe.
type field struct {
	data    *dataset.Dataset
	options SearchOptions
	report  func(Event)
	audited audit.Audit
	jobs    []*job
}

// enter reads the photos for each recipe and returns the candidates, recipe by recipe.
func (f *field) enter(ctx context.Context) ([]train.Candidate, error) {
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	var lists [][]train.Candidate
	for _, j := range f.jobs {
		list := train.Candidates(j.model.Tower, j.settings)
		if len(f.options.Names) > 0 {
			list = slices.DeleteFunc(list, func(c train.Candidate) bool { return !slices.Contains(f.options.Names, c.Name) })
		}
		lists = append(lists, list)
	}
	if err := f.known(lists); err != nil {
		return nil, err
	}
	for i, j := range f.jobs {
		if err := j.readAll(ctx); err != nil {
			return nil, err
		}
		if err := j.model.Rest(background); err != nil { // the features are all that is needed
			return nil, err
		}
		lists[i] = train.Enter(j.model.Tower, j.set(dataset.Train).With(j.set(dataset.Validation)), lists[i]...)
	}
	return slices.Concat(lists...), nil
}

// prepare checks everything and builds the towers, before a photo is read.
func (f *field) prepare(ctx context.Context) error {
	names, err := f.options.recipes()
	if err != nil {
		return err
	}
	var all []Options
	for _, name := range names {
		o, err := f.options.of(name)
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	for i, o := range all {
		j := &job{data: f.data, options: o, report: func(e Event) {
			e.Recipe = o.Recipe
			f.report(e)
		}}
		f.jobs = append(f.jobs, j)
		if i == 0 {
			err = j.prepareData(ctx)
			f.audited = j.audited
		} else {
			j.audited = f.audited
			err = j.build(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// known refuses names that no recipe has a candidate of.
func (f *field) known(lists [][]train.Candidate) error {
	for _, name := range f.options.Names {
		if slices.ContainsFunc(lists, func(list []train.Candidate) bool {
			return slices.ContainsFunc(list, func(c train.Candidate) bool { return c.Name == name })
		}) {
			continue
		}
		var all []string
		for _, j := range f.jobs {
			for _, c := range train.Candidates(j.model.Tower, j.settings) {
				if !slices.Contains(all, c.Name) {
					all = append(all, c.Name)
				}
			}
		}
		return fmt.Errorf("there is nothing to try by the name %q; there are %s", name, strings.Join(all, ", "))
	}
	return nil
}

func (f *field) release() {
	for _, j := range f.jobs {
		j.release()
	}
}
