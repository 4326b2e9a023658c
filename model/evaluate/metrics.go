package evaluate

import (
	"context"
	"math"
	"strconv"

	"siamface/model/errorrate"
)

// PublishedThreshold is the fixed threshold of the published experiment.
const PublishedThreshold = 0.5

// Rates are the false match rates that are reported, as far as there are pairs to show them: 10 %, 1 %, 0.1 % and so on.
var Rates = []float64{0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9}

// alwaysListed is how many of Rates are always listed, even where there are too few pairs.
const alwaysListed = 3

// Metrics are the figures of one evaluation as they are reported. Rates are fractions; a figure without data is nil, which JSON
// shows as null.
type Metrics struct {
	// Genuine and Impostor count the pairs of each class.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
	// AUC and EER don't depend on a threshold.
	AUC *float64 `json:"auc"`
	EER *float64 `json:"eer"`
	// Accuracy is the balanced accuracy at Threshold, AccuracyAtHalf the one at
	// PublishedThreshold.
	Accuracy       *float64 `json:"accuracy"`
	Threshold      *float64 `json:"threshold"`
	AccuracyAtHalf *float64 `json:"accuracy_at_half"`
	// TAR is the share of the genuine pairs accepted at the false match rates "0.01" and "0.001".
	TAR map[string]*float64 `json:"tar"`
	// FNMRAtFMR is the share of the genuine pairs refused at the false match rates "0.1", "0.01", "0.001", and at the smaller ones
	// that the impostor pairs can show, by the rule of three. It is nil for one of the three that they can't show.
	FNMRAtFMR map[string]*float64 `json:"fmr_fnmr"`
	// DPrime is how far the classes lie apart, in units of their spread.
	DPrime *float64 `json:"d_prime"`
	// BestAccuracy is the best balanced accuracy possible on these pairs, at BestThreshold: both flatter, for they were chosen
	// on the pairs that they are measured on.
	BestAccuracy  *float64 `json:"best_accuracy"`
	BestThreshold *float64 `json:"best_threshold"`
	// Interval holds 95 % intervals by the figures' names; see Scores.Intervals. nil where they weren't asked for or can't be
	// known.
	Interval map[string][2]float64 `json:"interval"`
}

// Measure takes the figures of scores, the accuracy at the model's own threshold, without intervals. A threshold that is no
// finite number counts as none.
func Measure(s Scores, threshold float64) Metrics {
	m := Metrics{
		Genuine: s.Genuine().N(), Impostor: s.Impostor().N(),
		AUC: orNil(s.AUC()), EER: orNil(s.EER()),
		Threshold:      Known(threshold),
		AccuracyAtHalf: orNil(s.BalancedAccuracy(PublishedThreshold)),
		TAR: map[string]*float64{
			"0.01":  orNil(s.TARAtFMR(0.01)),
			"0.001": orNil(s.TARAtFMR(0.001)),
		},
		FNMRAtFMR:    map[string]*float64{},
		DPrime:       orNil(s.DPrime()),
		BestAccuracy: orNil(s.BestAccuracy()), BestThreshold: orNil(s.BestThreshold()),
	}
	if m.Threshold != nil {
		m.Accuracy = orNil(s.BalancedAccuracy(threshold))
	}
	for i, rate := range Rates {
		if fnmr, ok := s.FNMRAtFMR(rate); ok || i < alwaysListed {
			m.FNMRAtFMR[RateName(rate)] = orNil(fnmr, ok)
		}
	}
	return m
}

// MeasureWithIntervals is Measure with the intervals of Rounds rounds from Seed, which take a second or two where there are
// many pairs.
func MeasureWithIntervals(ctx context.Context, s Scores, threshold float64) (Metrics, error) {
	m := Measure(s, threshold)
	var err error
	m.Interval, err = s.Intervals(ctx, threshold, Seed, Rounds)
	return m, err
}

// orNil is nil for a figure without data.
func orNil(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

// OrNaN is NaN for a figure without data.
func OrNaN(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

// Known is a number that JSON can hold, nil for one that it can't.
func Known(v float64) *float64 { return orNil(v, errorrate.IsFinite(v)) }

// RateName writes a rate as people do: 0.001, never 1e-03.
func RateName(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) }
