package widgets

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// point is a place on an image, in pixels.
type point struct{ x, y float64 }

// pen draws smooth lines. It gathers their coverage on a mask, so that the joints of a line aren't inked twice, and
// can be used again without new memory.
type pen struct {
	mask *image.Alpha
}

func newPen(w, h int) *pen {
	p := &pen{}
	p.reset(w, h)
	return p
}

// reset makes the mask empty and w×h pixels large.
func (p *pen) reset(w, h int) {
	if p.mask == nil || p.mask.Rect.Dx() != w || p.mask.Rect.Dy() != h {
		p.mask = image.NewAlpha(image.Rect(0, 0, w, h))
		return
	}
	clear(p.mask.Pix)
}

// line draws a polyline, dashed where dash, the length of dashes and gaps, is above 0.
func (p *pen) line(pts []point, width, dash float64) {
	gone := 0.0
	for i := 1; i < len(pts); i++ {
		a, b := pts[i-1], pts[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if dash <= 0 || length == 0 {
			p.segment(a, b, width)
			continue
		}
		for from := 0.0; from < length; {
			phase := math.Mod(gone+from, 2*dash)
			on := phase < dash
			to := min(length, from+max(dash-math.Mod(phase, dash), 0.01))
			if on {
				p.segment(between(a, b, from/length), between(a, b, to/length), width)
			}
			from = to
		}
		gone += length
	}
}

func between(a, b point, t float64) point {
	return point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)}
}

// segment covers the pixels nearer than half the width to the segment a–b, with a smooth edge of one pixel.
func (p *pen) segment(a, b point, width float64) {
	reach := width/2 + 1
	area := image.Rect(
		int(min(a.x, b.x)-reach), int(min(a.y, b.y)-reach),
		int(max(a.x, b.x)+reach)+1, int(max(a.y, b.y)+reach)+1,
	).Intersect(p.mask.Rect)
	dx, dy := b.x-a.x, b.y-a.y
	square := dx*dx + dy*dy
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			px, py := float64(x)+0.5-a.x, float64(y)+0.5-a.y
			t := 0.0
			if square > 0 {
				t = max(0, min(1, (px*dx+py*dy)/square))
			}
			cover := max(0, min(1, width/2+0.5-math.Hypot(px-t*dx, py-t*dy)))
			if i := p.mask.PixOffset(x, y); uint8(cover*255) > p.mask.Pix[i] {
				p.mask.Pix[i] = uint8(cover * 255)
			}
		}
	}
}

// ink paints what was drawn since the last time onto an image of the mask's size.
func (p *pen) ink(dst draw.Image, c color.Color) {
	draw.DrawMask(dst, dst.Bounds(), image.NewUniform(c), image.Point{}, p.mask, image.Point{}, draw.Over)
	clear(p.mask.Pix)
}
