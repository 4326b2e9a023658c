package window

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
	"siamface/model/run"
	"siamface/model/verify"
)

// evaluation is what is measured of the distances of some people's pairs. It doesn't change once shown: what comes later
// is put into a copy.
type evaluation struct {
	scores         evaluate.Scores
	threshold      float64 // the model's own
	people, photos int
	skipped        int
	who            int      // testPeople, everyone or inFolds
	of             string   // the folder in a word
	root           string   // the folder
	name           string   // of the model
	tested         []string // the open folder's test people when they were scored; nil for a run's own

	closest, farthest []pairlist.ScoredPair // the most confusing pairs, named relative to root
	metrics           evaluate.Metrics
	curve             errorrate.Curve  // with bands as soon as they are known
	baseline          []baseline       // nil: not known so far
	data              *dataset.Dataset // the folder of the people scored, to score them again; nil for inFolds
	scoredPeople      []dataset.Person
	folded            *run.Folded // nil but for inFolds
}

// baseline are the same pairs scored by something that needs no training.
type baseline struct {
	key     string // of its words
	metrics evaluate.Metrics
	curve   errorrate.Curve
}

// The places at which bands are known, along a curve.
const (
	bandRates      = 25
	bandThresholds = 50
)

// measureIntervals takes the intervals of the figures and along the curves. It runs off Fyne's goroutine.
func (e evaluation) measureIntervals(ctx context.Context) (*evaluation, error) {
	// Those of folds came with the result, whose accuracy and threshold are the folds' means.
	if e.folded == nil {
		metrics, err := evaluate.MeasureWithIntervals(ctx, e.scores, e.threshold)
		if err != nil {
			return nil, err
		}
		e.metrics = metrics
	}
	rates, thresholds := e.scores.BandPlaces(bandRates, bandThresholds)
	var err error
	if e.curve.Bands, err = e.scores.Bands(ctx, rates, thresholds, evaluate.Seed, evaluate.Rounds); err != nil {
		return nil, err
	}
	return &e, nil
}

// baselines in the order of their curves, with the keys of their words.
var baselines = []struct{ name, key string }{{verify.BaselinePixels, "baseline.pixels"}, {verify.BaselineUntrained, "baseline.untrained"}}

// measureBaselines measures scores of the baselines.
func measureBaselines(scores map[string]evaluate.Scores) []baseline {
	var list []baseline
	for _, b := range baselines {
		if s, ok := scores[b.name]; ok && s.Pairs() > 0 {
			list = append(list, baseline{b.key, evaluate.Measure(s, 0), s.Curve()})
		}
	}
	return list
}

// readRun reads the distances that a training wrote. It runs off Fyne's goroutine.
func (e *evaluation) readRun(folder string) error {
	var err error
	if e.scores, err = run.Scores(folder); err != nil {
		return err
	}
	e.metrics, e.curve = evaluate.Measure(e.scores, e.threshold), e.scores.Curve()
	f, err := os.Open(filepath.Join(folder, run.PairsFile))
	if err != nil {
		return err
	}
	defer f.Close()
	var failed error
	e.closest, e.farthest = evaluate.HardestPairs(func(yield func(pairlist.ScoredPair) bool) {
		for p, err := range pairlist.ReadScored(f) {
			if failed = err; err != nil || !yield(p) {
				return
			}
		}
	}, evaluate.MaxHardest)
	return failed
}

// takePeople takes over what scoring people found. It runs off Fyne's goroutine.
func (e *evaluation) takePeople(found run.Evaluation) {
	s := found.Scored
	e.scores, e.people, e.photos, e.skipped = s.Scores, s.People, s.Photos, len(s.Skipped)
	e.metrics, e.curve = found.Metrics, s.Scores.Curve()
	e.closest, e.farthest = s.Scores.NameHardest(s.Files)
}

// findTestPeople are the test people of a run, as its report lists their photos.
func findTestPeople(r run.Report) (*dataset.Dataset, []dataset.Person) {
	d := &dataset.Dataset{Root: r.Folder}
	at := map[string]int{}
	for _, p := range r.Photos {
		if p.Split != dataset.Test.String() {
			continue
		}
		name := filepath.ToSlash(filepath.Dir(filepath.FromSlash(p.File)))
		if _, known := at[name]; !known {
			at[name] = len(d.People)
			d.People = append(d.People, dataset.Person{Name: name, Split: dataset.Test})
		}
		person := &d.People[at[name]]
		person.Photos = append(person.Photos, dataset.Photo{Path: p.File})
	}
	return d, slices.Clone(d.People)
}
