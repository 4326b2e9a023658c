// Package report puts an evaluation onto a page: one HTML file in two languages that needs no network and no script, the same
// as data, and every scored pair. Build gathers what is to be said, Write puts it into a folder.
//
// The page holds what a laboratory would report, in the terms of ISO/IEC 19795-1:
//
//   - who was tested, and by which protocol,
//   - the rates with their 95 % intervals, beside those of raw pixels and of the untrained tower,
//   - what the number of pairs can't show,
//   - the pairs that were most confusing,
//   - the command that gives the same numbers again.
package report

import (
	"iter"
	"time"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/pairlist"
	"siamface/model/run"
	"siamface/model/train"
)

// Document is all that a report says, as report.json holds it. But for Made and Seconds, the same evaluation gives the same
// document.
type Document struct {
	Format   string    `json:"format"` // run.EvaluationFormat
	Made     time.Time `json:"made"`
	Seconds  float64   `json:"seconds"` // that the evaluation took; 0 where nobody measured
	Command  []string  `json:"command"` // what to run again, the program's name first; empty where a window asked
	Versions Versions  `json:"versions"`
	Data     Data      `json:"data"`
	Protocol Protocol  `json:"protocol"`
	Method   Method    `json:"method"`
	// Record is how a cross-validation was made, for it to be repeated; nil for what was scored by a model at hand.
	Record *run.FoldRecord `json:"record,omitempty"`

	Test run.Measured `json:"test"`
	// AtThreshold are the error rates at the one threshold; nil where there is none, or one for each fold.
	AtThreshold *Operating `json:"at_threshold"`
	// Spread is how figures vary over the folds, by their names.
	Spread map[string]evaluate.Spread `json:"spread,omitempty"`
	// Identification is how well people are told among many; nil where it wasn't measured.
	Identification *identify.Result `json:"identification,omitempty"`
	// Baseline are the figures of the same pairs without training, by verify.BaselinePixels and verify.BaselineUntrained.
	Baseline map[string]evaluate.Metrics `json:"baseline"`
	// Curves are the operating points behind the figures, by ThisModel and the baselines' names.
	Curves    map[string]errorrate.Curve `json:"curves"`
	Histogram errorrate.Histogram        `json:"histogram"`
	Training  []FoldHistory              `json:"training,omitempty"`
	Confusing Confusing                  `json:"confusing"`
	// Listed is how many of the pairs stand in pairs.csv: all of them, or the most confusing ones.
	Listed int `json:"pairs_listed"`

	scores evaluate.Scores
	pairs  iter.Seq2[string, pairlist.ScoredPair]
	photos []string          // that the pairs of scores are numbered as
	folds  map[string]string // of each photo
	root   string
	recipe string
	device string
}

// ThisModel is the name of the curve of what was evaluated.
const ThisModel = "model"

// Versions are what computed the numbers.
type Versions struct {
	Siamface string `json:"siamface"`
	Go       string `json:"go"`
	Libtorch string `json:"libtorch"`
	Device   string `json:"device"`
	System   string `json:"system"` // operating system and processor, as Go names them
}

// Data is what was tested on.
type Data struct {
	Folder string `json:"folder"` // as it was given
	// SHA256 names the photos by their content, whatever they are called: the sum of the sums of all files, sorted, one a line.
	SHA256   string            `json:"sha256"`
	People   int               `json:"people"` // in the folder; 0 for a list of pairs
	Photos   int               `json:"photos"` // behind SHA256
	Excluded []string          `json:"excluded"`
	Skipped  []dataset.Skipped `json:"skipped"`
	NoFace   *int              `json:"no_face,omitempty"` // photos scored as whole pictures
	Warnings []string          `json:"warnings"`
	// Findings are those of audit.Quick; nil for a list of pairs, whose folder nobody looked through.
	Findings []audit.Finding `json:"findings"`
}

// Kind is the protocol of an evaluation.
type Kind string

// The kinds.
const (
	KindFolds  Kind = "folds"  // a recipe, by cross-validation over people
	KindPeople Kind = "people" // a model, by all pairs of some people
	KindList   Kind = "list"   // a model, by the pairs of a list
)

// Protocol says who was tested, and how the threshold was chosen without them.
type Protocol struct {
	Kind   Kind     `json:"kind"`
	Tested []string `json:"tested"` // names of people; empty for a list of pairs
	Folds  []Fold   `json:"folds,omitempty"`
	// Split is the split of the people that the model was made with, by "train", "validation" and "test".
	Split     map[string][]string `json:"split,omitempty"`
	Published bool                `json:"published_split"` // the folder says who is tested
	// Seen are those tested of whose photos the model saw some in training or validation: the numbers flatter it.
	Seen      []string  `json:"seen,omitempty"`
	Threshold Threshold `json:"threshold"`
}

// Fold is one fold of a cross-validation or of a list.
type Fold struct {
	evaluate.FoldMetrics
	Tested     []string `json:"tested,omitempty"`
	BestEpoch  int      `json:"best_epoch,omitempty"`
	HeadMethod string   `json:"way,omitempty"` // the head that the recipe face ended with
}

// Origin says where a threshold comes from.
type Origin string

// The origins.
const (
	OriginFolds   Origin = "folds"       // in each fold from people who aren't tested there; the mean stands in the figures
	OriginHeldOut Origin = "held-out"    // from people held out of the model's training
	OriginLFW     Origin = "lfw"         // from people of the LFW set, for the recipe face as it comes
	OriginOthers  Origin = "other-folds" // in each fold of a list, of best accuracy on the other folds
)

// Threshold is how the threshold was chosen.
type Threshold struct {
	Origin Origin  `json:"origin"`
	Rate   float64 `json:"rate"` // the false match rate that it was set for; 0 where it was for the best accuracy
	// Value is the threshold, Sure the one of a tenth of the rate; nil where each fold has its own, or there is none.
	Value *float64 `json:"value"`
	Sure  *float64 `json:"sure"`
	// Genuine and Impostor count the pairs that it was chosen on, 0 where it isn't known.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
}

// Method is what was evaluated.
type Method struct {
	Recipe     string          `json:"recipe"`
	Trained    bool            `json:"trained"`
	Files      []HashedFile    `json:"files"` // models, weights and networks
	Settings   *train.Settings `json:"settings"`
	Changes    []string        `json:"changes"` // against the published experiment
	HeadMethod string          `json:"way,omitempty"`
	Epochs     int             `json:"epochs,omitempty"`
	BestEpoch  int             `json:"best_epoch,omitempty"`
}

// HashedFile is a file by its content.
type HashedFile struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// Operating are both error rates at a threshold, with their 95 % intervals where they are known.
type Operating struct {
	errorrate.Point
	FMRInterval  *[2]float64 `json:"fmr_interval"`
	FNMRInterval *[2]float64 `json:"fnmr_interval"`
}

// FoldHistory is what a fold's training reached, one number an epoch; nil is a number without data.
type FoldHistory struct {
	Fold               string     `json:"fold"`
	Loss               []*float64 `json:"loss"`
	ValidationLoss     []*float64 `json:"validation_loss"`
	Accuracy           []*float64 `json:"accuracy"`
	ValidationAccuracy []*float64 `json:"validation_accuracy"`
}

// Confusing are the pairs that were most easily taken for the other class, the most confusing first; the names are below the folder,
// with slashes.
type Confusing struct {
	Impostors []pairlist.ScoredPair `json:"impostors"` // the closest
	Genuine   []pairlist.ScoredPair `json:"genuine"`   // the farthest apart
}
