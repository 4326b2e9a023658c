package evaluate

import "math"

// Half is the fixed threshold of the published experiment.
const Half = 0.5

// Metrics are the figures of one evaluation as they are reported. Rates are fractions; a figure without data is nil, which JSON
// shows as null.
type Metrics struct {
	// Genuine and Impostor count the pairs of each class.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
	// AUC and EER don't depend on a threshold.
	AUC *float64 `json:"auc"`
	EER *float64 `json:"eer"`
	// Accuracy is the balanced accuracy at Threshold, AccuracyAtHalf the one at Half.
	Accuracy       *float64 `json:"accuracy"`
	Threshold      *float64 `json:"threshold"`
	AccuracyAtHalf *float64 `json:"accuracy_at_half"`
	// TAR is the share of the genuine pairs accepted at the false match rates "0.01" and "0.001".
	TAR map[string]*float64 `json:"tar"`
}

// Measure takes the figures of scores, the accuracy at the model's own threshold. A threshold that is no finite number counts
// as none.
func Measure(s Scores, threshold float64) Metrics {
	usable := !math.IsNaN(threshold) && !math.IsInf(threshold, 0)
	m := Metrics{
		Genuine: s.genuine.N(), Impostor: s.impostor.N(),
		AUC: known(s.AUC()), EER: known(s.EER()),
		Threshold:      known(threshold, usable),
		AccuracyAtHalf: known(s.BalancedAccuracy(Half)),
		TAR: map[string]*float64{
			"0.01":  known(s.TARAtFMR(0.01)),
			"0.001": known(s.TARAtFMR(0.001)),
		},
	}
	if usable {
		m.Accuracy = known(s.BalancedAccuracy(threshold))
	}
	return m
}

func known(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}
