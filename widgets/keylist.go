package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// keyList is a List whose keyboard moves the selection itself, not a focus apart from it. It belongs to a widget that it fills,
// with a ring around it while it has the keyboard.
type keyList struct {
	widget.List
	selected int                                // -1: none
	onKey    func(e *fyne.KeyEvent) (used bool) // is asked first; nil: nobody
	ring     *canvas.Rectangle
}

func newKeyList(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject), selected func(i int)) *keyList {
	k := &keyList{selected: -1, ring: canvas.NewRectangle(nil)}
	k.ring.Hide()
	k.HideSeparators = true
	k.Length, k.CreateItem, k.UpdateItem = length, create, update
	k.OnSelected = func(i widget.ListItemID) {
		k.selected = i
		selected(i)
	}
	k.ExtendBaseWidget(k)
	return k
}

// reset shows other items from the top, none selected; change puts them in the place of the old ones.
func (k *keyList) reset(change func()) {
	k.UnselectAll()
	change()
	k.selected = -1
	k.ScrollToOffset(0)
	k.Refresh()
}

// focus sends the keyboard to the list in its owner.
func (k *keyList) focus(owner fyne.CanvasObject) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(owner); c != nil {
		c.Focus(k)
	}
}

// renderer draws the list and its ring over the whole of its owner.
func (k *keyList) renderer(owner fyne.Widget, least fyne.Size) fyne.WidgetRenderer {
	applyStyle := func() {
		k.ring.StrokeColor, k.ring.StrokeWidth, k.ring.CornerRadius = ink(owner, theme.ColorNameFocus), 2, step
	}
	applyStyle()
	return &parts{
		of: owner, objects: []fyne.CanvasObject{k, k.ring}, applyStyle: applyStyle,
		minSize: func() fyne.Size { return least },
		layOut: func(size fyne.Size) {
			first := k.Size().Height <= 0
			place(k, 0, 0, size.Width, size.Height)
			if first && k.selected >= 0 { // what was selected before there was a size was scrolled to blindly
				k.ScrollToTop()
				k.ScrollTo(k.selected)
			}
			place(k.ring, 0, 0, size.Width, size.Height)
		},
	}
}

// FocusGained draws a ring around the list.
func (k *keyList) FocusGained() { k.ring.Show() }

// FocusLost takes it away.
func (k *keyList) FocusLost() { k.ring.Hide() }

// TypedKey moves the selection or hands on.
func (k *keyList) TypedKey(e *fyne.KeyEvent) {
	if k.onKey != nil && k.onKey(e) {
		return
	}
	to := k.selected
	const page = 10
	switch e.Name {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = k.Length() - 1
	default:
		passKey(k, e)
		return
	}
	k.Select(max(min(to, k.Length()-1), 0))
}

// TypedRune hands on.
func (k *keyList) TypedRune(r rune) { passRune(k, r) }
