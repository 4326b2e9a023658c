package report

import (
	"math"

	"siamface/model/figure"
	"siamface/model/verify"
)

// drawing is a figure of the page, by the name of its words.
type drawing struct {
	name string
	draw func(language string) func(figure.Style) figure.Figure
}

// drawings are the page's figures in their order.
func (d *Document) drawings() []drawing {
	t := d.threshold()
	list := []drawing{
		{"histogram", func(string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure {
				return figure.Histogram(d.scores.Genuine(), d.scores.Impostor(), t, s)
			}
		}},
		{"rates", func(string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.Rates(d.thresholds(t), s) }
		}},
		{"roc", func(language string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.ROC(d.figureCurves(language), s) }
		}},
		{"det", func(language string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.DET(d.figureCurves(language), s) }
		}},
	}
	if len(d.Training) > 0 {
		list = append(list, drawing{"training", func(language string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.Curves(d.panels(language), s) }
		}})
	}
	return list
}

// threshold is the one to draw, the folds' mean where each has its own; NaN where there is none.
func (d *Document) threshold() float64 {
	switch {
	case d.Protocol.Threshold.Value != nil:
		return *d.Protocol.Threshold.Value
	case d.Test.Threshold != nil:
		return *d.Test.Threshold
	}
	return math.NaN()
}

// figureCurves are the curves of ROC and DET, what was evaluated first.
func (d *Document) figureCurves(language string) []figure.Curve {
	var list []figure.Curve
	for _, c := range []struct{ name, words string }{
		{ThisModel, "column.model"}, {verify.BaselineUntrained, "column.untrained"}, {verify.BaselinePixels, "column.pixels"},
	} {
		curve, ok := d.Curves[c.name]
		if !ok || c.name == verify.BaselineUntrained && !d.Method.Trained { // it is the same curve
			continue
		}
		list = append(list, figure.Curve{
			Name: word(language, c.words), Points: points(curve), Band: band(curve.FNMRAtFMR), Genuine: curve.Genuine, Impostors: curve.Impostor,
		})
	}
	return list
}

func points(c Curve) []figure.RatePoint {
	list := make([]figure.RatePoint, len(c.Points))
	for i, p := range c.Points {
		list[i] = figure.RatePoint{Threshold: p.Threshold, FMR: p.FMR, FNMR: p.FNMR}
	}
	return list
}

func band(intervals []Interval) []figure.Interval {
	list := make([]figure.Interval, len(intervals))
	for i, b := range intervals {
		list[i] = figure.Interval{At: b.At, Low: b.Low, High: b.High}
	}
	return list
}

func (d *Document) thresholds(at float64) figure.Thresholds {
	c := d.Curves[ThisModel]
	t := figure.Thresholds{
		Points: points(c), FMR: band(c.FMR), FNMR: band(c.FNMR), Threshold: at, Log: true, Genuine: c.Genuine, Impostors: c.Impostor,
	}
	if sure := d.Protocol.Threshold.Sure; sure != nil && *sure != at {
		t.Second = *sure
	}
	return t
}

// panels are the training's loss and accuracy, the mean over the folds between the least and the greatest.
func (d *Document) panels(language string) []figure.Panel {
	w := func(key string) string { return word(language, key) }
	two := func(title string, training, validation func(FoldHistory) []*float64) figure.Panel {
		p := figure.Panel{Title: title, Series: []figure.Series{d.series(w("label.train"), training), d.series(w("label.validation"), validation)}}
		p.Series[1].Dashed = true
		if len(d.Training) > 1 {
			p.Band = w("figure.band")
		}
		return p
	}
	loss := two(w("label.loss"), func(h FoldHistory) []*float64 { return h.Loss }, func(h FoldHistory) []*float64 { return h.ValidationLoss })
	accuracy := two(w("label.accuracy"), func(h FoldHistory) []*float64 { return h.Accuracy }, func(h FoldHistory) []*float64 { return h.ValidationAccuracy })
	accuracy.Share, accuracy.UpTo = true, 1
	return []figure.Panel{loss, accuracy}
}

// series takes mean, least and greatest over the folds, epoch by epoch.
func (d *Document) series(name string, of func(FoldHistory) []*float64) figure.Series {
	s := figure.Series{Name: name}
	for epoch := 0; ; epoch++ {
		sum, n, low, high := 0.0, 0, math.Inf(1), math.Inf(-1)
		more := false
		for _, h := range d.Training {
			if values := of(h); epoch < len(values) {
				more = true
				if v := values[epoch]; v != nil {
					sum, n, low, high = sum+*v, n+1, min(low, *v), max(high, *v)
				}
			}
		}
		if !more {
			return s
		}
		s.Values, s.Low, s.High = append(s.Values, sum/float64(n)), append(s.Low, low), append(s.High, high)
	}
}
