package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// hatchGap is how far apart the lines of a hatching lie, along an axis.
const hatchGap = 4.2

// drawHatch fills a rectangle with rising diagonals. They lie on one grid for the whole canvas, so that neighbours join.
func drawHatch(c draw.Canvas, ink color.Color, r vg.Rectangle) {
	style := draw.LineStyle{Color: ink, Width: 0.7}
	first := math.Ceil(float64(r.Min.Y-r.Max.X) / hatchGap)
	last := math.Floor(float64(r.Max.Y-r.Min.X) / hatchGap)
	for k := first; k <= last; k++ {
		offset := vg.Length(k * hatchGap) // the line y = x + offset
		from, to := max(r.Min.X, r.Min.Y-offset), min(r.Max.X, r.Max.Y-offset)
		if from < to {
			c.StrokeLine2(style, from, from+offset, to, to+offset)
		}
	}
}
