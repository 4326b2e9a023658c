package report

import (
	"cmp"
	"math"
	"slices"

	"siamface/model/figure"
	"siamface/model/verify"
)

// drawing is a figure of the page.
type drawing struct {
	name        string
	title, note text
	draw        func(language string) func(figure.Style) figure.Figure
}

// listDrawings are the page's figures: first those over distances, then those over rates, then the training's.
func (d *Document) listDrawings() []drawing {
	kinds := figure.ListKinds()
	slices.SortStableFunc(kinds, func(a, b figure.Kind) int { return cmp.Compare(orderOf(a), orderOf(b)) })
	t := d.threshold()
	var list []drawing
	for _, k := range kinds {
		if !k.Note.Whole() {
			continue
		}
		list = append(list, drawing{k.Name, wordedText(k.Title), wordedText(k.Note), func(language string) func(figure.Style) figure.Figure {
			e := figure.Evaluation{Classes: d.scores.Classes, Curves: d.figureCurves(language), Thresholds: d.thresholdFigure(t)}
			return func(s figure.Style) figure.Figure { return k.Draw(e, s) }
		}})
	}
	if len(d.Training) > 0 {
		list = append(list, drawing{"training", textOf("figure.training"), textOf("figure.training.note"), func(language string) func(figure.Style) figure.Figure {
			return func(s figure.Style) figure.Figure { return figure.Curves(d.trainingPanels(language), s) }
		}})
	}
	return list
}

// orderOf is where figures of a kind stand on the page.
func orderOf(k figure.Kind) int {
	if k.OverDistances {
		return 0
	}
	return 1
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
