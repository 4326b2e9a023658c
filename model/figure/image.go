package figure

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Below minDPI the text of 9 points has too few pixels to read; above maxDPI it would only grow with a large window.
const (
	minDPI = 80
	maxDPI = 160
)

// maxPixels bounds a picture for the window, in each direction.
const maxPixels = 1 << 14

// Image draws a figure for a window at width×height pixels, each held to 1 … 16384. The resolution follows from the size: as
// if the figure had its natural size, as long as the text then stays legible. It is ImageAt with that resolution.
func Image(f Figure, width, height int) image.Image {
	w, h := f.Size()
	fit := min(float64(width)/float64(w/vg.Inch), float64(height)/float64(h/vg.Inch))
	return ImageAt(f, width, height, int(min(max(fit, minDPI), maxDPI)))
}

// ImageAt draws a figure at width×height pixels and a resolution of dpi pixels an inch, which sets the size of the text: 96
// times the screen's scale gives the points that a document has.
func ImageAt(f Figure, width, height, dpi int) image.Image {
	c := newPixelCanvas(width, height, dpi)
	f.Draw(draw.New(c))
	return c.Image()
}

// HeightFor returns the height in pixels at which a figure of the given width has its natural proportions: what a long
// network needs to scroll through.
func HeightFor(f Figure, width int) int {
	w, h := f.Size()
	return int(math.Ceil(float64(width) * float64(h/w)))
}

// ImagePart draws what a view of width×height pixels shows of a figure that is w×h pixels large and whose upper left corner lies at
// (x, y): the figure may be far larger than the view. The resolution follows from the view's scale, as with ImageAt.
func ImagePart(f Figure, width, height, dpi int, x, y, w, h float64) image.Image {
	c := newPixelCanvas(width, height, dpi)
	view := draw.New(c)
	length := func(pixels float64) vg.Length { return vg.Length(pixels) * vg.Inch / vg.Length(max(dpi, 1)) }
	view.Rectangle = vg.Rectangle{
		Min: vg.Point{X: length(x), Y: view.Max.Y - length(y+h)},
		Max: vg.Point{X: length(x + w), Y: view.Max.Y - length(y)},
	}
	f.Draw(view)
	return c.Image()
}
