package figure

import (
	"image"
	"image/color"
	"math"

	"siamface/model/errorrate"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Layout says where a figure's plot lies on a picture. Places are fractions of the picture's width and height, counted from
// the top left corner.
type Layout struct {
	Left, Right, Top, Bottom float64 // the area between the axes
	// Low and High are the thresholds or epochs at Left and Right, where the horizontal axis has such; else both are NaN.
	Low, High float64

	place      func(errorrate.Point) plotter.XY
	xLow, xEnd float64
	yLow, yEnd float64
}

// backdrop is a figure that can leave out what shows a chosen threshold, and say where it would be.
type backdrop interface {
	// drawOn is Draw; where bare, without the chosen threshold. It returns nothing where there is no room for a plot.
	drawOn(c draw.Canvas, bare bool) (area draw.Canvas, axes *plot.Plot)
	// placing is where an operating point lies, in the coordinates of the axes, and whether the horizontal one has thresholds or epochs.
	placing() (place func(errorrate.Point) plotter.XY, valued bool)
}

// Backdrop draws a figure like ImageAt, but without the line and the marks of a chosen threshold. It keeps their room: who shows the
// picture draws them above it, where the layout says, and can move them without a new picture. Curves of a single panel have a layout
// too. ok is false where there is no room for a plot, and for a figure without such axes, which is drawn as it is.
func Backdrop(f Figure, width, height, dpi int) (img image.Image, layout Layout, ok bool) {
	b, known := f.(backdrop)
	if !known {
		return ImageAt(f, width, height, dpi), Layout{}, false
	}
	c := newPixelCanvas(width, height, dpi)
	whole := draw.New(c)
	area, axes := b.drawOn(whole, true)
	if axes == nil {
		return c.Image(), Layout{}, false
	}
	size := whole.Size()
	l := Layout{
		Left: float64(area.Min.X / size.X), Right: float64(area.Max.X / size.X),
		Top: 1 - float64(area.Max.Y/size.Y), Bottom: 1 - float64(area.Min.Y/size.Y),
		Low: math.NaN(), High: math.NaN(), xLow: axes.X.Min, xEnd: axes.X.Max, yLow: axes.Y.Min, yEnd: axes.Y.Max,
	}
	valued := false
	if l.place, valued = b.placing(); valued {
		l.Low, l.High = l.xLow, l.xEnd
	}
	return c.Image(), l, true
}

// Spot is the place of an operating point. ok is false outside the plot.
func (l Layout) Spot(p errorrate.Point) (x, y float64, ok bool) {
	if l.place == nil {
		return 0, 0, false
	}
	at := l.place(p)
	right, up := (at.X-l.xLow)/(l.xEnd-l.xLow), (at.Y-l.yLow)/(l.yEnd-l.yLow)
	const slack = 1e-9
	inside := func(v float64) bool { return v >= -slack && v <= 1+slack } // not NaN
	return l.Left + right*(l.Right-l.Left), l.Bottom - up*(l.Bottom-l.Top), inside(right) && inside(up)
}

// newPixelCanvas is a canvas of width×height pixels at dpi pixels an inch.
func newPixelCanvas(width, height, dpi int) *vgimg.Canvas {
	width, height = min(max(width, 1), maxPixels), min(max(height, 1), maxPixels)
	return vgimg.NewWith(vgimg.UseImage(image.NewRGBA(image.Rect(0, 0, width, height))), vgimg.UseDPI(max(dpi, 1)))
}

// ring marks a chosen operating point, larger than any other mark and hollow, so that one below it is seen.
type ring struct {
	ink color.Color
	at  plotter.XY
}

// Plot implements plot.Plotter.
func (r ring) Plot(c draw.Canvas, p *plot.Plot) {
	for _, at := range placePoints(&c, p, plotter.XYs{r.at}) {
		c.DrawGlyph(draw.GlyphStyle{Color: r.ink, Radius: ringRadius, Shape: draw.RingGlyph{}}, at)
	}
}

const ringRadius = vg.Length(6)
