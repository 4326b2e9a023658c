package window

import (
	"context"
	"image"
	"math"

	"siamface/model/figure"
	"siamface/widgets"
)

// The figures in the order of their tabs.
const (
	histogramFigure = iota
	rocFigure
	detFigure
	ratesFigure
	calibrationFigure
	figureCount
)

// figureFiles are the names that figures are saved under, unless the user says otherwise.
var figureFiles = [figureCount]string{"histogram", "roc", "det", "fmr-fnmr", "calibration"}

// drawing is what a figure is drawn of, with the words that it is drawn with.
type drawing struct {
	scored *scored
	kind   int
	names  []string // of the curves
	style  func(dark bool) figure.Style
}

// drawing takes the words along: they belong to Fyne's goroutine, the drawing doesn't.
func (t *evaluationTab) drawing() *drawing {
	light, dark := t.w.style(false), t.w.style(true)
	d := &drawing{scored: t.scored, kind: t.figures.Selected(), style: func(d bool) figure.Style {
		if d {
			return dark
		}
		return light
	}}
	if t.scored != nil {
		d.names = []string{t.scored.name}
		for _, b := range t.scored.baseline {
			d.names = append(d.names, t.w.t(b.key))
		}
	}
	return d
}

// redraw draws the figure anew, off Fyne's goroutine.
func (t *evaluationTab) redraw() {
	t.drawn.Store(t.drawing())
	t.plot.Redraw()
}

// draw runs off Fyne's goroutine.
func (t *evaluationTab) draw(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
	d := t.drawn.Load()
	if d == nil || d.scored == nil {
		return nil, widgets.PlotAxes{}
	}
	f := d.figure(d.scored.threshold, d.style(size.Dark))
	img, l, _ := figure.Backdrop(f, size.Width, size.Height, resolution(size))
	return img, widgets.PlotAxes{
		Left: l.Left, Right: l.Right, Top: l.Top, Bottom: l.Bottom, Low: l.Low, High: l.High,
		Spot: func(threshold float64) (x, y float64, ok bool) { return l.Spot(d.scored.scores.At(threshold)) },
	}
}

// figure draws one of the figures with a threshold.
func (d *drawing) figure(threshold float64, style figure.Style) figure.Figure {
	s := d.scored
	over := figure.Thresholds{Curve: s.curve, Threshold: threshold}
	switch d.kind {
	case rocFigure:
		return figure.ROC(d.curves(threshold), style)
	case detFigure:
		return figure.DET(d.curves(threshold), style)
	case ratesFigure:
		return figure.Rates(over, style)
	case calibrationFigure:
		return figure.Calibration(over, style)
	}
	return figure.Histogram(s.scores.Classes, threshold, style)
}

// curves are that of the model, with the point in use, and those of the baselines.
func (d *drawing) curves(threshold float64) []figure.Curve {
	s := d.scored
	chosen := s.scores.At(threshold)
	curves := []figure.Curve{{Name: d.names[0], Curve: s.curve, Chosen: &chosen}}
	for i, b := range s.baseline {
		curves = append(curves, figure.Curve{Name: d.names[i+1], Curve: b.curve})
	}
	return curves
}

// resolution is the pixels an inch at which a figure's text is as high as the window's; a small picture has smaller text.
func resolution(size widgets.PictureSize) int {
	const most, least = 96, 48 // for a screen of scale 1
	const width, height = 4.5, 3.2
	fit := min(float64(size.Width)/width, float64(size.Height)/height)
	scale := float64(size.Scale)
	return int(math.Round(min(max(fit, least*scale), most*scale)))
}

// export saves the figure shown, with the threshold shown, as it is drawn in files: light, in the window's language.
func (t *evaluationTab) export() {
	if t.scored == nil {
		t.w.notice.say(t.w.t("evaluation.nothing"))
		return
	}
	f := t.shownFigure()
	t.w.askExport(figureFiles[t.figures.Selected()], figure.Formats, func(path string) error { return figure.Save(path, f) })
}

// shownFigure is the figure shown, as it is drawn in files.
func (t *evaluationTab) shownFigure() figure.Figure {
	return t.drawing().figure(t.threshold, t.w.style(false))
}
