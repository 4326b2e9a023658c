package window

import (
	"context"
	"math"
	"time"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
)

// settleFor is how long the threshold must stay the same before intervals are taken there.
const settleFor = 200 * time.Millisecond

// atThreshold are the intervals of the rates at one threshold.
type atThreshold struct {
	threshold float64
	fmr, fnmr [2]float64
}

// setThreshold moves the threshold. The rates follow at once; their intervals, which take a bootstrap, when it stays.
func (t *evaluationTab) setThreshold(threshold float64) {
	t.threshold = threshold
	t.placeThreshold()
	t.showRates()
	t.showReset()
	t.settle()
}

// resetThreshold goes back to the model's own threshold.
func (t *evaluationTab) resetThreshold() {
	if t.scored != nil {
		t.setThreshold(t.scored.threshold)
	}
}

// placeThreshold puts the plot's line to the threshold.
func (t *evaluationTab) placeThreshold() {
	if t.scored == nil {
		t.plot.SetValue(math.NaN(), math.NaN(), 0, 1)
		return
	}
	t.plot.SetValue(t.threshold, t.scored.threshold, 0, t.scored.scores.Max())
}

// settle takes the intervals at the threshold once it stays where it is.
func (t *evaluationTab) settle() {
	t.settling()
	s, threshold := t.scored, t.threshold
	if s == nil || s.scores.People() < evaluate.LeastPeople || math.IsNaN(threshold) || t.around.threshold == threshold {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	timer := time.AfterFunc(settleFor, func() {
		b, err := s.scores.Bands(ctx, nil, []float64{threshold}, evaluate.Seed, evaluate.Rounds)
		if err != nil || len(b.FMR) == 0 {
			return
		}
		draw(func() {
			if ctx.Err() == nil && t.threshold == threshold {
				p := s.scores.At(threshold)
				t.around = atThreshold{
					threshold, errorrate.Widen(b.FMR[0].Ends(), p.FMR, s.scores.Impostor().N()), errorrate.Widen(b.FNMR[0].Ends(), p.FNMR, s.scores.Genuine().N()),
				}
				t.showRates()
			}
		})
	})
	t.settling = func() {
		cancel()
		timer.Stop()
	}
}
