package widgets

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// SetBoxHint changes the words that stand below the photo while the pointer is on a box that can be chosen.
func (s *PhotoSlot) SetBoxHint(text string) { s.boxHint = text }

// Cursor is a hand over a box that can be chosen.
func (s *PhotoSlot) Cursor() desktop.Cursor {
	if s.marks.hovered >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// BoxCentre is the middle of box i, counted from the slot's corner.
func (s *PhotoSlot) BoxCentre(i int) fyne.Position {
	size := s.marks.raster.Size()
	scale, left, top := s.marks.fit(float64(size.Width), float64(size.Height))
	b := s.marks.boxes[i]
	x, y := left+scale*float64(b.X+b.Width/2), top+scale*float64(b.Y+b.Height/2)
	return s.marks.raster.Position().AddXY(float32(x), float32(y))
}

// boxAt is the smallest box at a place of the slot, −1: none.
func (s *PhotoSlot) boxAt(pos fyne.Position) int {
	if s.state != slotPhoto || s.photo.Width <= 0 || s.photo.Height <= 0 {
		return -1
	}
	size := s.marks.raster.Size()
	scale, left, top := s.marks.fit(float64(size.Width), float64(size.Height))
	at := pos.Subtract(s.marks.raster.Position())
	x, y := float32((float64(at.X)-left)/scale), float32((float64(at.Y)-top)/scale)
	found := -1
	for i, b := range s.marks.boxes {
		inside := x >= b.X && y >= b.Y && x < b.X+b.Width && y < b.Y+b.Height
		if inside && (found < 0 || b.Width*b.Height < s.marks.boxes[found].Width*s.marks.boxes[found].Height) {
			found = i
		}
	}
	return found
}

// choosable is the box that a click at a place would choose, −1: none.
func (s *PhotoSlot) choosable(pos fyne.Position) int {
	if i := s.boxAt(pos); i >= 0 && s.marks.boxes[i].Faint && s.OnBox != nil {
		return i
	}
	return -1
}

// hover shows which box the pointer is on.
func (s *PhotoSlot) hover(i int) {
	if i == s.marks.hovered {
		return
	}
	s.marks.hovered = i
	s.layOut(s.Size()) // the words below
	s.detail.Refresh()
	s.marks.raster.Refresh()
}

// tapBox chooses the box at a place. Where there are several, a click on the one that is chosen does nothing: who aims at a face
// doesn't want another photo.
func (s *PhotoSlot) tapBox(pos fyne.Position) bool {
	if i := s.choosable(pos); i >= 0 {
		s.hover(-1)
		s.OnBox(i)
		return true
	}
	return len(s.marks.boxes) > 1 && s.boxAt(pos) >= 0
}

// stepBox chooses the next box from the left to the right, or back.
func (s *PhotoSlot) stepBox(by int) {
	if len(s.marks.boxes) < 2 || s.OnBox == nil {
		return
	}
	order := make([]int, len(s.marks.boxes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(s.marks.boxes[i].X, s.marks.boxes[j].X) })
	at := slices.IndexFunc(order, func(i int) bool { return !s.marks.boxes[i].Faint })
	s.OnBox(order[(at+by+len(order))%len(order)])
}
