package widgets

import (
	"image"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Series is one line of a LiveChart. Y[i] belongs to epoch i+1; NaN and infinities leave a gap.
type Series struct {
	Name   string
	Dashed bool
	Color  fyne.ThemeColorName
	Y      []float64
}

// LiveChart draws lines over the epochs of a training that is still going on. The epochs reach from 1 to a known total,
// so that the lines grow from left to right and nothing moves but the scale of the values. Pointing at an epoch
// shows its values. SetSeries is cheap enough for 15 calls a second.
type LiveChart struct {
	widget.BaseWidget
	title, xName, empty string
	total               int
	series              []Series
	top                 float64 // the largest value on the axis
	bottom              float64 // the smallest, 0 unless some value is below
	hover               int     // epoch pointed at, 0: none

	plot             *canvas.Raster
	pen              pen
	img              *image.NRGBA
	head, none, axis *canvas.Text
	xTicks, yTicks   []*canvas.Text
	yValues          []float64
	legend           []*chartKey
	readout          *chartReadout
	cursor           *canvas.Rectangle
	area             fyne.Size // of the plot, in units
	origin           fyne.Position
}

const maxTicks = 12

var _ desktop.Hoverable = (*LiveChart)(nil)

// NewLiveChart makes an empty chart with a title, the name of its x axis ("epoch"), and the sentence to show while there
// is nothing to draw.
func NewLiveChart(title, xName, empty string) *LiveChart {
	c := &LiveChart{
		title: title, xName: xName, empty: empty, total: 1, top: 1,
		head: canvas.NewText("", nil), none: canvas.NewText("", nil), axis: canvas.NewText("", nil),
		cursor: canvas.NewRectangle(nil), readout: newChartReadout(),
	}
	c.plot = canvas.NewRaster(c.draw)
	for range maxTicks {
		c.xTicks = append(c.xTicks, canvas.NewText("", nil))
		c.yTicks = append(c.yTicks, canvas.NewText("", nil))
	}
	c.ExtendBaseWidget(c)
	return c
}

// SetWords changes the words.
func (c *LiveChart) SetWords(title, xName, empty string) {
	c.title, c.xName, c.empty = title, xName, empty
	c.Refresh()
}

// SetTotal sets the number of epochs that the x axis covers.
func (c *LiveChart) SetTotal(epochs int) {
	c.total = max(epochs, 1)
	c.Refresh()
}

// SetSeries shows the lines' values so far; they are copied. Where names and styles stay, only the picture is drawn anew.
func (c *LiveChart) SetSeries(series []Series) {
	same := len(series) == len(c.series)
	for i := 0; same && i < len(series); i++ {
		a, b := series[i], c.series[i]
		same = a.Name == b.Name && a.Dashed == b.Dashed && a.Color == b.Color
	}
	if !same {
		c.series = make([]Series, len(series))
	}
	filled := c.filled()
	for i, s := range series {
		y := append(c.series[i].Y[:0], s.Y...)
		c.series[i] = s
		c.series[i].Y = y
	}
	top, bottom := c.top, c.bottom
	c.measure()
	if same && filled == c.filled() && top == c.top && bottom == c.bottom {
		c.showReadout()
		c.plot.Refresh()
		return
	}
	c.Refresh()
}

func (c *LiveChart) filled() bool {
	for _, s := range c.series {
		for _, v := range s.Y {
			if finite(v) {
				return true
			}
		}
	}
	return false
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// measure finds the range of the values' axis: round numbers, so that it changes seldom.
func (c *LiveChart) measure() {
	lo, hi := 0.0, 0.0
	for _, s := range c.series {
		for _, v := range s.Y {
			if finite(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if hi == lo {
		hi = lo + 1
	}
	ticks, _ := niceTicks(lo, hi, 5, 0)
	step := 1.0
	if len(ticks) > 1 {
		step = ticks[1] - ticks[0]
	}
	c.bottom, c.top = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
}

// MouseIn begins to follow the pointer.
func (c *LiveChart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved shows the values of the nearest epoch.
func (c *LiveChart) MouseMoved(e *desktop.MouseEvent) {
	epoch := 0
	if c.filled() && c.area.Width > 0 {
		at := (e.Position.X - c.origin.X) / c.area.Width
		epoch = 1 + int(math.Round(float64(at)*float64(c.total-1)))
		if at < -0.02 || at > 1.02 {
			epoch = 0
		}
	}
	c.setHover(min(epoch, c.total))
}

// MouseOut hides the values.
func (c *LiveChart) MouseOut() { c.setHover(0) }

func (c *LiveChart) setHover(epoch int) {
	if epoch != c.hover {
		c.hover = epoch
		c.showReadout()
	}
}

// showReadout writes the values of the epoch pointed at beside it.
func (c *LiveChart) showReadout() {
	var rows []readoutRow
	for _, s := range c.series {
		if c.hover > 0 && c.hover <= len(s.Y) && finite(s.Y[c.hover-1]) {
			rows = append(rows, readoutRow{s.Name, strconv.FormatFloat(s.Y[c.hover-1], 'f', c.decimals()+2, 64)})
		}
	}
	show(c.cursor, len(rows) > 0)
	c.readout.set(c.xName+" "+strconv.Itoa(c.hover), rows)
	if len(rows) == 0 {
		return
	}
	x := c.origin.X + float32(c.x(c.hover))*c.area.Width
	place(c.cursor, x, c.origin.Y, 1, c.area.Height)
	size := c.readout.MinSize()
	left := x + 2*step
	if left+size.Width > c.origin.X+c.area.Width {
		left = max(x-2*step-size.Width, 0)
	}
	place(c.readout, left, c.origin.Y+step, size.Width, size.Height)
}

func (c *LiveChart) decimals() int {
	_, d := niceTicks(c.bottom, c.top, 5, 0)
	return d
}

// x is the place of an epoch on the axis, y that of a value above it, both from 0 to 1.
func (c *LiveChart) x(epoch int) float64 {
	if c.total == 1 {
		return 0.5
	}
	return float64(epoch-1) / float64(c.total-1)
}

func (c *LiveChart) y(v float64) float64 {
	return (v - c.bottom) / (c.top - c.bottom)
}
