package evaluate

import (
	"context"
	"fmt"
	"maps"

	"gonum.org/v1/gonum/stat"

	"siamface/model/errorrate"
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
		Fold: f.Name, People: f.Scores.People(), Genuine: f.Scores.Genuine().N(), Impostor: f.Scores.Impostor().N(),
		EER: orNil(f.Scores.EER()), AUC: orNil(f.Scores.AUC()),
	}
	if errorrate.IsFinite(threshold) {
		m.Threshold, m.Accuracy = &threshold, orNil(f.Scores.BalancedAccuracy(threshold))
	}
	return m
}

// Spread is how a figure varies over folds.
type Spread struct {
	Mean float64 `json:"mean"`
	// Deviation is the standard deviation over n − 1, 0 for one fold.
	Deviation float64 `json:"deviation"`
	// Error is the standard error of the mean, Deviation/√Folds: what LFW's protocol writes behind a ±. Folds share the people that
	// they were trained on, so that it is a little too small.
	Error float64 `json:"standard_error"`
	Folds int     `json:"folds"` // with the figure
}

// MeasureSpreads are those of the folds' figures by their names: "eer", "auc", "accuracy" and "threshold", without those that no fold has.
func MeasureSpreads(folds []FoldMetrics) map[string]Spread {
	spreads := map[string]Spread{}
	for name, of := range map[string]func(FoldMetrics) *float64{
		"eer":       func(f FoldMetrics) *float64 { return f.EER },
		"auc":       func(f FoldMetrics) *float64 { return f.AUC },
		"accuracy":  func(f FoldMetrics) *float64 { return f.Accuracy },
		"threshold": func(f FoldMetrics) *float64 { return f.Threshold },
	} {
		if s := MeasureSpread(folds, of); s != nil {
			spreads[name] = *s
		}
	}
	return spreads
}

// MeasureSpread returns the spread of one figure over the folds that have it; nil where none has.
func MeasureSpread(folds []FoldMetrics, of func(FoldMetrics) *float64) *Spread {
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
		s.Error = stat.StdErr(s.Deviation, float64(len(values)))
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
		all[i] = MeasureFold(f, OrNaN(joinOthers(folds, i).BestThreshold()))
	}
	return all, nil
}

// joinOthers are the pairs of all folds but one.
func joinOthers(folds []Fold, but int) errorrate.Classes {
	var genuine, impostor []errorrate.Distances
	for i, f := range folds {
		if i != but {
			genuine, impostor = append(genuine, f.Scores.Genuine()), append(impostor, f.Scores.Impostor())
		}
	}
	return errorrate.JoinClasses(errorrate.MergeDistances(genuine...), errorrate.MergeDistances(impostor...))
}

// WithFolds puts the mean over the folds in the place of accuracy and threshold. Where m has intervals, that of the mean accuracy takes
// the place of the accuracy's (see AccuracyInterval, Rounds, Seed). A fold without a figure doesn't count for its mean. It fails only
// with the error of ctx.
func (m Metrics) WithFolds(ctx context.Context, folds []Fold, metrics []FoldMetrics) (Metrics, error) {
	m.Accuracy, m.Threshold, m.Interval = nil, nil, maps.Clone(m.Interval)
	delete(m.Interval, "accuracy")
	if s := MeasureSpread(metrics, func(f FoldMetrics) *float64 { return f.Accuracy }); s != nil {
		m.Accuracy = &s.Mean
	}
	if s := MeasureSpread(metrics, func(f FoldMetrics) *float64 { return f.Threshold }); s != nil {
		m.Threshold = &s.Mean
	}
	if m.Interval == nil {
		return m, nil
	}
	ends, known, err := AccuracyInterval(ctx, folds, metrics, Seed, Rounds)
	if known {
		m.Interval["accuracy"] = ends
	}
	return m, err
}

// AccuracyInterval is the 95 % interval of the mean of the folds' balanced accuracies, each at its own threshold, by a bootstrap over
// people as in Scores.Intervals. A round draws from the people of all folds. It leaves out a fold of which it drew too few.
//
// People of different folds are taken for different people. The interval isn't known where the people of a fold aren't, or where they
// are fewer than LeastPeople. The error is that of ctx.
func AccuracyInterval(ctx context.Context, folds []Fold, metrics []FoldMetrics, seed uint64, rounds int) (ends [2]float64, known bool, err error) {
	people, genuine, impostor := 0, 0, 0
	right := 1.0
	var draws []bootstrap
	for i, f := range folds {
		if f.Scores.People() == 0 {
			return ends, false, nil
		}
		people += f.Scores.People()
		draws = append(draws, f.Scores.newBootstrap())
		if a := metrics[i].Accuracy; a != nil {
			right = min(right, *a)
			genuine, impostor = genuine+metrics[i].Genuine, impostor+metrics[i].Impostor
		}
	}
	if people < LeastPeople {
		return ends, false, nil
	}
	means := make([]float64, 0, rounds)
	for first := 0; first < rounds; first += batch {
		drawn, err := meanAccuracies(ctx, folds, metrics, draws, drawPeople(people, seed, first, min(batch, rounds-first)))
		if err != nil {
			return ends, false, err
		}
		means = append(means, drawn...)
	}
	ends, known = middleOf(means)
	if right == 1 { // no error was seen: see Scores.widenUnseen
		ends[0] = min(ends[0], 1-(errorrate.RuleOfThree(genuine)+errorrate.RuleOfThree(impostor))/2)
	}
	return ends, known, nil
}

// meanAccuracies are the mean accuracies of rounds of drawn people, NaN where no fold has any.
func meanAccuracies(ctx context.Context, folds []Fold, metrics []FoldMetrics, draws []bootstrap, weights [][]int32) ([]float64, error) {
	sums, counts := make([]float64, len(weights)), make([]float64, len(weights))
	at := 0
	for i, f := range folds {
		own := make([][]int32, len(weights))
		for r := range weights {
			own[r] = weights[r][at : at+f.Scores.People()]
		}
		at += f.Scores.People()
		if metrics[i].Threshold == nil {
			continue
		}
		if err := draws[i].prepareRounds(ctx, own); err != nil {
			return nil, err
		}
		err := eachRound(ctx, draws[i], len(weights), func(r int, classes errorrate.Classes) {
			if a, ok := classes.BalancedAccuracy(*metrics[i].Threshold); ok {
				sums[r], counts[r] = sums[r]+a, counts[r]+1
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for r := range sums {
		sums[r] /= counts[r] // NaN where there are none
	}
	return sums, nil
}
