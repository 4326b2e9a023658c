package evaluate

import (
	"fmt"
	"maps"

	"gonum.org/v1/gonum/stat"
)

// MaxFolds is the greatest number of folds that AcrossFolds takes.
const MaxFolds = 1000

// Fold is a part of the pairs, kept apart from the others so that its threshold can come from them.
type Fold struct {
	Name   string
	Scores Scores
}

// FoldMetrics are the figures of one fold; one without data is nil.
type FoldMetrics struct {
	Fold string `json:"fold"`
	// People counts those on the fold's pairs, 0 where they aren't known; Genuine and Impostor its pairs of each class.
	People   int      `json:"people"`
	Genuine  int      `json:"genuine"`
	Impostor int      `json:"impostor"`
	EER      *float64 `json:"eer"`
	AUC      *float64 `json:"auc"`
	// Accuracy is this fold's balanced accuracy at Threshold, which comes from other people than the fold's.
	Accuracy  *float64 `json:"accuracy"`
	Threshold *float64 `json:"threshold"`
}

// MeasureFold takes the figures of a fold at a threshold that was chosen without it. One that is no finite number counts as
// none.
func MeasureFold(f Fold, threshold float64) FoldMetrics {
	m := FoldMetrics{
		Fold: f.Name, People: f.Scores.People(), Genuine: f.Scores.genuine.N(), Impostor: f.Scores.impostor.N(),
		EER: known(f.Scores.EER()), AUC: known(f.Scores.AUC()),
	}
	if finite(threshold) {
		m.Threshold, m.Accuracy = &threshold, known(f.Scores.BalancedAccuracy(threshold))
	}
	return m
}

// Spread is how a figure varies over folds.
type Spread struct {
	Mean float64 `json:"mean"`
	// Deviation is the standard deviation over n − 1, 0 for one fold.
	Deviation float64 `json:"deviation"`
	Folds     int     `json:"folds"` // with the figure
}

// SpreadOf returns the spread of one figure over the folds that have it; nil where none has.
func SpreadOf(folds []FoldMetrics, of func(FoldMetrics) *float64) *Spread {
	var values []float64
	for _, f := range folds {
		if v := of(f); v != nil {
			values = append(values, *v)
		}
	}
	if len(values) == 0 {
		return nil
	}
	s := Spread{Mean: values[0], Folds: len(values)}
	if len(values) > 1 {
		s.Mean, s.Deviation = stat.MeanStdDev(values, nil)
	}
	return &s
}

// AcrossFolds measures each fold at the threshold of best balanced accuracy on all the others (see BestThreshold), as the
// protocol of the LFW set does (Huang and others, "Labeled Faces in the Wild", 2007). More than MaxFolds are an error.
func AcrossFolds(folds []Fold) ([]FoldMetrics, error) {
	if len(folds) > MaxFolds {
		return nil, fmt.Errorf("the pairs are divided into %d folds, and at most %d make sense", len(folds), MaxFolds)
	}
	all := make([]FoldMetrics, len(folds))
	for i, f := range folds {
		all[i] = MeasureFold(f, orNaN(others(folds, i).BestThreshold()))
	}
	return all, nil
}

// others are the pairs of all folds but one.
func others(folds []Fold, but int) Scores {
	var genuine, impostor []Distances
	for i, f := range folds {
		if i != but {
			genuine, impostor = append(genuine, f.Scores.genuine), append(impostor, f.Scores.impostor)
		}
	}
	return Scores{genuine: merge(genuine...), impostor: merge(impostor...)}
}

// WithFolds puts the mean over the folds in the place of accuracy and threshold. A fold without one counts for neither. An
// interval of the accuracy that was there before is left out.
func (m Metrics) WithFolds(folds []FoldMetrics) Metrics {
	m.Accuracy, m.Threshold, m.Interval = nil, nil, maps.Clone(m.Interval)
	delete(m.Interval, "accuracy")
	if s := SpreadOf(folds, func(f FoldMetrics) *float64 { return f.Accuracy }); s != nil {
		m.Accuracy = &s.Mean
	}
	if s := SpreadOf(folds, func(f FoldMetrics) *float64 { return f.Threshold }); s != nil {
		m.Threshold = &s.Mean
	}
	return m
}
