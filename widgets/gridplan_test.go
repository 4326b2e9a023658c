package widgets_test

import (
	"math/rand/v2"
	"testing"

	"siamface/widgets"
)

// naivePlan places items by walking through all of them.
func naivePlan(counts []int, cols int, cellW, cellH, gap, head float32) (x, y []float32) {
	top, used := float32(0), 0 // used are the columns taken in the row
	rowTop := float32(0)
	for s, n := range counts {
		if s == 0 || used+n > cols { // a new stripe
			if s > 0 {
				top = rowTop + cellH + gap
			}
			rowTop, used = top+head, 0
		}
		for range n {
			if used == cols {
				rowTop, used = rowTop+cellH+gap, 0
			}
			x, y = append(x, float32(used)*(cellW+gap)), append(y, rowTop)
			used++
		}
		if n > cols { // a section of several rows shares none
			used = cols
		}
	}
	return x, y
}

func TestGridPlan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var counts []int
		for range 1 + r.IntN(40) {
			counts = append(counts, 1+r.IntN(1+r.IntN(30)))
		}
		p := widgets.NewPlan(counts, 60+r.Float32()*1200)
		x, y := naivePlan(counts, p.Columns(), p.Cell().Width, p.Cell().Height, widgets.PlanGap, widgets.PlanHead)
		for i := range x {
			if at := p.Place(i); at.X != x[i] || at.Y != y[i] {
				t.Fatalf("%v in %d columns: item %d is at %v, want %v, %v", counts, p.Columns(), i, at, x[i], y[i])
			}
		}
		checkView(t, p, y, r.Float32()*p.Height(), 300)
		checkRows(t, p, x, y)
	}
}

// checkView compares what is in view with all items whose cells reach into it. Headings in between may give a row more.
func checkView(t *testing.T, p widgets.Plan, y []float32, top, height float32) {
	t.Helper()
	first, end := p.Between(top, top+height)
	for i := range y {
		inside := y[i] < top+height && y[i]+p.Cell().Height > top
		if inside && (i < first || i >= end) {
			t.Fatalf("item %d at %v is in view from %v on, but items %d to %d are shown", i, y[i], top, first, end)
		}
	}
	for _, i := range []int{first, end - 1} {
		if far := p.Cell().Height + widgets.PlanGap + widgets.PlanHead; y[i] > top+height+far || y[i]+2*far < top {
			t.Fatalf("item %d at %v is shown in %v to %v", i, y[i], top, top+height)
		}
	}
}

// checkRows wants the arrows up and down to lead to the next row, to the column or the last before it.
func checkRows(t *testing.T, p widgets.Plan, x, y []float32) {
	t.Helper()
	for i := range x {
		want := i // the last item of the next higher value of y that isn't right of x
		for k := i + 1; k < len(x); k++ {
			if y[k] > y[i] && (want == i || y[k] == y[want] && x[k] <= x[i]) {
				want = k
			}
		}
		if got := p.Below(i); got != want {
			t.Fatalf("below item %d at %v, %v comes %d, want %d", i, x[i], y[i], got, want)
		}
		if up := p.Above(i); y[up] > y[i] || x[up] > x[i] || y[i] > 0 && i >= p.Columns() && y[up] == y[i] {
			t.Fatalf("above item %d at %v, %v comes %d at %v, %v", i, x[i], y[i], up, x[up], y[up])
		}
	}
}

// The cells fill the width but for less than a unit a column, and are never below the least.
func TestGridPlanFillsTheWidth(t *testing.T) {
	for width := float32(80); width < 3000; width += 13 {
		p := widgets.NewPlan([]int{500}, width)
		used := float32(p.Columns())*(p.Cell().Width+widgets.PlanGap) - widgets.PlanGap
		if used > width || width-used >= float32(p.Columns()) || p.Cell().Width < widgets.LeastSide+8 {
			t.Errorf("%d columns of %v in %v", p.Columns(), p.Cell().Width, width)
		}
	}
}
