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

// listDrawings are the page's figures in their order.
func (d *Document) listDrawings() []drawing {
	t := d.threshold()
	list := []drawing{
		{"histogram", func(string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure {
				return figure.Histogram(d.scores.Classes, t, s)
			}
		}},
		{"rates", func(string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.Rates(d.thresholdFigure(t), s) }
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
			return func(s figure.Style) figure.Figure { return figure.Curves(d.trainingPanels(language), s) }
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
		list = append(list, figure.Curve{Name: wordOf(language, c.words), Curve: curve})
	}
	return list
}

func (d *Document) thresholdFigure(at float64) figure.Thresholds {
	t := figure.Thresholds{Curve: d.Curves[ThisModel], Threshold: at, Log: true}
	if sure := d.Protocol.Threshold.Sure; sure != nil && *sure != at {
		t.Second = *sure
	}
	return t
}

// trainingPanels are the training's loss and accuracy, the mean over the folds between the least and the greatest.
func (d *Document) trainingPanels(language string) []figure.Panel {
	l := figureLabels(language)
	panels := []figure.Panel{
		figure.LossPanel(d.averageSeries(func(h FoldHistory) []*float64 { return h.Loss }), d.averageSeries(func(h FoldHistory) []*float64 { return h.ValidationLoss }), l),
		figure.AccuracyPanel(d.averageSeries(func(h FoldHistory) []*float64 { return h.Accuracy }), d.averageSeries(func(h FoldHistory) []*float64 { return h.ValidationAccuracy }), l),
	}
	for i := range panels {
		if len(d.Training) > 1 {
			panels[i].Band = wordOf(language, "figure.band")
		}
	}
	return panels
}

// averageSeries takes mean, least and greatest over the folds, epoch by epoch.
func (d *Document) averageSeries(of func(FoldHistory) []*float64) figure.Series {
	var s figure.Series
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
