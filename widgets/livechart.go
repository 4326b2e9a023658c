package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// LiveChart shows the picture of curves that grow with each epoch. Pointing at an epoch shows its values. Redraw may be called at
// every epoch, however fast they come. Close when it's no longer used.
type LiveChart struct {
	widget.BaseWidget
	plotPicture
	read           func(epoch int) []Number
	epoch          int  // pointed at; 0: none
	drawing, again bool // again: what is being drawn is out of date

	cursor, card *canvas.Rectangle
	values       *NumberTable
}

var _ desktop.Hoverable = (*LiveChart)(nil)

// NewLiveChart makes a chart whose picture has an axis of epochs. read gives the values of an epoch, nil where it has none.
func NewLiveChart(render RenderPlot, read func(epoch int) []Number) *LiveChart {
	c := &LiveChart{read: read, cursor: canvas.NewRectangle(nil), card: canvas.NewRectangle(nil), values: NewNumberTable()}
	c.startPicture(render, c.pictured)
	c.ExtendBaseWidget(c)
	c.showValues()
	return c
}

// Redraw draws the curves anew. While they are being drawn it waits, so that each picture that is begun is seen.
func (c *LiveChart) Redraw() {
	c.again = c.drawing
	if !c.drawing {
		c.drawing = true
		c.plotPicture.Redraw()
	}
	c.showValues()
}

func (c *LiveChart) pictured() {
	c.drawing = false
	if c.again {
		c.Redraw()
	}
	c.showValues()
}

// MouseIn begins to follow the pointer.
func (c *LiveChart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved shows the values of the nearest epoch.
func (c *LiveChart) MouseMoved(e *desktop.MouseEvent) {
	const slack = 0.02
	epoch, span := 0, c.axes.High-c.axes.Low
	if at := c.valueAt(e.Position.X); c.hasScale() && at >= c.axes.Low-slack*span && at <= c.axes.High+slack*span {
		epoch = int(math.Round(min(max(at, c.axes.Low), c.axes.High)))
	}
	c.setEpoch(epoch)
}

// MouseOut hides the values.
func (c *LiveChart) MouseOut() { c.setEpoch(0) }

func (c *LiveChart) setEpoch(epoch int) {
	if epoch != c.epoch {
		c.epoch = epoch
		c.showValues()
	}
}

// showValues writes the values of the epoch pointed at beside it.
func (c *LiveChart) showValues() {
	var rows []Number
	if c.epoch > 0 && c.hasScale() {
		rows = c.read(c.epoch)
	}
	for _, o := range []fyne.CanvasObject{c.cursor, c.card, c.values} {
		show(o, len(rows) > 0)
	}
	if len(rows) == 0 {
		return
	}
	c.values.SetNumbers(rows)
	corner, area := c.locateArea()
	x := c.lineOf(float64(c.epoch))
	place(c.cursor, x, corner.Y, 1, area.Height)
	size := c.values.fullSize()
	left, width := x+2*step, size.Width+2*step // the table has room at its right end
	if left+width > corner.X+area.Width {
		left = max(x-2*step-width, 0)
	}
	place(c.card, left, corner.Y+step, width, size.Height+2*step)
	place(c.values, left+2*step, corner.Y+2*step, size.Width, size.Height)
}

// CreateRenderer links the widget to its drawing.
func (c *LiveChart) CreateRenderer() fyne.WidgetRenderer {
	c.applyStyle()
	return &parts{
		of: c, applyStyle: c.applyStyle, minSize: c.picture.MinSize,
		objects: []fyne.CanvasObject{c.picture, c.cursor, c.card, c.values},
		asIs:    func(o fyne.CanvasObject) bool { return o == fyne.CanvasObject(c.picture) },
		layOut: func(size fyne.Size) {
			place(c.picture, 0, 0, size.Width, size.Height)
			c.showValues()
		},
	}
}

func (c *LiveChart) applyStyle() {
	c.cursor.FillColor = ink(c, theme.ColorNamePlaceHolder)
	c.card.FillColor, c.card.StrokeColor = ink(c, theme.ColorNameOverlayBackground), ink(c, theme.ColorNameInputBorder)
	c.card.StrokeWidth, c.card.CornerRadius = 1, step
}
