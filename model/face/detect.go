package face

import (
	"context"
	"image"

	"siamface/model/parallel"
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
	faces, err := n.detect(ctx, []raster{r})
	if err != nil {
		return nil, err
	}
	return faces[0], nil
}

// detect is Detect for several pictures, none of them empty: a network takes many at once in less time than one after the other.
func (n *Networks) detect(ctx context.Context, pictures []raster) ([][]Face, error) {
	found, err := n.boxes(ctx, pictures)
	if err != nil {
		return nil, err
	}
	all := make([][]Face, len(pictures))
	var list []placed
	for i, candidates := range found {
		all[i] = facesOf(candidates)
		for j := range all[i] {
			list = append(list, placed{pictures[i], &all[i][j]})
		}
	}
	return all, n.align(ctx, list)
}

// facesOf are the faces of what all passes over a picture found, with box, score and certainty.
func facesOf(found []candidate) []Face {
	merged, uncertain := merge(found)
	if len(merged) > maxFaces {
		merged = merged[:maxFaces]
	}
	faces := make([]Face, len(merged))
	for i, c := range merged {
		faces[i] = Face{Box: c.Box, Score: c.score, Uncertain: uncertain}
	}
	return faces
}

// look is one pass over a picture that was shrunk by k.
type look struct {
	raster
	place
	k    int
	made bool
}

// boxes are what all passes find, for each picture, in its pixels.
func (n *Networks) boxes(ctx context.Context, pictures []raster) ([][]candidate, error) {
	looks := make([][]look, len(pictures)) // by passes
	err := parallel.Each(ctx, len(pictures), func(_ context.Context, i int) error {
		looks[i] = looksAt(pictures[i])
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	found := make([][]candidate, len(pictures))
	for p, pass := range passes {
		var which []int
		for i := range pictures {
			if looks[i][p].made {
				which = append(which, i)
			}
		}
		for len(which) > 0 {
			batch := which[:min(len(which), pass.batch())]
			which = which[len(batch):]
			if err := n.lookAt(ctx, pass, p, looks, batch, found); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// batch is how many pictures one pass takes at once: enough to keep the cores busy, and so few that a comparison which a person waits
// for has its turn soon.
func (p pass) batch() int {
	const most, pixels = 16, 16 * 224 * 224
	return max(1, min(most, pixels/(p.side*p.side)))
}

// looksAt are the passes over a picture, those that are left out too.
func looksAt(r raster) []look {
	longest := max(r.w, r.h)
	looks := make([]look, len(passes))
	var ks []int
	for i, p := range passes {
		if i == 0 || float64(p.side) <= largerThan*float64(longest) {
			looks[i].made, looks[i].k = true, p.shrink(longest)
			ks = append(ks, looks[i].k)
		}
	}
	small := r.averages(r.all(), ks...)
	for i, p := range passes {
		if l := &looks[i]; l.made {
			l.raster, small = small[0], small[1:]
			l.place = p.square(l.raster)
		}
	}
	return looks
}

// shrink is how many pixels are averaged first along each side.
func (p pass) shrink(longest int) int {
	if p.border {
		return max(1, 3*longest/(2*p.side))
	}
	return max(1, longest/p.side)
}

// square is where a shrunk picture lies in what the pass sees.
func (p pass) square(r raster) place {
	if p.border {
		return atTopLeft(r, r.w/4, r.h/4)
	}
	return atTopLeft(r, 0, 0)
}

// lookAt makes one pass over some of the pictures, and adds what it finds.
func (n *Networks) lookAt(ctx context.Context, p pass, number int, looks [][]look, which []int, found [][]candidate) error {
	squares := make([]look, len(which))
	for i, picture := range which {
		squares[i] = looks[picture][number]
	}
	out, err := n.detectorOutput(ctx, p.side, squares...)
	if err != nil {
		return err
	}
	values := len(out) / len(which)
	for i, l := range squares {
		for _, c := range candidates(out[i*values:(i+1)*values], p.side/32, leastScore) {
			c.Box = l.inPhoto(c.Box)
			found[which[i]] = append(found[which[i]], c)
		}
	}
	return nil
}

// inPhoto is a box of the square in pixels of the photo.
func (l look) inPhoto(b Box) Box {
	m, scale := float64(l.side), float64(l.k)
	return Box{(b.X*m - float64(l.border.x)) * scale, (b.Y*m - float64(l.border.y)) * scale, b.W * m * scale, b.H * m * scale}
}

// detectorOutput is what the detector leaves of squares at side × side pixels, one after the other.
func (n *Networks) detectorOutput(ctx context.Context, side int, squares ...look) ([]float32, error) {
	size := side * side * 3
	pixels := make([]float32, len(squares)*size)
	err := parallel.Each(ctx, len(squares), func(_ context.Context, i int) error {
		resize(pixels[i*size:], side, side, squares[i].raster, squares[i].place, detectorMean)
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return n.compute(ctx, pixels, len(squares), side, side, n.detector.run)
}
