package run

import (
	"fmt"
	"time"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/pace"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/train"
)

// watch says in every event how far all of the work is and how long it will still take.
type watch struct {
	clock *pace.Clock
	rates rates
}

// The kinds of units that stages have. Those of the same kind are thought to take equally long each.
const (
	kindAudited  = "audited photo"
	kindStart    = "start"
	kindPhoto    = "photo"
	kindKept     = "kept photo" // whose features are kept from before
	kindPixels   = "pixels of a photo"
	kindStep     = "step"
	kindSolved   = "photo of a head that is solved"
	kindDraw     = "pair in a thousand draws"
	kindWriting  = "run"
	mostDrawn    = 500_000 // pairs that the draws weigh one by one
	solvedPhotos = 100     // below which a head takes as long as for so many
)

// startWatch begins the watch over a training on an open folder whose split is drawn.
func startWatch(recipe recipes.Recipe, o Options, d *dataset.Dataset) *watch {
	r := recallRates(recipe, o)
	return &watch{pace.New(listPhases(recipe, o, d, r.hasRead(d)), r.thought(), time.Now()), r}
}

// watchFolds begins the watch over a cross-validation.
func watchFolds(recipe recipes.Recipe, o Options, untrained bool, dealt []*dataset.Dataset) *watch {
	r := recallRates(recipe, o)
	phases := listReading(dealt[0], r.hasRead(dealt[0]))
	phases = append(phases, pace.Phase{Name: phasePixels, Kind: kindPixels, Units: float64(dealt[0].Photos())})
	for i, fold := range dealt {
		if !untrained {
			phases = append(phases, listLearning(recipe, settingsFor(recipe, o), o, fold, i+1)...)
		}
		phases = append(phases, listMeasuring(fold, i+1))
	}
	all := float64(len(dealt)) * phases[len(phases)-1].Units
	phases = append(phases, pace.Phase{Name: namePhase(Measuring, 0), Kind: kindDraw, Units: min(all, mostDrawn)})
	return &watch{pace.New(phases, r.thought(), time.Now()), r}
}

// phaseStart and phasePixels are parts of the work without a stage of their own: reading the weights, and the photos' raw pixels.
const (
	phaseStart  = "start"
	phasePixels = "pixels"
)

// listPhases are the parts of a training with their sizes.
func listPhases(recipe recipes.Recipe, o Options, d *dataset.Dataset, read bool) []pace.Phase {
	phases := listReading(d, read)
	phases = append(phases, listLearning(recipe, settingsFor(recipe, o), o, d, 0)...)
	return append(phases, listMeasuring(d, 0), pace.Phase{Name: namePhase(Writing, 0), Kind: kindWriting, Units: 1})
}

func listReading(d *dataset.Dataset, read bool) []pace.Phase {
	photos := float64(d.Photos())
	kind := kindPhoto
	if read {
		kind = kindKept
	}
	return []pace.Phase{
		{Name: namePhase(Auditing, 0), Kind: kindAudited, Units: photos},
		{Name: phaseStart, Kind: kindStart, Units: 1},
		{Name: namePhase(Reading, 0), Kind: kind, Units: photos},
	}
}

// listLearning are the parts in which a head is learned. What is trained a second time, in folds or once more, is thought to need all
// epochs, until noteBest says better.
func listLearning(recipe recipes.Recipe, s train.Settings, o Options, d *dataset.Dataset, fold int) []pace.Phase {
	steps := float64(s.Epochs * s.Steps)
	solving := float64(max(d.Photos()-countPhotos(d, dataset.Test), solvedPhotos))
	training := pace.Phase{Name: namePhase(Training, fold), Kind: kindStep, Units: steps}
	checking := pace.Phase{Name: namePhase(Checking, fold), Kind: kindStep, Units: float64(countChecks(recipe, s)) * steps}
	if s.Epochs == 0 {
		training.Kind, training.Units = kindSolved, solving
		checking.Kind, checking.Units = kindSolved, headFolds*solving
	}
	phases := []pace.Phase{training, checking}
	if refits(recipe, s) {
		phases = append(phases, pace.Phase{Name: namePhase(Refitting, fold), Kind: kindStep, Units: steps})
	}
	return phases
}

// countChecks is how often a head is trained to set the thresholds.
func countChecks(recipe recipes.Recipe, s train.Settings) int {
	if recipe.HoldsOut() {
		return s.Folds
	}
	return headFolds
}

// refits tells whether all is trained once more.
func refits(recipe recipes.Recipe, s train.Settings) bool {
	return s.Epochs > 0 && s.Refit && recipe.HoldsOut()
}

func listMeasuring(d *dataset.Dataset, fold int) pace.Phase {
	test := float64(countPhotos(d, dataset.Test))
	return pace.Phase{Name: namePhase(Measuring, fold), Kind: kindDraw, Units: min(test*(test-1)/2, mostDrawn)}
}

func countPhotos(d *dataset.Dataset, split dataset.Split) (n int) {
	for _, who := range d.Of(split) {
		n += len(who.Photos)
	}
	return n
}

func namePhase(stage Stage, fold int) string { return fmt.Sprintf("%s %d", stage, fold) }

// tell adds to each event how far all is, and hands it on.
func (w *watch) tell(report func(Event)) func(Event) {
	return func(e Event) {
		w.note(namePhase(e.Stage, e.Fold), e.shareOfStage())
		now := time.Now()
		e.Share, e.Left = w.clock.Share(now), w.clock.Left(now)
		report(e)
	}
}

func (w *watch) note(phase string, share float64) {
	if w != nil {
		w.clock.Note(phase, share, time.Now())
	}
}

// noteBest says after how many epochs training ended and which is kept: what is trained a second time has no more.
func (w *watch) noteBest(recipe recipes.Recipe, s train.Settings, fold, best int) {
	if w == nil || s.Epochs == 0 {
		return
	}
	steps := float64(best * s.Steps)
	w.clock.Resize(namePhase(Checking, fold), float64(countChecks(recipe, s))*steps)
	w.clock.Resize(namePhase(Refitting, fold), steps)
}

// shareOfStage is how much of its stage is done, from 0 to 1.
func (e Event) shareOfStage() float64 {
	if e.Train != nil && e.Train.Epochs*e.Train.Steps > 0 {
		return float64((e.Train.Epoch-1)*e.Train.Steps+e.Train.Step) / float64(e.Train.Epochs*e.Train.Steps)
	}
	return float64(e.Done) / float64(max(e.Total, 1))
}

// Forecast is about how long a training on an open folder will take, whose split is drawn already. It is what this machine has taken
// for the recipe before, or what others have.
func Forecast(d *dataset.Dataset, o Options) (time.Duration, error) {
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return 0, err
	}
	r := recallRates(recipe, o)
	read := r.hasRead(d) || recipe.Input.Described() && areDescribed(d)
	return pace.Sum(listPhases(recipe, o, d, read), r.thought()), nil
}

// areDescribed tells whether the faces on a folder's photos are known already, as after a look for them: by some of the photos.
func areDescribed(d *dataset.Dataset) bool {
	const asked = 8
	every, at := max(d.Photos()/asked, 1), 0
	kept := face.OpenCache()
	for _, p := range dataset.PhotosOf(d.People) {
		if at++; at%every != 0 {
			continue
		}
		f, err := photo.Read(d.Abs(p))
		if err != nil {
			continue // it takes no time either
		}
		if _, known := kept.Get(f.SHA256()); !known {
			return false
		}
	}
	return true
}
