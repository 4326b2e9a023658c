package audit

const (
	// roughly is what the correlation of every sparse-th cell, which don't lie below one another, must reach before all are compared. Of 147
	// cells that of copies is hardly ever as far below that of all.
	roughly, sparse = 0.85, 7
	picked          = (cells + sparse - 1) / sparse
)

// fewCells are the details of every sparse-th cell of a picture, and their sums. They lie side by side: of many pairs of pictures nothing
// else is looked at.
type fewCells struct {
	detail [picked]int16
	shows  [picked]bool // whether the cell has any detail
	all    bool         // whether all have
	sums   moments      // a and aa, of all
}

// pickCells picks the cells of a picture, or those of its mirror image.
func (s *small) pickCells(mirrored bool) (f fewCells) {
	f.all = true
	for k := range f.detail {
		i := k * sparse
		if mirrored {
			i = mirrorCell(i)
		}
		f.detail[k], f.shows[k] = s.detail[i], hasDetail(s.level[i])
		f.all = f.all && f.shows[k]
		f.sums.add(int64(s.detail[i]), 0)
	}
	return f
}

// correlate is the correlation of the cells that have a detail in both.
func (f *fewCells) correlate(o *fewCells) float64 {
	m := moments{}
	if f.all && o.all {
		m = moments{n: picked, a: f.sums.a, b: o.sums.a, aa: f.sums.aa, bb: o.sums.aa}
		ab := int32(0) // has room: details of levels between darkest and brightest are below 16 · 238
		for k, x := range &f.detail {
			ab += int32(x) * int32(o.detail[k])
		}
		m.ab = int64(ab)
		return m.correlation(fewest / sparse)
	}
	for k, x := range &f.detail {
		if f.shows[k] && o.shows[k] {
			m.add(int64(x), int64(o.detail[k]))
		}
	}
	return m.correlation(fewest / sparse)
}
