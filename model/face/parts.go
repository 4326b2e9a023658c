package face

import (
	"context"
	"image"
	"math"
	"slices"

	"siamface/model/parallel"
)

// part is a tile of a picture that the detector sees at once.
type part struct {
	view
	area image.Rectangle // in the picture
}

// lookInParts looks for small faces in a photo that the whole view shows them too small in. What is larger than two tiles share, or cut
// by a tile's edge, is left to the other views.
func (d detector) lookInParts(ctx context.Context, r raster, sure []candidate) ([]candidate, error) {
	const scale = float64(hintFace) / leastFace
	side := scale * float64(r.longest())
	if side <= wholeSide {
		return nil, nil
	}
	finer := wholeView(r, roundedSide(side))
	region, parts := partsOf(finer, sure)
	found := make([][]candidate, len(parts))
	err := parallel.Each(ctx, len(parts), func(_ context.Context, i int) (err error) {
		found[i], err = d.look(parts[i].view)
		found[i] = slices.DeleteFunc(found[i], func(c candidate) bool {
			return c.seen > tileOverlap || parts[i].cuts(c, region)
		})
		return err
	}, nil)
	return slices.Concat(found...), err
}

// partsOf are the tiles of a picture that show any detail outside of the faces that are sure, and the region that they tile.
func partsOf(v view, sure []candidate) (region image.Rectangle, parts []part) {
	cells := detailOf(v, sure)
	region = cells.bounds(image.Rect(0, 0, v.w, v.h))
	for _, y := range starts(region.Min.Y, region.Dy()) {
		for _, x := range starts(region.Min.X, region.Dx()) {
			area := image.Rect(x, y, x+tileSide, y+tileSide).Intersect(region)
			if cells.bounds(area).Empty() {
				continue
			}
			tile := view{v.part(area), v.scaleX, v.scaleY, v.left + float64(area.Min.X)*v.scaleX, v.top + float64(area.Min.Y)*v.scaleY}
			parts = append(parts, part{tile, area})
		}
	}
	return region, parts
}

// starts are where the tiles begin that cover a length.
func starts(from, length int) []int {
	if length <= 0 {
		return nil
	}
	count := 1 + max(0, (length-tileOverlap-1)/(tileSide-tileOverlap))
	list := make([]int, count)
	for i := range list {
		list[i] = from
		if count > 1 {
			list[i] += i * (length - tileSide) / (count - 1)
		}
	}
	return list
}

// cuts tells whether a candidate reaches an edge at which a neighbour goes on.
func (p part) cuts(c candidate, region image.Rectangle) bool {
	const room = 2
	x, y := (c.X-p.left)/p.scaleX, (c.Y-p.top)/p.scaleY
	right, bottom := x+c.W/p.scaleX, y+c.H/p.scaleY
	return x < room && p.area.Min.X > region.Min.X || right > float64(p.w-room) && p.area.Max.X < region.Max.X ||
		y < room && p.area.Min.Y > region.Min.Y || bottom > float64(p.h-room) && p.area.Max.Y < region.Max.Y
}

const (
	// detailCell is the side of the squares in which detail is looked for, and leastDetail how far the lightest and the darkest pixel of
	// one differ where there is some: a face of 11 pixels in a bad light still has as much.
	detailCell, leastDetail = 16, 12
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
			m.shows[y*m.w+x] = !inFace && v.contrast(area) >= leastDetail
		}
	})
	return m
}

// contrast is how far the lightest and the darkest pixel of an area differ, in green or grey.
func (r raster) contrast(area image.Rectangle) int {
	low, high := uint8(math.MaxUint8), uint8(0)
	green := min(1, r.channels-1)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := r.pix[y*r.stride+area.Min.X*r.step+green:]
		for x := range area.Dx() {
			low, high = min(low, row[x*r.step]), max(high, row[x*r.step])
		}
	}
	return int(high) - int(low)
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
