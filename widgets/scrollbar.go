package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	barWidth  = 14 // that takes the pointer
	barThin   = 6  // that is drawn, and more below the pointer
	barThick  = 10
	barLeast  = 32 // length of the handle
	barMargin = 2
)

// scrollBar is an upright bar with a handle. It tells by callbacks where it is dragged to and knows nothing of what it scrolls.
type scrollBar struct {
	widget.BaseWidget
	dragged func(share float32) // 0 at the top, 1 at the bottom
	ended   func()              // the handle was let go

	share, part   float32 // where the handle is, and how long against the bar; above 1: nothing to scroll
	grip          float32 // where the handle is held, from its top
	held, hovered bool
	handle        *canvas.Rectangle
}

func newScrollBar(dragged func(share float32), ended func()) *scrollBar {
	b := &scrollBar{dragged: dragged, ended: ended, handle: canvas.NewRectangle(nil)}
	b.ExtendBaseWidget(b)
	return b
}

// set shows where one is: at a share of the way, with that part of the whole in view.
func (b *scrollBar) set(share, part float32) {
	b.share, b.part = share, part
	show(b.handle, part < 1)
	b.layOut(b.Size())
}

// length is the handle's.
func (b *scrollBar) length() float32 {
	return min(max(b.part*b.Size().Height, barLeast), b.Size().Height)
}

// MouseDown holds the handle, or brings it to the pointer.
func (b *scrollBar) MouseDown(e *desktop.MouseEvent) {
	if b.part >= 1 || e.Button != desktop.MouseButtonPrimary {
		return
	}
	b.held = true
	top := b.share * (b.Size().Height - b.length())
	b.grip = e.Position.Y - top
	if b.grip < 0 || b.grip > b.length() {
		b.grip = b.length() / 2
		b.pull(e.Position.Y)
	}
	b.applyStyle()
}

// MouseUp lets go.
func (b *scrollBar) MouseUp(*desktop.MouseEvent) { b.release() }

// Dragged follows the pointer.
func (b *scrollBar) Dragged(e *fyne.DragEvent) {
	if b.held {
		b.pull(e.Position.Y)
	}
}

// DragEnd lets go.
func (b *scrollBar) DragEnd() { b.release() }

func (b *scrollBar) pull(y float32) {
	if way := b.Size().Height - b.length(); way > 0 {
		b.dragged(max(min((y-b.grip)/way, 1), 0))
	}
}

func (b *scrollBar) release() {
	if b.held {
		b.held = false
		b.applyStyle()
		b.ended()
	}
}

// MouseIn makes the handle thicker.
func (b *scrollBar) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved changes nothing.
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut makes it thin again.
func (b *scrollBar) MouseOut() { b.hover(false) }

func (b *scrollBar) hover(hovered bool) {
	b.hovered = hovered
	b.applyStyle()
	b.layOut(b.Size())
	canvas.Refresh(b)
}

// CreateRenderer links the widget to its drawing.
func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	b.applyStyle()
	return &parts{
		of: b, objects: []fyne.CanvasObject{b.handle}, layOut: b.layOut, applyStyle: b.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(barWidth, 2*barLeast) },
	}
}

func (b *scrollBar) applyStyle() {
	b.handle.FillColor = ink(b, theme.ColorNameScrollBar)
	if b.held {
		b.handle.FillColor = ink(b, theme.ColorNamePrimary)
	}
	b.handle.CornerRadius = b.thickness() / 2
	b.handle.Refresh()
}

func (b *scrollBar) thickness() float32 {
	if b.held || b.hovered {
		return barThick
	}
	return barThin
}

func (b *scrollBar) layOut(size fyne.Size) {
	w := b.thickness()
	place(b.handle, size.Width-w-barMargin, b.share*(size.Height-b.length()), w, b.length())
}
