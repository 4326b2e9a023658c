package face

import (
	"cmp"
	"image"
	"math"
	"slices"

	"siamface/model/onnx"
)

// What the detector's score says: a face, maybe one, a hint that a closer look may find one. In photos whose faces are 20 pixels high
// all score above sureScore; at 12 pixels hardly one does, but all give a hint, and at 10 pixels nine in ten (measured on 25 photos).
const (
	sureScore      = 0.5
	uncertainScore = 0.25
	hintScore      = 0.03
)

// sameFace is the overlap from which on two boxes are of one face; sameInView is that of two boxes of one view, as IoU.
const (
	sameFace   = 0.5
	sameInView = 0.3
)

// stride is how many pixels of a view make one cell of the detector's output, and block what the sides of a view must be multiples of.
const (
	stride = 4
	block  = 32
)

// candidate is what may be a face: its box and five points (the eyes from the left of the picture to the right, the nose, the corners of the
// mouth) in pixels of the photo.
type candidate struct {
	Box
	score float64
	five  [5]Point
	seen  float64 // the box's height in pixels of the view: how well it was seen
}

// view is a picture as the detector sees it, and the similarity by which it lies in the photo.
type view struct {
	raster
	scaleX, scaleY float64 // pixels of the photo per pixel of the view
	left, top      float64 // of the view, in the photo
}

// wholeView is the photo with its longer side at most side pixels, never enlarged.
func wholeView(r raster, side int) view {
	scale := min(1, float64(side)/float64(r.longest()))
	w, h := roundedSide(float64(r.w)*scale), roundedSide(float64(r.h)*scale)
	if w == r.w && h == r.h {
		return view{r, 1, 1, 0, 0}
	}
	small := r.resampled(shrinking(r.w, 0, w, 0, w), shrinking(r.h, 0, h, 0, h))
	return view{small, float64(r.w) / float64(w), float64(r.h) / float64(h), 0, 0}
}

// borderedView is the photo with its edges repeated by a quarter on every side, its longer side at side pixels: a face that fills a photo
// must have something around it to be found.
func borderedView(r raster, side int) view {
	bx, by := r.w/4, r.h/4
	whole := raster{w: r.w + 2*bx, h: r.h + 2*by}
	scale := float64(side) / float64(whole.longest())
	w, h := roundedSide(float64(whole.w)*scale), roundedSide(float64(whole.h)*scale)
	small := raster{}
	if scale > 1 {
		small = r.enlarged(enlarging(r.w, bx, w), enlarging(r.h, by, h))
	} else {
		small = r.resampled(shrinking(r.w, bx, w, 0, w), shrinking(r.h, by, h, 0, h))
	}
	return view{small, float64(whole.w) / float64(w), float64(whole.h) / float64(h), -float64(bx), -float64(by)}
}

// closeView is a part of the photo at a scale of its own, at most that of the photo.
func closeView(r raster, box Box, scale float64) view {
	area := image.Rect(int(box.X), int(box.Y), int(math.Ceil(box.X+box.W)), int(math.Ceil(box.Y+box.H))).
		Intersect(image.Rect(0, 0, r.w, r.h))
	if area.Empty() {
		return view{}
	}
	part := r.part(area)
	v := wholeView(part, roundedSide(scale*float64(part.longest())))
	v.left, v.top = float64(area.Min.X), float64(area.Min.Y)
	return v
}

func roundedSide(x float64) int { return max(1, int(math.RoundToEven(x))) }

func (v view) toPhoto(p Point) Point { return Point{p.X*v.scaleX + v.left, p.Y*v.scaleY + v.top} }

// detector finds faces by CenterFace: Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point", 2019.
type detector struct{ net *onnx.Network }

// detectorSpec are the names of CenterFace's input and outputs: the heat map of faces' centres, their sizes, what the centres are off the
// cells, and five points.
var detectorSpec = onnx.Spec{Inputs: []string{"input.1"}, Outputs: []string{"537", "538", "539", "540"}, FreeSides: true}

// look runs the detector on a view: what scores above hintScore, the best first, without boxes that overlap a better one.
func (d detector) look(v view) ([]candidate, error) {
	if v.empty() {
		return nil, nil
	}
	w, h := (v.w+block-1)/block*block, (v.h+block-1)/block*block
	out, err := d.net.Run(onnx.Tensor{Shape: []int64{1, 3, int64(h), int64(w)}, Values: v.planes(w, h)})
	if err != nil {
		return nil, err
	}
	found := candidatesIn(out, w/stride, h/stride)
	for i := range found {
		found[i].move(v)
	}
	return found, nil
}

// candidatesIn reads the detector's outputs, in pixels of the view.
func candidatesIn(out []onnx.Tensor, w, h int) (kept []candidate) {
	heat, size, offset, points := out[0].Values, out[1].Values, out[2].Values, out[3].Values
	var cells []int
	for i, score := range heat {
		if score > hintScore {
			cells = append(cells, i)
		}
	}
	slices.SortStableFunc(cells, func(a, b int) int { return cmp.Compare(heat[b], heat[a]) })
	plane := w * h
	for _, i := range cells {
		c := candidate{score: float64(heat[i])}
		c.H, c.W = stride*math.Exp(float64(size[i])), stride*math.Exp(float64(size[plane+i]))
		c.X = (float64(i%w)+float64(offset[plane+i])+0.5)*stride - c.W/2
		c.Y = (float64(i/w)+float64(offset[i])+0.5)*stride - c.H/2
		for j := range c.five {
			c.five[j] = Point{float64(points[(2*j+1)*plane+i])*c.W + c.X, float64(points[2*j*plane+i])*c.H + c.Y}
		}
		c.seen = c.H
		if !slices.ContainsFunc(kept, func(k candidate) bool { return c.union(k.Box) > sameInView }) {
			kept = append(kept, c)
		}
	}
	return kept
}

// move carries a candidate from the view's pixels to the photo's.
func (c *candidate) move(v view) {
	at := v.toPhoto(Point{c.X, c.Y})
	c.Box = Box{at.X, at.Y, c.W * v.scaleX, c.H * v.scaleY}
	for j, p := range c.five {
		c.five[j] = v.toPhoto(p)
	}
}

// merge takes the sure ones of what several views found, the best first, and leaves out boxes that overlap one taken already or one of
// those before.
func merge(before, found []candidate) []candidate {
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	for _, c := range found {
		if c.score > sureScore && !overlapsAny(c, before) {
			before = append(before, c)
		}
	}
	return before
}

func overlapsAny(c candidate, others []candidate) bool {
	return slices.ContainsFunc(others, func(o candidate) bool { return c.overlap(o.Box) > sameFace })
}
