package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
)

// Section is a run of a FaceGrid's items below a heading.
type Section struct {
	Name   string
	Detail string // behind the name, such as a number
	Count  int    // of items, at least 1
}

// gridPlan is where the items of a grid stand: in rows of cells, below headings. It is cut into bands: one section of any number of
// rows, or several short ones that share a row. All lengths are in units.
type gridPlan struct {
	gap, head float32   // between cells; a heading's height, 0 without headings
	cell      fyne.Size // as wide as fills the grid's width
	cols      int
	starts    []int // the first item of each section, and the number of items
	bands     []gridBand
	height    float32 // of all
}

// gridBand is a stripe of a gridPlan, from its headings down.
type gridBand struct {
	top     float32
	section int // the first of those in it
	rows    int
}

// gridMeasures are the lengths of a grid: of the cells, whose width is about what is wanted, but not below the least where there is
// room, and which are extra higher than wide; of the gap between them and of a heading.
type gridMeasures struct{ wanted, least, extra, gap, head float32 }

// newGridPlan plans n items, in sections or, without any, in one run, for a width.
func newGridPlan(n int, sections []Section, width float32, m gridMeasures) *gridPlan {
	fit := func(cell float32) float32 { return (width + m.gap) / (cell + m.gap) }
	p := &gridPlan{gap: m.gap, head: m.head, cols: max(1, int(min(fit(m.wanted)+0.5, fit(m.least))))}
	cell := max(float32(int((width+m.gap)/float32(p.cols)-m.gap)), 1)
	p.cell = fyne.NewSize(cell, cell+m.extra)
	if len(sections) == 0 {
		p.head, sections = 0, []Section{{Count: n}}
	}
	p.cut(sections)
	return p
}

// cut cuts the sections into bands.
func (p *gridPlan) cut(sections []Section) {
	item, used := 0, 0 // used are the columns taken in the last band, all of them in one of many rows
	for s, section := range sections {
		p.starts = append(p.starts, item)
		item += section.Count
		if s > 0 && used+section.Count <= p.cols {
			used += section.Count
			continue
		}
		rows := (section.Count + p.cols - 1) / p.cols
		p.bands = append(p.bands, gridBand{top: p.height, section: s, rows: rows})
		p.height += p.head + float32(rows)*(p.cell.Height+p.gap)
		if used = section.Count; rows > 1 {
			used = p.cols
		}
	}
	p.starts = append(p.starts, item)
}

// bandOf is the band in which an item stands.
func (p *gridPlan) bandOf(item int) int {
	return sort.Search(len(p.bands), func(b int) bool { return p.starts[p.bands[b].section] > item }) - 1
}

// sectionOf is the section of an item.
func (p *gridPlan) sectionOf(item int) int {
	return sort.SearchInts(p.starts, item+1) - 1
}

// bandAt is the band at a height.
func (p *gridPlan) bandAt(y float32) int {
	return max(sort.Search(len(p.bands), func(b int) bool { return p.bands[b].top > y })-1, 0)
}

// sectionsOf are the sections of a band: from the first up to, not including, the end.
func (p *gridPlan) sectionsOf(b int) (first, end int) {
	if b+1 < len(p.bands) {
		return p.bands[b].section, p.bands[b+1].section
	}
	return p.bands[b].section, len(p.starts) - 1
}

// itemsOf are the items of a band.
func (p *gridPlan) itemsOf(b int) (first, end int) {
	from, to := p.sectionsOf(b)
	return p.starts[from], p.starts[to]
}

// place is where an item's cell stands.
func (p *gridPlan) place(item int) fyne.Position {
	b := p.bandOf(item)
	first, _ := p.itemsOf(b)
	row, col := (item-first)/p.cols, (item-first)%p.cols
	return fyne.NewPos(float32(col)*(p.cell.Width+p.gap), p.bands[b].top+p.head+float32(row)*(p.cell.Height+p.gap))
}

// between are the items whose rows lie between two heights, wholly or in part: from the first up to, not including, the end.
func (p *gridPlan) between(top, bottom float32) (first, end int) {
	return p.rowAt(top, 0), p.rowAt(bottom, 1)
}

// rowAt is the first item of the row at a height, or of one that many rows further down.
func (p *gridPlan) rowAt(y float32, further int) int {
	b := p.bandAt(y)
	first, end := p.itemsOf(b)
	row := int(max(y-p.bands[b].top-p.head, 0)/(p.cell.Height+p.gap)) + further
	return min(first+row*p.cols, end)
}

// above is the item in the row above an item, in its column or the last before it; the same item in the first row.
func (p *gridPlan) above(item int) int {
	b := p.bandOf(item)
	first, _ := p.itemsOf(b)
	col := (item - first) % p.cols
	switch {
	case item-p.cols >= first:
		return item - p.cols
	case b == 0:
		return item
	}
	first, end := p.itemsOf(b - 1)
	row := (end - 1 - first) / p.cols
	return min(first+row*p.cols+col, end-1)
}

// below is the item in the row below an item, in its column or the last before it; the same item in the last row.
func (p *gridPlan) below(item int) int {
	b := p.bandOf(item)
	first, end := p.itemsOf(b)
	row, col := (item-first)/p.cols, (item-first)%p.cols
	switch {
	case first+(row+1)*p.cols < end:
		return min(item+p.cols, end-1)
	case b == len(p.bands)-1:
		return item
	}
	first, end = p.itemsOf(b + 1)
	return min(first+col, end-1)
}
