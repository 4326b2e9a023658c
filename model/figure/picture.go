package figure

import (
	"image"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot/vg"
)

// fitPicture is the largest rectangle of a picture's proportions in the middle of a room.
func fitPicture(room vg.Rectangle, img image.Image) vg.Rectangle {
	size, b := room.Size(), img.Bounds().Size()
	scale := min(size.X/vg.Length(b.X), size.Y/vg.Length(b.Y))
	w, h := scale*vg.Length(b.X), scale*vg.Length(b.Y)
	corner := vg.Point{X: (room.Min.X + room.Max.X - w) / 2, Y: (room.Min.Y + room.Max.Y - h) / 2}
	return vg.Rectangle{Min: corner, Max: corner.Add(vg.Point{X: w, Y: h})}
}

// place draws a picture as large as fits into a room, which is given by its corners in natural lengths, y downwards.
func (s sheet) place(img image.Image, from, to vg.Point) vg.Rectangle {
	a, b := s.point(from), s.point(to)
	at := fitPicture(vg.Rectangle{Min: vg.Point{X: a.X, Y: b.Y}, Max: vg.Point{X: b.X, Y: a.Y}}, img)
	s.DrawImage(at, img)
	return at
}

// mostPictured is how many pixels a photo has at most in a figure, along its longer side.
const mostPictured = 1200

// boundPicture is a picture of no more than mostPictured pixels a side, opaque.
func boundPicture(img image.Image) *image.RGBA {
	b := img.Bounds().Size()
	if longest := max(b.X, b.Y); longest > mostPictured {
		b = image.Pt(max(1, b.X*mostPictured/longest), max(1, b.Y*mostPictured/longest))
	}
	bounded := image.NewRGBA(image.Rectangle{Max: b})
	xdraw.Draw(bounded, bounded.Rect, image.Black, image.Point{}, xdraw.Src)
	xdraw.ApproxBiLinear.Scale(bounded, bounded.Rect, img, img.Bounds(), xdraw.Over, nil)
	return bounded
}
