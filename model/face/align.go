package face

import (
	"context"
	"errors"
	"image"
	"math"

	"siamface/model/parallel"
)

// Face is a face of a photo.
type Face struct {
	// Box is the detector's. It may reach outside of the photo.
	Box Box
	// Score is the detector's, 0 to 1; 0 where the box isn't its own.
	Score float64
	// Uncertain faces are as likely something else.
	Uncertain bool
	// Points are the 68 landmarks in the order of the iBUG 300-W set: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67.
	Points [68]Point
	// Five are the landmarks that align the face: the outer and inner corner of the eye at the right of the picture, the outer and
	// inner one at the left, and the base of the nose.
	Five [5]Point
	// Quality is what weakens a comparison.
	Quality []Flag
	// Measures are what Quality is told from.
	Measures Measures
}

var errEmpty = errors.New("the picture has no pixels")

// five are the landmarks of Face.Five.
var five = [5]int{45, 42, 36, 39, 33}

const (
	// margin is how much of the picture's size its edges are repeated for the landmarks, on every side.
	margin = 4
	// grow enlarges the box of the first landmarks for the second, on every side.
	grow = 0.1
	// leastCrop is the least width and height of what the landmarks are looked for in.
	leastCrop = 8
	// landmarkBatch bounds the memory.
	landmarkBatch = 16
)

// Align finds the landmarks in boxes of a photo, such as ones drawn by hand, and tells their quality. The faces have no score.
func (n *Networks) Align(ctx context.Context, img image.Image, boxes ...Box) ([]Face, error) {
	faces := make([]Face, len(boxes))
	for i, b := range boxes {
		faces[i].Box = b
	}
	r := rasterOf(img)
	if r.empty() {
		return nil, errEmpty
	}
	list := make([]placed, len(faces))
	for i := range faces {
		list[i] = placed{r, &faces[i]}
	}
	return faces, n.align(ctx, list)
}

// placed is a face and the picture that it lies in.
type placed struct {
	raster
	*Face
}

// align fills in all but box, score and certainty.
func (n *Networks) align(ctx context.Context, faces []placed) error {
	for len(faces) > 0 {
		batch := faces[:min(len(faces), landmarkBatch)]
		faces = faces[len(batch):]
		if err := n.alignBatch(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

func (n *Networks) alignBatch(ctx context.Context, faces []placed) error {
	boxes := make([]Box, len(faces))
	for i, f := range faces {
		boxes[i] = f.Box
	}
	first, err := n.points(ctx, faces, boxes)
	if err != nil {
		return err
	}
	for i, p := range first {
		b := bounds(p[:])
		boxes[i] = b.grown(grow)
	}
	second, err := n.points(ctx, faces, boxes)
	if err != nil {
		return err
	}
	return parallel.Each(ctx, len(faces), func(_ context.Context, i int) error {
		f := faces[i]
		f.Points = second[i]
		for j, at := range five {
			f.Five[j] = f.Points[at]
		}
		f.judge(f.raster)
		return nil
	}, nil)
}

// points are the landmarks in a box of each face's picture.
func (n *Networks) points(ctx context.Context, faces []placed, boxes []Box) ([][68]Point, error) {
	const size = landmarkPadded * landmarkPadded * 3
	pixels := make([]float32, len(boxes)*size)
	crops := make([]crop, len(boxes))
	err := parallel.Each(ctx, len(boxes), func(_ context.Context, i int) error {
		crops[i] = cropOf(faces[i].raster, boxes[i])
		resize(pixels[i*size:], landmarkPadded, landmarkSide, crops[i].raster, centred(crops[i].raster), landmarkMean)
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	out, err := n.compute(ctx, pixels, len(boxes), landmarkPadded, landmarkPadded, n.landmarks.run)
	if err != nil {
		return nil, err
	}
	points := make([][68]Point, len(boxes))
	for i, c := range crops {
		for j := range points[i] {
			at := 2 * (68*i + j)
			points[i][j] = c.point(float64(out[at]), float64(out[at+1]))
		}
	}
	return points, nil
}

// crop is the part of a picture, shrunk by k, in which landmarks are looked for.
type crop struct {
	raster
	rect
	k int
}

// cropOf takes whole pixels of the box, clipped to the picture with its margin.
func cropOf(r raster, b Box) crop {
	marginX, marginY := float64(r.w/margin), float64(r.h/margin)
	clip := func(at, length, margin, whole float64) (int, int) {
		from := clamp(at+margin, 0, max(whole+2*margin-leastCrop, 0))
		to := clamp(at+length+margin, 0, whole+2*margin)
		return int(math.Floor(from) - margin), max(int(math.Floor(to-from)), leastCrop)
	}
	var area rect
	area.x, area.w = clip(b.X, b.W, marginX, float64(r.w))
	area.y, area.h = clip(b.Y, b.H, marginY, float64(r.h))
	k := max(1, max(area.w, area.h)/landmarkSide)
	return crop{r.averages(area, k)[0], area, k}
}

// point is a network's output in pixels of the photo. The crop's size before it was shrunk counts, also where the last block of an
// average was cut: so the policy's values were measured.
func (c crop) point(x, y float64) Point {
	w, h := float64(c.rect.w), float64(c.rect.h)
	side := max(w, h)
	return Point{x*side - (side-w)/2 + float64(c.rect.x), y*side - (side-h)/2 + float64(c.rect.y)}
}
