package face

import (
	"context"
	"image"
)

// pass is one look of the detector: the picture, with its edges repeated by a quarter on every side or as it is, at S×S.
type pass struct {
	side   int
	border bool
}

// passes serve tight crops, for which a face must have something around it, and large photos with small faces: one must have
// about 7 % of the longer side at 608.
var passes = []pass{{128, true}, {160, true}, {224, true}, {320, false}, {608, false}}

// largerThan is how much a picture may be enlarged for a pass; the first pass is always made.
const largerThan = 2.5

// maxFaces is how many faces of a photo are looked at closely.
const maxFaces = 200

// Detect finds the faces of a photo, the best score first, with their landmarks and quality. Without a sure one it may return a
// single face that is Uncertain; it is no error when there is none.
func (n *Networks) Detect(ctx context.Context, img image.Image) ([]Face, error) {
	r := rasterOf(img)
	if r.empty() {
		return nil, nil
	}
	found, err := n.boxes(ctx, r)
	if err != nil {
		return nil, err
	}
	merged, uncertain := merge(found)
	if len(merged) > maxFaces {
		merged = merged[:maxFaces]
	}
	faces := make([]Face, len(merged))
	for i, c := range merged {
		faces[i] = Face{Box: c.Box, Score: c.score, Uncertain: uncertain}
	}
	return faces, n.align(ctx, r, faces)
}

// boxes are what all passes find, in pixels of the photo.
func (n *Networks) boxes(ctx context.Context, r raster) ([]candidate, error) {
	longest := max(r.w, r.h)
	var made []pass
	var ks []int
	for i, p := range passes {
		if i == 0 || float64(p.side) <= largerThan*float64(longest) {
			made, ks = append(made, p), append(ks, p.shrink(longest))
		}
	}
	var found []candidate
	small := r.averages(r.all(), ks...)
	for i, p := range made {
		more, err := n.look(ctx, small[i], p, ks[i])
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// shrink is how many pixels are averaged first along each side.
func (p pass) shrink(longest int) int {
	if p.border {
		return max(1, 3*longest/(2*p.side))
	}
	return max(1, longest/p.side)
}

// look makes one pass over a picture shrunk by k.
func (n *Networks) look(ctx context.Context, r raster, p pass, k int) ([]candidate, error) {
	var square place
	if p.border {
		square = atTopLeft(r, r.w/4, r.h/4)
	} else {
		square = atTopLeft(r, 0, 0)
	}
	out, err := n.detectorOutput(ctx, r, square, p.side)
	if err != nil {
		return nil, err
	}
	found := candidates(out, p.side/32, leastScore)
	m, scale := float64(square.side), float64(k)
	for i, c := range found {
		found[i].Box = Box{
			(c.X*m - float64(square.border.x)) * scale, (c.Y*m - float64(square.border.y)) * scale,
			c.W * m * scale, c.H * m * scale,
		}
	}
	return found, nil
}

func (n *Networks) detectorOutput(ctx context.Context, r raster, p place, side int) ([]float32, error) {
	pixels := make([]float32, side*side*3)
	resize(pixels, side, side, r, p, detectorMean)
	return n.compute(ctx, pixels, 1, side, side, n.detector.run)
}
