package widgets

import (
	"context"
	"image"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// PicturePart is where a whole picture lies on the pixels that are seen of it: its corner, and how large it is.
type PicturePart struct{ X, Y, Width, Height float64 }

// RenderPart makes the pixels that are seen of a picture. It is called like RenderPicture.
type RenderPart func(ctx context.Context, size PictureSize, part PicturePart) image.Image

// ZoomView shows a drawing that may be far larger than its room: dragging moves it, the wheel too; with Control the wheel makes it larger or
// smaller about the pointer, as do the keys + and −, 0 fits it into the width. Only what is seen is drawn. Close when it's no longer used.
type ZoomView struct {
	widget.BaseWidget
	natural fyne.Size // its proportions
	zoom    float32   // times the width of the room
	at      fyne.Position

	focused bool
	held    func() fyne.KeyModifier
	part    atomic.Pointer[zoomPart]
	picture *Picture
	frame   *canvas.Rectangle
}

// zoomPart is what is seen, in units.
type zoomPart struct {
	at    fyne.Position
	whole fyne.Size
}

var (
	_ fyne.Draggable     = (*ZoomView)(nil)
	_ fyne.Scrollable    = (*ZoomView)(nil)
	_ fyne.Focusable     = (*ZoomView)(nil)
	_ desktop.Cursorable = (*ZoomView)(nil)
)

const (
	largestView  = 8
	smallestView = 0.25
	keyMove      = 60 // units that an arrow key moves
)

// NewZoomView makes a view of a drawing of some proportions, fitted into the width.
func NewZoomView(natural fyne.Size, render RenderPart) *ZoomView {
	v := &ZoomView{natural: natural, zoom: 1, frame: canvas.NewRectangle(nil), held: heldModifiers}
	v.picture = NewPicture(func(ctx context.Context, size PictureSize) image.Image {
		p := v.part.Load()
		if p == nil || size.Scale <= 0 {
			return nil
		}
		k := float64(size.Scale)
		return render(ctx, size, PicturePart{k * float64(p.at.X), k * float64(p.at.Y), k * float64(p.whole.Width), k * float64(p.whole.Height)})
	})
	v.ExtendBaseWidget(v)
	return v
}

// heldModifiers are the keys that are held while a wheel turns.
func heldModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// Close ends the drawing.
func (v *ZoomView) Close() { v.picture.Close() }

// Zoom is how large the drawing is: 1 is as wide as the room.
func (v *ZoomView) Zoom() float32 { return v.zoom }

// Corner is where the drawing's upper left corner lies.
func (v *ZoomView) Corner() fyne.Position { return v.at }

// whole is how large the drawing is.
func (v *ZoomView) whole() fyne.Size {
	w := v.zoom * v.Size().Width
	return fyne.NewSize(w, w*v.natural.Height/max(v.natural.Width, 1))
}

// ZoomBy makes the drawing so many times as large about a place of the room.
func (v *ZoomView) ZoomBy(by float32, about fyne.Position) {
	zoom := min(max(v.zoom*by, smallestView), largestView)
	k := zoom / v.zoom
	v.zoom = zoom
	v.moveTo(fyne.NewPos(about.X-(about.X-v.at.X)*k, about.Y-(about.Y-v.at.Y)*k))
}

// moveTo puts the drawing's corner somewhere, as far as the room stays filled.
func (v *ZoomView) moveTo(at fyne.Position) {
	room, whole := v.Size(), v.whole()
	v.at = fyne.NewPos(keepIn(at.X, room.Width, whole.Width), keepIn(at.Y, room.Height, whole.Height))
	v.part.Store(&zoomPart{v.at, whole})
	v.picture.Redraw()
}

// keepIn is where a length begins in a room: in its middle where it is shorter, else so that the room is filled.
func keepIn(at, room, length float32) float32 {
	if length <= room {
		return (room - length) / 2
	}
	return min(max(at, room-length), 0)
}

// Dragged moves the drawing along with the pointer.
func (v *ZoomView) Dragged(e *fyne.DragEvent) { v.moveTo(v.at.AddXY(e.Dragged.DX, e.Dragged.DY)) }

// DragEnd is the end of a drag.
func (v *ZoomView) DragEnd() {}

// Scrolled moves the drawing, or, with Control, makes it larger or smaller.
func (v *ZoomView) Scrolled(e *fyne.ScrollEvent) {
	if v.held()&fyne.KeyModifierControl == 0 {
		v.moveTo(v.at.AddXY(e.Scrolled.DX, e.Scrolled.DY))
		return
	}
	by := float32(zoomStep)
	if e.Scrolled.DY < 0 {
		by = 1 / by
	}
	v.ZoomBy(by, e.Position)
}

// Tapped takes the keyboard.
func (v *ZoomView) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		c.Focus(v)
	}
}

// Cursor shows that the drawing can be moved.
func (v *ZoomView) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained draws a frame.
func (v *ZoomView) FocusGained() { v.setFocused(true) }

// FocusLost takes it away.
func (v *ZoomView) FocusLost() { v.setFocused(false) }

func (v *ZoomView) setFocused(f bool) {
	v.focused = f
	show(v.frame, f)
	v.frame.Refresh()
}

// TypedRune makes the drawing larger or smaller, or fits it into the width.
func (v *ZoomView) TypedRune(r rune) {
	middle := fyne.NewPos(v.Size().Width/2, v.Size().Height/2)
	switch r {
	case '+', '=':
		v.ZoomBy(zoomStep, middle)
	case '-':
		v.ZoomBy(1/float32(zoomStep), middle)
	case '0':
		v.zoom = 1
		v.moveTo(fyne.Position{})
	default:
		passRune(v, r)
	}
}

// TypedKey moves the drawing, or hands on.
func (v *ZoomView) TypedKey(e *fyne.KeyEvent) {
	by := map[fyne.KeyName]fyne.Position{
		fyne.KeyLeft: {X: keyMove}, fyne.KeyRight: {X: -keyMove}, fyne.KeyUp: {Y: keyMove}, fyne.KeyDown: {Y: -keyMove},
		fyne.KeyPageUp: {Y: v.Size().Height}, fyne.KeyPageDown: {Y: -v.Size().Height}, fyne.KeyHome: {Y: v.whole().Height}, fyne.KeyEnd: {Y: -v.whole().Height},
	}
	if move, known := by[e.Name]; known {
		v.moveTo(v.at.Add(move))
		return
	}
	passKey(v, e)
}

// CreateRenderer links the widget to its drawing.
func (v *ZoomView) CreateRenderer() fyne.WidgetRenderer {
	applyStyle := func() {
		v.frame.StrokeColor, v.frame.StrokeWidth, v.frame.CornerRadius = ink(v, theme.ColorNameFocus), 2, step
		show(v.frame, v.focused)
	}
	applyStyle()
	return &parts{
		of: v, objects: []fyne.CanvasObject{v.picture, v.frame}, applyStyle: applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(200, 120) },
		asIs:    func(o fyne.CanvasObject) bool { return o == fyne.CanvasObject(v.picture) },
		layOut: func(size fyne.Size) {
			place(v.picture, 0, 0, size.Width, size.Height)
			place(v.frame, 0, 0, size.Width, size.Height)
			v.moveTo(v.at)
		},
	}
}
