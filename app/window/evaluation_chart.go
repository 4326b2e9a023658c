package window

import (
	"context"
	"image"
	"math"
	"sync/atomic"
	"time"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/widgets"
)

// settleFor is how long the threshold must stay the same before intervals are taken there.
const settleFor = 200 * time.Millisecond

// atThreshold are the intervals of the rates at one threshold.
type atThreshold struct {
	threshold float64
	fmr, fnmr [2]float64
}

// evaluationChart shows one of the figures of what was evaluated, with the threshold to move.
type evaluationChart struct {
	t         *evaluationTab
	figures   *widgets.TabBar
	plot      *widgets.Plot
	threshold float64     // where it was moved to
	around    atThreshold // the intervals there
	settling  func()      // cancels what finds them
	drawn     atomic.Pointer[drawing]
}

func newEvaluationChart(t *evaluationTab) *evaluationChart {
	c := &evaluationChart{t: t, settling: func() {}, threshold: math.NaN()}
	c.figures = widgets.NewTabBar(len(figureKinds), func(int) { c.redraw() })
	c.plot = widgets.NewPlot(c.draw)
	c.plot.OnMoved = c.setThreshold
	return c
}

func (c *evaluationChart) retranslate() {
	words := c.t.Words
	var tabs []string
	for _, k := range figureKinds {
		tabs = append(tabs, words.Choose(k.Tab))
	}
	c.figures.SetWords(tabs...)
	c.plot.SetName(words.Text("figure.threshold"))
}

// begin puts the threshold to an evaluation's own.
func (c *evaluationChart) begin(e *evaluation) {
	c.threshold, c.around = e.threshold, atThreshold{threshold: math.NaN()}
}

// prepareDrawing takes the words along: they belong to Fyne's goroutine, the drawing doesn't.
func (c *evaluationChart) prepareDrawing() *drawing {
	light, dark := c.t.Words.FigureStyle(false), c.t.Words.FigureStyle(true)
	light.Face, dark.Face = interfaceFace(), interfaceFace()
	d := &drawing{evaluation: c.t.shown, kind: figureKinds[c.figures.Selected()], style: func(d bool) figure.Style {
		if d {
			return dark
		}
		return light
	}}
	if c.t.shown != nil {
		d.names = []string{c.t.shown.name}
		for _, b := range c.t.shown.baseline {
			d.names = append(d.names, c.t.Words.Text(b.key))
		}
	}
	return d
}

// redraw draws the figure anew, off Fyne's goroutine.
func (c *evaluationChart) redraw() {
	c.drawn.Store(c.prepareDrawing())
	c.plot.Redraw()
}

// draw runs off Fyne's goroutine.
func (c *evaluationChart) draw(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
	d := c.drawn.Load()
	if d == nil || d.evaluation == nil {
		return nil, widgets.PlotAxes{}
	}
	f := d.makeFigure(d.evaluation.threshold, d.style(size.Dark))
	img, axes, layOut := drawBackdrop(f, size)
	axes.Spot = func(threshold float64) (x, y float64, ok bool) { return layOut.Spot(d.evaluation.scores.At(threshold)) }
	return img, axes
}

// drawBackdrop draws a figure for a widget that shows a value above it.
func drawBackdrop(f figure.Figure, size widgets.PictureSize) (image.Image, widgets.PlotAxes, figure.Layout) {
	img, l, _ := figure.Backdrop(f, size.Width, size.Height, fitResolution(size))
	return img, widgets.PlotAxes{Left: l.Left, Right: l.Right, Top: l.Top, Bottom: l.Bottom, Low: l.Low, High: l.High}, l
}

// exportFigure saves the figure shown, with the threshold shown, as it is drawn in files: light, in the window's language.
func (c *evaluationChart) exportFigure() {
	if c.t.shown == nil {
		c.t.notice.say(c.t.Words.Text("evaluation.nothing"))
		return
	}
	f := c.shownFigure()
	c.t.askExport(figureKinds[c.figures.Selected()].Name, figure.Formats, func(path string) error { return figure.Save(path, f) })
}

// shownFigure is the figure shown, as it is drawn in files.
func (c *evaluationChart) shownFigure() figure.Figure {
	return c.prepareDrawing().makeFigure(c.threshold, c.t.Words.FigureStyle(false))
}

// setThreshold moves the threshold. The rates follow at once; their intervals, which take a bootstrap, when it stays.
func (c *evaluationChart) setThreshold(threshold float64) {
	c.threshold = threshold
	c.placeThreshold()
	c.t.tiles.show()
	c.t.numbers.showRates()
	c.t.numbers.showReset()
	c.t.pairs.markErrors()
	c.settle()
}

// resetThreshold goes back to the model's own threshold.
func (c *evaluationChart) resetThreshold() {
	if c.t.shown != nil {
		c.setThreshold(c.t.shown.threshold)
	}
}

// placeThreshold puts the plot's line to the threshold.
func (c *evaluationChart) placeThreshold() {
	if c.t.shown == nil {
		c.plot.SetValue(math.NaN(), math.NaN(), 0, 1)
		return
	}
	c.plot.SetValue(c.threshold, c.t.shown.threshold, 0, c.t.shown.scores.Max())
}

// settle takes the intervals at the threshold once it stays where it is.
func (c *evaluationChart) settle() {
	c.settling()
	s, threshold := c.t.shown, c.threshold
	if s == nil || s.scores.People() < evaluate.LeastPeople || math.IsNaN(threshold) || c.around.threshold == threshold {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	timer := time.AfterFunc(settleFor, func() {
		b, err := s.scores.Bands(ctx, nil, []float64{threshold}, evaluate.Seed, evaluate.Rounds)
		if err != nil || len(b.FMR) == 0 {
			return
		}
		draw(func() {
			if ctx.Err() == nil && c.threshold == threshold {
				p := s.scores.At(threshold)
				c.around = atThreshold{
					threshold, errorrate.WidenUnseen(b.FMR[0].Ends(), p.FMR, s.scores.Impostor().N()), errorrate.WidenUnseen(b.FNMR[0].Ends(), p.FNMR, s.scores.Genuine().N()),
				}
				c.t.tiles.show()
				c.t.numbers.showRates()
			}
		})
	})
	c.settling = func() {
		cancel()
		timer.Stop()
	}
}

func (c *evaluationChart) close() {
	c.settling()
	c.plot.Close()
}
