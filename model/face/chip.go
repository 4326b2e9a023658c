package face

import (
	"image"
	"math"

	"gonum.org/v1/gonum/stat"

	"siamface/model/photo"
)

// Chip is an aligned face, in colour and opaque.
type Chip = *image.RGBA

// Similarity turns, scales and moves: (u, v) goes to x = A·u − B·v + X, y = B·u + A·v + Y.
type Similarity struct{ A, B, X, Y float64 }

// SimilarityOf carries the first points onto the second with the least squares.
func SimilarityOf(from, to [5]Point) Similarity {
	f, t := centre(from[:]...), centre(to[:]...)
	var dot, cross, squares float64
	for i, p := range to {
		u, v, x, y := from[i].X-f.X, from[i].Y-f.Y, p.X-t.X, p.Y-t.Y
		dot, cross, squares = dot+u*x+v*y, cross+u*y-v*x, squares+u*u+v*v
	}
	a, b := dot/squares, cross/squares
	return Similarity{a, b, t.X - a*f.X + b*f.Y, t.Y - b*f.X - a*f.Y}
}

// At is where a place goes.
func (s Similarity) At(u, v float64) Point { return Point{s.A*u - s.B*v + s.X, s.B*u + s.A*v + s.Y} }

// scale is by how much lengths grow.
func (s Similarity) scale() float64 { return math.Hypot(s.A, s.B) }

// inverse goes the other way.
func (s Similarity) inverse() Similarity {
	n := s.A*s.A + s.B*s.B
	a, b := s.A/n, -s.B/n
	return Similarity{a, b, -(a*s.X - b*s.Y), -(b*s.X + a*s.Y)}
}

// CutChip cuts the aligned face at the five points out of a photo, as the recogniser wants it. Large faces are averaged down first; beyond
// the photo it is black.
func (r *Recogniser) CutChip(img image.Image, five [5]Point) Chip { return r.cut(rasterOf(img), five) }

// cutFace cuts a face out as the recogniser wants it.
func (r *Recogniser) cutFace(from raster, f Face) Chip {
	switch r.Alignment {
	case WholePicture:
		return photo.Resize(from.picture(), r.Side, r.Side)
	case MeanShape:
		return photo.Resize(cutShaped(from, f.Points), r.Side, r.Side)
	}
	return r.cut(from, f.Five)
}

func (r *Recogniser) cut(photo raster, five [5]Point) Chip {
	toPhoto := SimilarityOf(five, r.Template).inverse()
	side := float64(r.Side)
	corners := bounds([]Point{toPhoto.At(0, 0), toPhoto.At(side, 0), toPhoto.At(0, side), toPhoto.At(side, side)})
	small := photo.reduce(int(clamp(toPhoto.scale()+1e-9, 1, float64(photo.longest()))), corners)
	for i, p := range five {
		five[i] = small.at(p)
	}
	toSmall := SimilarityOf(five, r.Template).inverse()
	chip := image.NewRGBA(image.Rect(0, 0, r.Side, r.Side))
	row := make([]uint8, 3*r.Side)
	for v := range r.Side {
		small.line(toSmall.At(0, float64(v)), Point{toSmall.A, toSmall.B}, black, row)
		setRow(chip, v, row)
	}
	return chip
}

// setRow puts a row of red, green and blue into a picture.
func setRow(img *image.RGBA, y int, row []uint8) {
	out := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
	for x := range img.Rect.Dx() {
		copy(out[4*x:4*x+3], row[3*x:3*x+3])
		out[4*x+3] = 255
	}
}

// The part of a chip that is measured, in shares of its side: the face without what lies around it.
const measuredFrom, measuredTo = 0.2, 0.85

// measureChip measures a chip: light is the mean of the grey values of a chip's face, contrast their deviation, and sharpness the variance of the Laplacian of four
// neighbours over that of the grey values.
func measureChip(c Chip) (light, contrast, sharpness float64) {
	side := c.Rect.Dx()
	from, to := int(measuredFrom*float64(side)), int(measuredTo*float64(side))
	grey := func(x, y int) float64 {
		p := c.Pix[y*c.Stride+4*x:]
		return float64(greyOf(p[0], p[1], p[2]))
	}
	var values, laplacian []float64
	for y := from; y < to; y++ {
		for x := from; x < to; x++ {
			v := grey(x, y)
			values = append(values, v)
			laplacian = append(laplacian, grey(x-1, y)+grey(x+1, y)+grey(x, y-1)+grey(x, y+1)-4*v)
		}
	}
	light, spread := stat.PopMeanVariance(values, nil)
	_, details := stat.PopMeanVariance(laplacian, nil)
	return light, math.Sqrt(spread), details / max(spread, 1)
}
