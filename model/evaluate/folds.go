package evaluate

import "fmt"

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
	// Threshold is the one of best balanced accuracy on the other folds.
	Threshold *float64 `json:"threshold"`
	// Accuracy is this fold's balanced accuracy at that threshold.
	Accuracy *float64 `json:"accuracy"`
	// Genuine and Impostor count the fold's pairs of each class.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
}

// AcrossFolds measures each fold at the threshold of best balanced accuracy on all the others (see BestThreshold), as the
// protocol of the LFW set does (Huang and others, "Labeled Faces in the Wild", 2007). More than MaxFolds are an error.
func AcrossFolds(folds []Fold) ([]FoldMetrics, error) {
	if len(folds) > MaxFolds {
		return nil, fmt.Errorf("the pairs are divided into %d folds, and at most %d make sense", len(folds), MaxFolds)
	}
	all := make([]FoldMetrics, len(folds))
	for i, f := range folds {
		m := FoldMetrics{Fold: f.Name, Genuine: f.Scores.genuine.N(), Impostor: f.Scores.impostor.N()}
		if t, ok := others(folds, i).BestThreshold(); ok {
			m.Threshold, m.Accuracy = &t, known(f.Scores.BalancedAccuracy(t))
		}
		all[i] = m
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

// WithFolds puts the mean over the folds in the place of accuracy and threshold. A fold without one counts for neither.
func (m Metrics) WithFolds(folds []FoldMetrics) Metrics {
	m.Accuracy = mean(folds, func(f FoldMetrics) *float64 { return f.Accuracy })
	m.Threshold = mean(folds, func(f FoldMetrics) *float64 { return f.Threshold })
	return m
}

func mean(folds []FoldMetrics, of func(FoldMetrics) *float64) *float64 {
	sum, n := 0.0, 0
	for _, f := range folds {
		if v := of(f); v != nil {
			sum, n = sum+*v, n+1
		}
	}
	return known(sum/float64(n), n > 0)
}
