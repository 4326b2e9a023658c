package widgets_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/widgets"
)

func TestFindingListKeys(t *testing.T) {
	var chosen []int
	l := widgets.NewFindingList(func(i int) { chosen = append(chosen, i) })
	win := window(t, l, 280, 200)
	l.SetFindings(12, func(i int) widgets.Finding { return widgets.Finding{Title: string(rune('a' + i))} })
	if l.Selected() != -1 {
		t.Errorf("finding %d is selected before anybody chose", l.Selected())
	}
	l.Select(0)
	l.Focus()
	if win.Canvas().Focused() != l.Keys() {
		t.Error("the list doesn't get the keyboard")
	}
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyUp, fyne.KeyHome} {
		l.Keys().TypedKey(key(k))
	}
	if want := []int{0, 1, 11, 1, 0}; !slices.Equal(chosen, want) {
		t.Errorf("chosen %v, want %v", chosen, want)
	}
	l.SetFindings(2, func(int) widgets.Finding { return widgets.Finding{} })
	l.Select(5)
	if l.Selected() != -1 {
		t.Errorf("finding %d of two is selected", l.Selected())
	}
}
