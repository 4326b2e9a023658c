// Package run does the whole of a training, from an open folder to a run's folder with the model, the numbers and the
// figures, and reads such a folder again.
package run

import (
	"context"
	"errors"
	"time"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/language"
	"siamface/model/tower"
	"siamface/model/train"
)

// The files of a run's folder.
const (
	ModelFile     = "model.safetensors"
	ReportFile    = "report.json"
	PairsFile     = "pairs.csv"
	HistoryFile   = "history.csv"
	SummaryFile   = "summary.txt"
	NetworkFile   = "network.png"
	CurvesFile    = "curves.png"
	HistogramFile = "histogram.png"
	ExcludedFile  = "excluded.txt" // only where files were left out
)

// Options say what to train and where to.
type Options struct {
	Folder  string // the run's folder; made if it isn't there
	Force   bool   // replace the run that the folder holds
	Resume  bool   // go on with the unfinished training in the folder, where there is one (see ReadUnfinished)
	Recipe  string // one of recipes.Names; "" is the default
	Weights string // a file of pretrained weights, for recipes that take them; "" is random ones
	Epochs  int    // 0 is the recipe's own number
	Seed    uint64
	FMR     float64 // the false match rate that the threshold is set for, a fraction below 1; 0 is 1 %
	Device  string  // a name of torch.Devices
	Threads int     // threads of one operation; 0 is libtorch's choice
	// Settings are used in the place of the recipe's own; nil is the recipe's own. Seed and Threads above hold all the same, and Epochs
	// where it isn't 0. Without epochs the head stays as they start it, in closed form perhaps.
	Settings *train.Settings
	// Trials are the table of the search that found the settings, for the report. The head is then made by them alone, also that of
	// the recipe face.
	Trials []Trial
}

// Stage is a part of the work.
type Stage string

// The stages in their order.
const (
	Auditing  Stage = "auditing"  // looking for copies
	Reading   Stage = "reading"   // the photos, and computing their features
	Searching Stage = "searching" // in Search alone; Event.Search tells more
	Training  Stage = "training"  // Event.Train tells more
	Checking  Stage = "checking"  // folds of the training people, for the thresholds
	Refitting Stage = "refitting" // once more, on the validation people too
	Measuring Stage = "measuring" // the test people
	Writing   Stage = "writing"
)

// The stages of an evaluation, beside Reading and Measuring. Done and Total are pairs.
const (
	Comparing          Stage = "comparing"
	ComparingPixels    Stage = "comparing pixels"
	ComparingUntrained Stage = "comparing untrained"
)

// Event tells where the work stands.
type Event struct {
	Stage       Stage
	Done, Total int           // files in Auditing, photos in Reading, hundredths of a fold in Checking, steps in Refitting
	Train       *train.Event  // in Training
	Fold, Folds int           // of CrossValidate, from 1; 0 before the first and in Train
	Search      *SearchState  // in Searching
	Recipe      string        // in the Reading before it: the one whose features are computed
	Audit       *audit.Audit  // in the first event of Reading: the quick audit of what is trained on
	Notice      language.Text // what a person should know of now; mostly empty, and then it is all that the event tells

	// Share is how much of the time that all stages take together is over, from 0 to 1, and Left about how long the rest will take. Both
	// are 0 in a search, whose length is chosen.
	Share float64
	Left  time.Duration
}

// What a run's folder may hold that keeps a training out of it.
var (
	ErrHoldsModel = errors.New("holds a model already")
	ErrUnfinished = errors.New("holds a training that isn't finished")
	ErrFinished   = errors.New("holds a training that is finished: there is nothing to go on with")
)

// Result is what a training made.
type Result struct {
	Folder  string
	Model   *tower.Model // placed; its Release frees it
	Report  Report
	Stopped bool
}

// Train trains on the folder's people and writes the run. What is odd about the folder doesn't stop it, but stands in the first
// event and in the report. When ctx ends during training, the best weights so far are
// measured and written all the same and Result.Stopped says so; when it ends before, its error is returned. report may be nil.
//
// What the training has reached is kept in the run's folder from epoch to epoch, until it is done. When it was stopped, or the process
// ended in any way, Train with Resume goes on from there. With one thread the model is then the same as without the stop.
func Train(ctx context.Context, d *dataset.Dataset, o Options, report func(Event)) (*Result, error) {
	if report == nil {
		report = func(Event) {}
	}
	begun := time.Now()
	claimed, err := claimFolder(d.Root, o)
	if err != nil {
		return nil, err
	}
	defer claimed.release()
	w, err := startData(d, o)
	if err != nil {
		return nil, err
	}
	report = w.tell(report)
	audited, err := auditData(ctx, d, report)
	if err != nil {
		return nil, err
	}
	w.note(phaseStart, 0)
	p, err := prepare(ctx, o, report)
	if err != nil {
		return nil, err
	}
	p.watch = w
	f, err := keepRun(ctx, p, d, audited, begun)
	if err != nil {
		p.release()
		return nil, err
	}
	if !f.head.Stopped {
		w.rates.remember(w.clock.Rates(), d, f.kept)
	}
	return &Result{Folder: o.Folder, Model: p.model, Report: f.made, Stopped: f.head.Stopped}, nil
}

// keepRun makes the run and writes it; what it reaches is kept meanwhile, for another one that goes on.
func keepRun(ctx context.Context, p plan, d *dataset.Dataset, audited audit.Audit, begun time.Time) (f finished, err error) {
	if p.kept, err = openShelf(p, d, begun); err != nil {
		return finished{}, err
	}
	defer func() { p.kept.close(err == nil && !f.head.Stopped) }()
	if f, err = makeRun(ctx, p, d, audited); err != nil {
		return finished{}, err
	}
	f.made.Seconds = p.kept.seconds()
	p.report(Event{Stage: Writing})
	return f, writeRun(f)
}

// finished is a training with what came of it, to be written.
type finished struct {
	plan   plan
	head   learned
	tested measured
	made   Report
	kept   int // photos whose features were there already
}

// makeRun goes through the stages from reading to measuring.
func makeRun(ctx context.Context, p plan, d *dataset.Dataset, audited audit.Audit) (finished, error) {
	t, err := readEnough(ctx, p, d, audited)
	if err != nil {
		return finished{}, err
	}
	if err := p.kept.checkPhotos(t); err != nil {
		return finished{}, err
	}
	untrained, err := measureUntrained(p, t)
	if err != nil {
		return finished{}, err
	}
	head, err := learn(ctx, p, t)
	if err != nil {
		return finished{}, err
	}
	p.report(Event{Stage: Measuring})
	tested, err := measure(p.model, t)
	if err != nil {
		return finished{}, err
	}
	tested.untrained = untrained
	tested.Interval, err = tested.scored.Scores.Intervals(background, p.model.Judgement.Threshold, evaluate.Seed, evaluate.Rounds)
	return finished{p, head, tested, makeReport(p, t, head, tested, audited), t.features.Kept}, err
}

// background is for what is still done after a training was stopped.
var background = context.Background()
