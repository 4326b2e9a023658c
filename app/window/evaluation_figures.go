package window

import (
	"math"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"gonum.org/v1/plot/font"

	"siamface/model/figure"
	"siamface/widgets"
)

// figureKinds are the figures in the order of their tabs.
var figureKinds = figure.ListKinds()

// drawing is what a figure is drawn of, with the words that it is drawn with.
type drawing struct {
	evaluation *evaluation
	kind       figure.Kind
	names      []string // of the curves
	style      func(dark bool) figure.Style
}

// makeFigure draws one of the figures with a threshold.
func (d *drawing) makeFigure(threshold float64, style figure.Style) figure.Figure {
	over := figure.Thresholds{Curve: d.evaluation.curve, Threshold: threshold}
	return d.kind.Draw(figure.Evaluation{Classes: d.evaluation.scores.Classes, Curves: d.makeCurves(threshold), Thresholds: over}, style)
}

// makeCurves are that of the model, with the point in use, and those of the baselines.
func (d *drawing) makeCurves(threshold float64) []figure.Curve {
	e := d.evaluation
	chosen := e.scores.At(threshold)
	curves := []figure.Curve{{Name: d.names[0], Curve: e.curve, Chosen: &chosen}}
	for i, b := range e.baseline {
		curves = append(curves, figure.Curve{Name: d.names[i+1], Curve: b.curve})
	}
	return curves
}

// fitResolution is the pixels an inch at which a figure's text is as high as the window's; a small picture has smaller text.
func fitResolution(size widgets.PictureSize) int {
	const most, least = 96, 48 // for a screen of scale 1
	const width, height = 4.5, 3.2
	fit := min(float64(size.Width)/width, float64(size.Height)/height)
	scale := float64(size.Scale)
	return int(math.Round(min(max(fit, least*scale), most*scale)))
}

// interfaceFace is the window's own typeface, for the figures in it; the figures' usual one where it can't be had.
var interfaceFace = sync.OnceValue(func() font.Font {
	face, err := figure.LoadFont(theme.DefaultTheme().Font(fyne.TextStyle{}).Content())
	if err != nil {
		return font.Font{}
	}
	return face
})
