package audit

import (
	"math"
	"math/bits"
)

// correlate is Pearson's correlation of the details at all cells where neither picture is too dark or too bright to have any; −1 where hardly
// any such place is left. With mirrored, it is that with the other's mirror image. What each picture's own details add up to is known
// before; here those are taken out whose partner is hidden, mostly none.
func (s *small) correlate(o *small, mirrored bool) float64 {
	m := moments{n: s.sums.n, a: s.sums.a, aa: s.sums.aa, b: o.sums.a, bb: o.sums.aa}
	o.hidden.visit(func(j int) {
		if mirrored {
			j = mirrorCell(j)
		}
		if !s.hidden.has(j) {
			m.n--
			m.a, m.aa = m.a-int64(s.detail[j]), m.aa-square(s.detail[j])
		}
	})
	s.hidden.visit(func(i int) {
		if mirrored {
			i = mirrorCell(i)
		}
		m.b, m.bb = m.b-int64(o.detail[i]), m.bb-square(o.detail[i])
	})
	if m.ab = addProducts(&s.detail, &o.detail); mirrored {
		m.ab = addMirrored(&s.detail, &o.detail)
	}
	return m.correlation(fewest)
}

func square(v int16) int64 { return int64(v) * int64(v) }

// addProducts adds up the products of two pictures' details.
func addProducts(a, b *[cells]int16) (sum int64) {
	for at := 0; at < cells; at += side {
		x, y := (*[side]int16)(a[at:]), (*[side]int16)(b[at:])
		var even, odd int32 // have room: details are below 16 · 238
		for k := 0; k < side; k += 2 {
			even += int32(x[k]) * int32(y[k])
			odd += int32(x[k+1]) * int32(y[k+1])
		}
		sum += int64(even) + int64(odd)
	}
	return sum
}

// addMirrored is addProducts with the second picture mirrored.
func addMirrored(a, b *[cells]int16) (sum int64) {
	for at := 0; at < cells; at += side {
		x, y := (*[side]int16)(a[at:]), (*[side]int16)(b[at:])
		row := int32(0)
		for k := range side {
			row += int32(x[k]) * int32(y[side-1-k])
		}
		sum += int64(row)
	}
	return sum
}

// hiddenCells are the cells of a picture that are too dark or too bright to have any detail, a bit each.
type hiddenCells [cells / 64]uint64

func (h *hiddenCells) add(cell int) { h[cell/64] |= 1 << (cell % 64) }

func (h *hiddenCells) has(cell int) bool { return h[cell/64]>>(cell%64)&1 == 1 }

// visit shows the cells in their order.
func (h *hiddenCells) visit(visit func(cell int)) {
	for k, word := range h {
		for ; word != 0; word &= word - 1 {
			visit(k*64 + bits.TrailingZeros64(word))
		}
	}
}

// moments are the sums of which a correlation is made.
type moments struct{ n, a, b, aa, bb, ab int64 }

func (m *moments) add(x, y int64) {
	m.n, m.a, m.b, m.aa, m.bb, m.ab = m.n+1, m.a+x, m.b+y, m.aa+x*x, m.bb+y*y, m.ab+x*y
}

// correlation is Pearson's, −1 of fewer than least pairs or where one side is all the same.
func (m *moments) correlation(least int64) float64 {
	if m.n < least {
		return -1
	}
	spread := math.Sqrt(float64(m.n*m.aa-m.a*m.a)) * math.Sqrt(float64(m.n*m.bb-m.b*m.b))
	if spread == 0 {
		return -1
	}
	return float64(m.n*m.ab-m.a*m.b) / spread
}
