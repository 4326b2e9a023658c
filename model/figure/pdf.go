package figure

import (
	"image"
	"image/color"
	"image/draw"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// fixDates makes PDF files of equal figures equal: without it they carry the time of writing.
var fixDates = sync.OnceFunc(func() {
	epoch := time.Unix(0, 0).UTC()
	fpdf.SetDefaultCreationDate(epoch)
	fpdf.SetDefaultModificationDate(epoch)
	fpdf.SetDefaultCatalogSort(true)
})

// outliner draws as shapes the text that the PDF canvas can't embed: it knows only the Western code page 1252 and TrueType
// outlines, and loses the fonts that aren't of regular weight. It also keeps translucent colours bright, and pictures in their order.
type outliner struct {
	*vgpdf.Canvas
	widths map[int]bool // of the pictures drawn
}

// DrawImage implements vg.Canvas. The file's pictures are sorted by width, and those of one width come in any order: no two get the same,
// by clear columns at the right, so that equal figures are equal files.
func (o outliner) DrawImage(where vg.Rectangle, img image.Image) {
	size := img.Bounds().Size()
	width := size.X
	for o.widths[width] {
		width++
	}
	o.widths[width] = true
	if width > size.X {
		wider := image.NewNRGBA(image.Rect(0, 0, width, size.Y))
		draw.Draw(wider, wider.Bounds(), img, img.Bounds().Min, draw.Src)
		where.Max.X = where.Min.X + where.Size().X*vg.Length(width)/vg.Length(size.X)
		img = wider
	}
	o.Canvas.DrawImage(where, img)
}

// SetColor implements vg.Canvas.
func (o outliner) SetColor(c color.Color) { o.Canvas.SetColor(straight{c}) }

// straight is a colour that isn't multiplied by how opaque it is: the PDF canvas takes it for that.
type straight struct{ color.Color }

// RGBA implements color.Color, but for the multiplication.
func (s straight) RGBA() (r, g, b, a uint32) {
	c := color.NRGBA64Model.Convert(s.Color).(color.NRGBA64)
	return uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)
}

// FillString implements vg.Canvas.
func (o outliner) FillString(face font.Face, at vg.Point, text string) {
	if face.Font.Typeface == defaultFont.Typeface && face.Font.Weight == xfont.WeightNormal && isASCII(text) {
		o.Canvas.FillString(face, at, text)
		return
	}
	var buffer sfnt.Buffer
	ppem := fixed.Int26_6(face.Face.UnitsPerEm())
	scale := face.Font.Size / vg.Points(float64(ppem))
	for _, r := range text {
		glyph, err := face.Face.GlyphIndex(&buffer, r)
		if err != nil {
			continue
		}
		segments, err := face.Face.LoadGlyph(&buffer, glyph, ppem, nil)
		if err == nil && len(segments) > 0 {
			o.Fill(glyphPath(segments, at, scale))
		}
		advance, err := face.Face.GlyphAdvance(&buffer, glyph, ppem, xfont.HintingNone)
		if err == nil {
			at.X += vg.Points(float64(advance)) * scale
		}
	}
}

func isASCII(text string) bool {
	for _, r := range text {
		if r > '~' {
			return false
		}
	}
	return true
}

// glyphPath turns a glyph in font units, y downwards, into a path that starts at a point of the base line. All curves become
// cubic ones: the PDF canvas takes a quadratic one's control point for a cubic one's.
func glyphPath(segments sfnt.Segments, at vg.Point, scale vg.Length) vg.Path {
	point := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Points(float64(p.X))*scale, Y: at.Y - vg.Points(float64(p.Y))*scale}
	}
	var path vg.Path
	var last vg.Point
	for i, s := range segments {
		a, b, c := point(s.Args[0]), point(s.Args[1]), point(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(a)
			last = a
		case sfnt.SegmentOpLineTo:
			path.Line(a)
			last = a
		case sfnt.SegmentOpQuadTo:
			path.CubeTo(twoThirdsTo(last, a), twoThirdsTo(b, a), b)
			last = b
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(a, b, c)
			last = c
		}
	}
	path.Close()
	return path
}

// twoThirdsTo goes two thirds of the way from p to q.
func twoThirdsTo(p, q vg.Point) vg.Point {
	return vg.Point{X: p.X + (q.X-p.X)*2/3, Y: p.Y + (q.Y-p.Y)*2/3}
}
