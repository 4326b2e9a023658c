package face

import (
	"context"
	"image"
)

// The steps between photo and embedding, for comparison with known values.

// Step is what the golden values are of.
type Step struct {
	Input  []float32 // of the detector, normalised
	Output []float32 // of the detector
	Boxes  []Box     // in units of the square
	Scores []float64
}

// DetectWidened is one pass at S over the widened picture.
func (n *Networks) DetectWidened(ctx context.Context, img image.Image, side int, least float64) (s Step, err error) {
	r := rasterOf(img)
	p := atTopLeft(r, r.w/4, r.h/4)
	s.Input = make([]float32, side*side*3)
	resize(s.Input, side, side, r, p, detectorMean)
	if s.Output, err = n.detectorOutput(ctx, side, look{raster: r, place: p}); err != nil {
		return s, err
	}
	found := candidates(s.Output, side/32, least)
	for _, c := range found {
		s.Boxes, s.Scores = append(s.Boxes, c.Box), append(s.Scores, c.score)
	}
	return s, nil
}

// LandmarksOnce is one pass of the landmarks: the crop, the network's output, the points.
func (n *Networks) LandmarksOnce(ctx context.Context, img image.Image, b Box) (area [4]int, raw []float32, points [68]Point, err error) {
	r := rasterOf(img)
	c := cropOf(r, b)
	pixels := make([]float32, landmarkPadded*landmarkPadded*3)
	resize(pixels, landmarkPadded, landmarkSide, c.raster, centred(c.raster), landmarkMean)
	if raw, err = n.compute(ctx, pixels, 1, landmarkPadded, landmarkPadded, n.landmarks.run); err != nil {
		return area, nil, points, err
	}
	for i := range points {
		points[i] = c.point(float64(raw[2*i]), float64(raw[2*i+1]))
	}
	return [4]int{c.x, c.y, c.rect.w, c.rect.h}, raw, points, nil
}

// Enlarged is the box for the second pass of the landmarks.
func Enlarged(points [68]Point) Box { b := bounds(points[:]); return b.grown(grow) }

// EmbedOnce is Embed without the mirror.
func (n *Networks) EmbedOnce(ctx context.Context, c Chip) ([]float32, error) {
	rows, err := n.embedSingle(ctx, []Chip{c}, false)
	if err != nil {
		return nil, err
	}
	return rows[0], nil
}

// Same tells whether two have the same networks in memory.
func Same(a, b *Networks) bool { return a.loaded == b.loaded }

// Groups are the parts in which photos are decoded.
var Groups = groups
