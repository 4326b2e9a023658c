package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/internal/xwindow"
	"siamface/widgets"
)

// programName is what the desktop calls the program.
const programName = "siamface"

// dropHint says over the whole window where what is dragged over it will land. The toolkit doesn't tell of drags; the X Window System
// does, but not what is dragged.
type dropHint struct {
	w     *Window
	layer *fyne.Container
	frame *canvas.Rectangle
	where *widget.Label
	close func() // ends the watch
}

func newDropHint(w *Window) *dropHint {
	h := &dropHint{w: w, frame: canvas.NewRectangle(nil), where: widget.NewLabel(""), close: func() {}}
	h.where.Alignment = fyne.TextAlignCenter
	card := container.NewHBox(layout.NewSpacer(), widgets.NewCard(h.where), layout.NewSpacer())
	h.layer = container.NewStack(h.frame, container.NewVBox(layout.NewSpacer(), addPadding(0, 12*step, 0, 0, card)))
	h.layer.Hide()
	return h
}

// watch begins to watch the window, once there is one; where the system doesn't tell of drags there is no hint.
func (h *dropHint) watch() {
	native, ok := h.w.win.(driver.NativeWindow)
	if !ok {
		return
	}
	native.RunNative(func(system any) {
		x, ok := system.(driver.X11WindowContext)
		switch {
		case !ok:
			return
		case x.WindowHandle == 0: // the toolkit makes it later
			time.AfterFunc(frame, func() { draw(h.watch) })
			return
		}
		id := xwindow.ID(x.WindowHandle)
		runInBackground(func() (func(), error) {
			if err := xwindow.SetClass(id, programName); err != nil {
				return nil, err
			}
			return xwindow.WatchDrags(id, func(x, y int, inside bool) { draw(func() { h.show(x, y, inside) }) })
		}, func(end func(), err error) {
			if err == nil {
				h.close = end
			}
		})
	})
}

// show says where what is dragged to a pixel of the window will land, or nothing any more.
func (h *dropHint) show(x, y int, inside bool) {
	if !inside {
		h.layer.Hide()
		return
	}
	scale := h.w.win.Canvas().Scale()
	text := h.describe(fyne.NewPos(float32(x)/scale, float32(y)/scale))
	if h.layer.Visible() && h.where.Text == text {
		return
	}
	h.where.SetText(text)
	h.frame.StrokeColor, h.frame.StrokeWidth = theme.Color(theme.ColorNamePrimary), step
	h.layer.Show()
	h.layer.Refresh()
}

// describe says where things land that are dropped at a place of the window.
func (h *dropHint) describe(at fyne.Position) string {
	w := h.w
	key := "drop.left"
	if w.verification.slotFor(at, w.tabs.Selected() == tabVerification) == 1 {
		key = "drop.right"
	}
	return w.Words.Text("drop.where", w.Words.Text(key))
}
