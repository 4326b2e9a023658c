package run

import (
	"time"

	"siamface/model/dataset"
	"siamface/model/pace"
	"siamface/model/pairlist"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/verify"
)

// evaluationWatch says how far an evaluation is and how long all of it will still take. Its methods may be called on nil.
type evaluationWatch struct {
	clock  *pace.Clock
	rates  rates
	data   *dataset.Dataset // nil for a list
	report func(Event)
	last   time.Time // of the last event
	stage  Stage
}

// kindCompared is a million products of two numbers and what is done with their sums: a pair counts as so many products more.
const (
	kindCompared   = "million products"
	productsOfPair = 200
	pixelNumbers   = 64 * 64
)

// everyEvent is how often events come at most: pairs are done quickly.
const everyEvent = 50 * time.Millisecond

// watchEvaluation begins the watch over an evaluation of people, and tells at once how long it will take.
func watchEvaluation(m *tower.Model, made Record, d *dataset.Dataset, people []dataset.Person, w Wanted) *evaluationWatch {
	photos := 0
	for _, p := range people {
		photos += len(p.Photos)
	}
	return beginEvaluation(m, made, d, photos, float64(photos)*float64(photos-1)/2, w)
}

// watchList begins the watch over an evaluation of a list's pairs.
func watchList(m *tower.Model, made Record, pairs []pairlist.Pair, w Wanted) *evaluationWatch {
	files := map[string]bool{}
	for _, p := range pairs {
		files[p.FileX], files[p.FileY] = true, true
	}
	return beginEvaluation(m, made, nil, len(files), float64(len(pairs)), w)
}

func beginEvaluation(m *tower.Model, made Record, d *dataset.Dataset, photos int, pairs float64, w Wanted) *evaluationWatch {
	recipe, err := recipes.Find(made.Recipe)
	if w.Report == nil || err != nil { // of a recipe that isn't known nothing can be thought
		return nil
	}
	r := recallRates(recipe, Options{})
	reading := kindPhoto
	if d != nil && r.hasRead(d) {
		reading = kindKept
	}
	compared := func(stage Stage, pairs, numbers float64) pace.Phase {
		return pace.Phase{Name: string(stage), Kind: kindCompared, Units: pairs * (numbers + productsOfPair) / 1e6}
	}
	phases := []pace.Phase{
		{Name: string(Reading), Kind: reading, Units: float64(photos)},
		compared(Comparing, pairs, float64(m.Design.Embedding)),
	}
	if w.Intervals {
		phases = append(phases, pace.Phase{Name: string(Measuring), Kind: kindDraw, Units: min(pairs, mostDrawn)})
	}
	if w.Baselines {
		some := float64(verify.CountPixels(photos))
		phases = append(phases, compared(ComparingPixels, min(pairs, some*(some-1)/2), pixelNumbers))
		if !m.Untrained {
			phases = append(phases, compared(ComparingUntrained, pairs, float64(m.Design.Embedding)))
		}
	}
	watch := &evaluationWatch{clock: pace.New(phases, r.thought(), time.Now()), rates: r, data: d, report: w.Report}
	watch.tell(Reading, 0, photos)
	return watch
}

// tell tells how much of a stage is done.
func (w *evaluationWatch) tell(stage Stage, done, total int) {
	if w == nil {
		return
	}
	now := time.Now()
	w.clock.Note(string(stage), float64(done)/float64(max(total, 1)), now)
	if stage == w.stage && done < total && now.Sub(w.last) < everyEvent {
		return
	}
	w.stage, w.last = stage, now
	w.report(Event{Stage: stage, Done: done, Total: total, Share: w.clock.Share(now), Left: w.clock.Left(now)})
}

func (w *evaluationWatch) tellScoring(stage verify.Stage, done, total int) {
	w.tell(Stage(stage), done, total)
}

// remember keeps what comparing took, for the next time.
func (w *evaluationWatch) remember() {
	if w != nil && w.data != nil {
		w.rates.remember(w.clock.Rates(), w.data, w.data.Photos()/2)
	}
}
