package evaluate_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

// recorded is a case of testdata/cases.json, whose field about says how its figures came about.
type recorded struct {
	Name              string
	Genuine, Impostor []float64
	AUC, EER          float64
	Accuracy          float64
	BestAccuracy      float64             `json:"best_accuracy"`
	DPrime            *float64            `json:"d_prime"`
	FNMRAtFMR         map[string]*float64 `json:"fmr_fnmr"`
	FMR, TAR          []float64           // of roc_curve
	DETFMR            []float64           `json:"det_fmr"`
	DETFNMR           []float64           `json:"det_fnmr"`
}

func TestMetricsAgreeWithRecordedCases(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []recorded }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 7 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			s := scoresOf(t, c.Genuine, c.Impostor)
			m := evaluate.Measure(s, 0.5)
			near(t, "AUC", m.AUC, &c.AUC)
			near(t, "EER", m.EER, &c.EER)
			near(t, "d′", m.DPrime, c.DPrime)
			near(t, "accuracy", m.Accuracy, &c.Accuracy)
			near(t, "best accuracy", m.BestAccuracy, &c.BestAccuracy)
			if len(m.FNMRAtFMR) != len(c.FNMRAtFMR) {
				t.Errorf("FNMR at %d rates, want %d", len(m.FNMRAtFMR), len(c.FNMRAtFMR))
			}
			for rate, want := range c.FNMRAtFMR {
				near(t, "FNMR at "+rate, m.FNMRAtFMR[rate], want)
			}
			compareCurve(t, s.Curve().Points, c)
		})
	}
}

// compareCurve wants all points of roc_curve in order, and those of det_curve, which leaves some out, among them.
func compareCurve(t *testing.T, points []errorrate.Point, c recorded) {
	t.Helper()
	if c.FMR == nil {
		return
	}
	if len(points) != len(c.FMR) {
		t.Fatalf("%d points, want %d", len(points), len(c.FMR))
	}
	for i, p := range points {
		if math.Abs(p.FMR-c.FMR[i]) > 1e-12 || math.Abs(1-p.FNMR-c.TAR[i]) > 1e-12 {
			t.Errorf("point %d: %+v, want FMR %v, TAR %v", i, p, c.FMR[i], c.TAR[i])
		}
	}
	for i := range c.DETFMR {
		found := false
		for _, p := range points {
			found = found || math.Abs(p.FMR-c.DETFMR[i]) < 1e-12 && math.Abs(p.FNMR-c.DETFNMR[i]) < 1e-12
		}
		if !found {
			t.Errorf("no point with FMR %v, FNMR %v", c.DETFMR[i], c.DETFNMR[i])
		}
	}
}
