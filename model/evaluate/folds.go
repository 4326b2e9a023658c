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
	EER      *float64 `json:"eer"`
	AUC      *float64 `json:"auc"`
	// People counts who is on the fold's pairs, where that is known.
	People int `json:"people,omitempty"`
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
		m := FoldMetrics{Fold: f.Name, Genuine: len(f.Scores.genuine), Impostor: len(f.Scores.impostor), EER: known(f.Scores.EER()), AUC: known(f.Scores.AUC())}
		if t, ok := others(folds, i).BestThreshold(); ok {
			m.Threshold, m.Accuracy = &t, known(f.Scores.BalancedAccuracy(t))
		}
		all[i] = m
	}
	return all, nil
}

// others are the pairs of all folds but one.
func others(folds []Fold, but int) Scores {
	var genuine, impostor []float64
	for i, f := range folds {
		if i != but {
			genuine, impostor = append(genuine, f.Scores.genuine...), append(impostor, f.Scores.impostor...)
		}
	}
	s, _ := own(genuine, impostor) // they were checked when the folds were made
	return s
}

// Pool is the pairs of all scores together, whose people are different.
func Pool(all ...Scores) Scores {
	var genuine, impostor []float64
	for _, s := range all {
		genuine, impostor = append(genuine, s.genuine...), append(impostor, s.impostor...)
	}
	pooled, _ := own(genuine, impostor) // they were checked when they were made
	return pooled
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
