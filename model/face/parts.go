package face

import (
	"context"
	"image"
	"slices"

	"siamface/model/parallel"
)

// part is a tile of a picture that the detector sees at once, without the edges that show nothing. inner says at which of its sides (left, top,
// right, bottom) the picture goes on in a neighbour.
type part struct {
	view
	inner [4]bool
}

// lookInParts looks for small faces in a photo that the whole view shows them too small in. What is larger than two tiles share, or cut
// by a tile's edge, is left to the other views.
func (d detector) lookInParts(ctx context.Context, r raster, sure []candidate) ([]candidate, error) {
	const scale = float64(hintFace) / leastFace
	if r.longest() <= 2*wholeSide { // the smallest faces give a hint in the view of the whole
		return nil, nil
	}
	finer := wholeView(r, roundedSide(scale*float64(r.longest())))
	parts := partsOf(finer, sure)
	found := make([][]candidate, len(parts))
	err := parallel.Each(ctx, len(parts), func(_ context.Context, i int) (err error) {
		found[i], err = d.look(parts[i].view)
		found[i] = slices.DeleteFunc(found[i], func(c candidate) bool {
			return c.seen > tileOverlap || parts[i].cuts(c)
		})
		return err
	}, nil)
	return slices.Concat(found...), err
}

// partsOf are the tiles of a picture that show any detail outside of the faces that are sure.
func partsOf(v view, sure []candidate) (parts []part) {
	cells := detailOf(v, sure)
	whole := image.Rect(0, 0, v.w, v.h)
	region := atLeast(cells.bounds(whole), whole)
	for _, y := range spans(region.Min.Y, region.Dy()) {
		for _, x := range spans(region.Min.X, region.Dx()) {
			tile := image.Rect(x[0], y[0], x[1], y[1])
			area := cells.bounds(tile)
			if area.Empty() {
				continue
			}
			area = atLeast(area, tile)
			at := v.toPhoto(Point{float64(area.Min.X), float64(area.Min.Y)})
			parts = append(parts, part{view{v.part(area), v.scaleX, v.scaleY, at.X, at.Y}, [4]bool{
				area.Min.X == tile.Min.X && tile.Min.X > region.Min.X, area.Min.Y == tile.Min.Y && tile.Min.Y > region.Min.Y,
				area.Max.X == tile.Max.X && tile.Max.X < region.Max.X, area.Max.Y == tile.Max.Y && tile.Max.Y < region.Max.Y,
			}})
		}
	}
	return parts
}

// leastTile is how much of a picture the detector must see, in pixels, to give the hints that it gives in a large one.
const leastTile = 576

// atLeast enlarges an area to leastTile on both axes, as far as what it lies in goes; nothing stays nothing.
func atLeast(area, within image.Rectangle) image.Rectangle {
	if area.Empty() {
		return area
	}
	grown := func(low, high, first, last int) (int, int) {
		length := min(max(high-low, leastTile), last-first)
		low = min(max((low+high-length)/2, first), last-length)
		return low, low + length
	}
	area.Min.X, area.Max.X = grown(area.Min.X, area.Max.X, within.Min.X, within.Max.X)
	area.Min.Y, area.Max.Y = grown(area.Min.Y, area.Max.Y, within.Min.Y, within.Max.Y)
	return area
}

// spans parts a length into as few equal pieces of at most tileSide as cover it, of which neighbours share tileOverlap.
func spans(from, length int) (pieces [][2]int) {
	count := 1 + max(0, (length-tileOverlap-1)/(tileSide-tileOverlap))
	size := (length + (count-1)*tileOverlap + count - 1) / count
	for i := range count {
		end := from + length - (count-1-i)*(size-tileOverlap)
		pieces = append(pieces, [2]int{max(from, end-size), end})
	}
	return pieces
}

// cuts tells whether a candidate reaches a side at which a neighbour goes on.
func (p part) cuts(c candidate) bool {
	const room = 2
	x, y := (c.X-p.left)/p.scaleX, (c.Y-p.top)/p.scaleY
	right, bottom := x+c.W/p.scaleX, y+c.H/p.scaleY
	return p.inner[0] && x < room || p.inner[1] && y < room ||
		p.inner[2] && right > float64(p.w-room) || p.inner[3] && bottom > float64(p.h-room)
}

const (
	// detailCell is the side of the squares in which detail is looked for, and leastDetail how much a pixel must differ from the mean of two
	// that lie detailReach before and behind it: a face of 11 pixels in a bad light does, blurred backgrounds and skies don't.
	detailCell, detailReach, leastDetail = 16, 2, 8
	// detailRoom is what is seen about a cell with detail.
	detailRoom = 2 * detailCell
)

// detail says which squares of a picture show something.
type detail struct {
	w, h  int
	shows []bool
}

func detailOf(v view, sure []candidate) detail {
	m := detail{w: (v.w + detailCell - 1) / detailCell, h: (v.h + detailCell - 1) / detailCell}
	m.shows = make([]bool, m.w*m.h)
	parallel.All(m.h, func(y int) {
		for x := range m.w {
			area := image.Rect(x*detailCell, y*detailCell, (x+1)*detailCell, (y+1)*detailCell).Intersect(image.Rect(0, 0, v.w, v.h))
			c := v.toPhoto(Point{float64(area.Min.X+area.Max.X) / 2, float64(area.Min.Y+area.Max.Y) / 2})
			inFace := slices.ContainsFunc(sure, func(s candidate) bool { return s.contains(c) })
			m.shows[y*m.w+x] = !inFace && contrastOf(v.raster, area) >= leastDetail
		}
	})
	return m
}

// contrastOf is how much a pixel of an area of a photo differs most from the mean of two before and behind it, in green or grey.
func contrastOf(r raster, area image.Rectangle) (most int) {
	green := min(1, r.channels-1)
	rightwards, downwards := detailReach*r.step, detailReach*r.stride
	inside := area.Intersect(image.Rectangle{image.Pt(detailReach, detailReach), image.Pt(r.w-detailReach, r.h-detailReach)})
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		at := y*r.stride + inside.Min.X*r.step + green
		for range inside.Dx() {
			twice := 2 * int(r.pix[at])
			across := twice - int(r.pix[at-rightwards]) - int(r.pix[at+rightwards])
			down := twice - int(r.pix[at-downwards]) - int(r.pix[at+downwards])
			most = max(most, across, -across, down, -down)
			at += r.step
		}
	}
	return most / 2
}

// bounds is the smallest rectangle inside of an area with all that shows something, and some room about it; empty where nothing does.
func (d detail) bounds(area image.Rectangle) (all image.Rectangle) {
	for y := area.Min.Y / detailCell; y < min(d.h, (area.Max.Y+detailCell-1)/detailCell); y++ {
		for x := area.Min.X / detailCell; x < min(d.w, (area.Max.X+detailCell-1)/detailCell); x++ {
			if d.shows[y*d.w+x] {
				all = all.Union(image.Rect(x*detailCell, y*detailCell, (x+1)*detailCell, (y+1)*detailCell))
			}
		}
	}
	if all.Empty() {
		return image.Rectangle{}
	}
	return all.Inset(-detailRoom).Intersect(area)
}
