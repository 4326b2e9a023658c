package widgets

import (
	"image"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

const (
	lineWidth = 2
	dashSize  = 5
	bleed     = 4 // what the plot reaches beyond its axes, so that lines keep their width and dots stay round
)

// CreateRenderer links the widget to its drawing.
func (c *LiveChart) CreateRenderer() fyne.WidgetRenderer {
	c.restyle()
	return &chartRenderer{c}
}

// chartRenderer differs from parts in that the legend's objects come and go with the series.
type chartRenderer struct{ c *LiveChart }

func (r *chartRenderer) Layout(size fyne.Size) { r.c.layout(size) }
func (r *chartRenderer) MinSize() fyne.Size    { return fyne.NewSize(160, 96) }
func (r *chartRenderer) Destroy()              {}

func (r *chartRenderer) Refresh() {
	r.c.restyle()
	r.c.layout(r.c.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.c)
}

func (r *chartRenderer) Objects() []fyne.CanvasObject {
	c := r.c
	objects := []fyne.CanvasObject{c.plot, c.head, c.none, c.axis}
	for i := range maxTicks {
		objects = append(objects, c.xTicks[i], c.yTicks[i])
	}
	for _, k := range c.legend {
		objects = append(objects, k)
	}
	return append(objects, c.cursor, c.readout)
}

func (c *LiveChart) restyle() {
	style(c, c.head, theme.ColorNameForeground, theme.SizeNameText)
	c.head.TextStyle.Bold, c.head.Text = true, c.title
	style(c, c.none, theme.ColorNamePlaceHolder, theme.SizeNameText)
	style(c, c.axis, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	c.axis.Text = c.xName
	c.cursor.FillColor = ink(c, theme.ColorNamePlaceHolder)
	for i := range maxTicks {
		for _, t := range []*canvas.Text{c.xTicks[i], c.yTicks[i]} {
			style(c, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
			t.TextStyle.Monospace = true
		}
	}
	for len(c.legend) < len(c.series) {
		c.legend = append(c.legend, newChartKey())
	}
	c.legend = c.legend[:len(c.series)]
	for i, s := range c.series {
		c.legend[i].set(s)
	}
}

func (c *LiveChart) layout(size fyne.Size) {
	head, line := lineHeight(c, theme.SizeNameText), lineHeight(c, theme.SizeNameCaptionText)
	filled := c.filled()
	c.setYTicks(size.Height - head - line)
	margin := min(c.axis.MinSize().Width, 64)
	for _, t := range c.yTicks {
		margin = max(margin, t.MinSize().Width)
	}
	c.origin = fyne.NewPos(margin+2*step, head+2*step)
	c.area = fyne.NewSize(max(size.Width-c.origin.X-2*step, 0), max(size.Height-c.origin.Y-line-step, 0))
	place(c.plot, c.origin.X-bleed, c.origin.Y-bleed, c.area.Width+2*bleed, c.area.Height+2*bleed)

	for i, v := range c.yValues {
		t := c.yTicks[i]
		m := t.MinSize()
		put(t, margin-m.Width, c.origin.Y+c.area.Height*float32(1-c.y(v))-m.Height/2)
	}
	c.layoutXTicks(c.origin.Y + c.area.Height + step)
	c.layoutLegend(size.Width)

	show(c.none, !filled)
	c.none.Text = elide(c.empty, c.area.Width, c.none.TextSize, c.none.TextStyle)
	m := c.none.MinSize()
	put(c.none, c.origin.X+(c.area.Width-m.Width)/2, c.origin.Y+(c.area.Height-m.Height)/2)
	c.showReadout()
}

// setYTicks labels as many values as the height has room for.
func (c *LiveChart) setYTicks(height float32) {
	values, decimals := niceTicks(c.bottom, c.top, max(min(int(height/32), 5), 1), 0)
	c.yValues = values[:min(len(values), maxTicks)]
	for i, t := range c.yTicks {
		t.Text = ""
		if i < len(c.yValues) && c.filled() {
			t.Text = writeTick(c.yValues[i], decimals)
		}
	}
}

// layoutXTicks labels the first epoch, round ones and the last one, and names the axis before them.
func (c *LiveChart) layoutXTicks(y float32) {
	values, _ := niceTicks(1, float64(c.total), max(min(int(c.area.Width/56), maxTicks-2), 1), 1)
	last := strconv.Itoa(c.total)
	end := c.origin.X + c.area.Width
	room := end - fyne.MeasureText(last, c.axis.TextSize, fyne.TextStyle{Monospace: true}).Width - 3*step
	if len(values) == 0 || values[0] > 1 {
		values = append([]float64{1}, values...)
	}
	if c.total > 1 {
		values = append(values, float64(c.total))
	}
	used := 0
	for i, v := range values {
		t := c.xTicks[used]
		t.Text = strconv.Itoa(int(v))
		m := t.MinSize()
		x := c.origin.X + c.area.Width*float32(c.x(int(v))) - m.Width/2
		if i < len(values)-1 && x+m.Width > room && c.total > 1 {
			continue
		}
		put(t, min(x, end+2*step-m.Width), y)
		used++
	}
	for _, t := range c.xTicks[used:] {
		t.Text = ""
	}
	c.axis.Text = elide(c.xName, c.origin.X-2*step, c.axis.TextSize, c.axis.TextStyle)
	put(c.axis, c.origin.X-2*step-c.axis.MinSize().Width, y)
}

// layoutLegend puts the keys at the right end of the head line, and the title before them as far as there is room.
func (c *LiveChart) layoutLegend(width float32) {
	x := width
	for i := len(c.legend) - 1; i >= 0; i-- {
		k := c.legend[i]
		m := k.MinSize()
		x -= m.Width
		place(k, x, 0, m.Width, m.Height)
		x -= 4 * step
	}
	c.head.Text = elide(c.title, x, c.head.TextSize, c.head.TextStyle)
	put(c.head, 0, 0)
}

// draw is the raster behind the texts: grid lines and series, w×h pixels.
func (c *LiveChart) draw(w, h int) image.Image {
	if c.img == nil || c.img.Rect.Dx() != w || c.img.Rect.Dy() != h {
		c.img = image.NewNRGBA(image.Rect(0, 0, w, h))
	}
	clear(c.img.Pix)
	c.pen.reset(w, h)
	if w == 0 || h == 0 || c.area.Width <= 0 {
		return c.img
	}
	unit := float64(w) / float64(c.area.Width+2*bleed)
	at := func(epoch int, v float64) point {
		return point{
			unit * (bleed + c.x(epoch)*float64(c.area.Width)),
			unit * (bleed + (1-c.y(v))*float64(c.area.Height)),
		}
	}
	for _, v := range c.yValues {
		y := math.Round(at(1, v).y) + 0.5
		c.pen.line([]point{{bleed * unit, y}, {float64(w) - bleed*unit, y}}, 1, 0)
	}
	c.pen.ink(c.img, ink(c, theme.ColorNameSeparator))
	for _, s := range c.series {
		c.drawSeries(s, unit, at)
		c.pen.ink(c.img, ink(c, s.Color))
	}
	return c.img
}

// drawSeries draws the runs of finite values; a value alone becomes a dot.
func (c *LiveChart) drawSeries(s Series, unit float64, at func(int, float64) point) {
	dash := 0.0
	if s.Dashed {
		dash = dashSize * unit
	}
	var run []point
	flush := func() {
		if len(run) == 1 {
			c.pen.line([]point{run[0], run[0]}, 2.5*lineWidth*unit, 0)
		}
		c.pen.line(run, lineWidth*unit, dash)
		run = run[:0]
	}
	for i, v := range s.Y[:min(len(s.Y), c.total)] {
		if finite(v) {
			run = append(run, at(i+1, v))
		} else {
			flush()
		}
	}
	flush()
}
