package window

import (
	"context"
	"image"
	"math"
	"slices"
	"strconv"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/app/session"
	"siamface/model/figure"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// curveCharts shows the loss and the accuracy of a training beside each other, as the file of its curves does.
type curveCharts struct {
	words   *session.Words
	charts  [2]*widgets.LiveChart
	content fyne.CanvasObject
	drawn   atomic.Pointer[curveDrawing]
	solved  bool // the recipe chosen has no epochs
}

// curveDrawing is what the charts are drawn of: it doesn't change, since they are drawn off Fyne's goroutine.
type curveDrawing struct {
	panels []figure.Panel
	style  figure.Style
}

func newCurveCharts(words *session.Words) *curveCharts {
	c := &curveCharts{words: words}
	for i := range c.charts {
		c.charts[i] = widgets.NewLiveChart(
			func(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
				return c.drawn.Load().drawPanel(i, size)
			},
			func(epoch int) []widgets.Number { return c.drawn.Load().readEpoch(i, epoch) },
		)
	}
	c.content = container.NewGridWithColumns(2, c.charts[0], c.charts[1])
	c.showEpochs(nil, defaultEpochs)
	return c
}

// showEpochs draws the epochs that are done of a total, or says why there are none.
func (c *curveCharts) showEpochs(history []train.Epoch, total int) {
	style := curveStyle(c.words)
	if len(history) == 0 {
		style.Labels.NoData = c.words.Text("training.nothing")
		if c.solved {
			style.Labels.NoData = c.words.Text("training.nocurves")
		}
	}
	panels := run.CurvePanels(history, style.Labels)
	for i := range panels {
		panels[i].Epochs = total
	}
	c.showPanels(panels, style)
}

// showPanels draws curves, the loss first.
func (c *curveCharts) showPanels(panels []figure.Panel, style figure.Style) {
	c.drawn.Store(&curveDrawing{panels, style})
	for _, chart := range c.charts {
		chart.Redraw()
	}
}

// curveStyle is how curves look and speak.
func curveStyle(words *session.Words) figure.Style {
	style := words.FigureStyle(false)
	style.Labels.Loss, style.Labels.Accuracy = words.Text("training.loss"), words.Text("training.accuracy")
	style.Labels.Epoch = words.Text("figure.epoch")
	return style
}

// drawPanel runs off Fyne's goroutine.
func (d *curveDrawing) drawPanel(panel int, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
	style := d.style
	style.Dark, style.Face = size.Dark, interfaceFace()
	img, axes, _ := drawBackdrop(figure.Curves(d.panels[panel:panel+1], style), size)
	return img, axes
}

// readEpoch are a panel's values at an epoch, nil where it has none.
func (d *curveDrawing) readEpoch(panel, epoch int) (rows []widgets.Number) {
	p := d.panels[panel]
	for _, s := range p.Series {
		switch {
		case epoch > len(s.Values) || math.IsNaN(s.Values[epoch-1]) || math.IsInf(s.Values[epoch-1], 0):
		case p.Share:
			rows = append(rows, widgets.Number{Label: s.Name, Value: format.Percent(s.Values[epoch-1], 0), Unit: "%"})
		default:
			rows = append(rows, widgets.Number{Label: s.Name, Value: strconv.FormatFloat(s.Values[epoch-1], 'g', 4, 64)})
		}
	}
	if rows == nil {
		return nil
	}
	return slices.Insert(rows, 0, widgets.Number{Label: d.style.Labels.Epoch, Value: strconv.Itoa(epoch)})
}

func (c *curveCharts) close() {
	for _, chart := range c.charts {
		chart.Close()
	}
}
