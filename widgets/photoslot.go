package widgets

import (
	"image"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// litFor is how long a slot stays lit without news of the pointer: a drag that is cancelled sends nothing.
const litFor = 1500 * time.Millisecond

// Photo is what a PhotoSlot shows.
type Photo struct {
	Image         image.Image // bounded already: the slot holds it as it is
	Width, Height int         // of the photo itself in pixels, which marks refer to; 0: as the image
	Name, Detail  string      // the file's name, and below it its size or the like
}

// PhotoSlot is the place for one photo: empty, busy, with a picture as large as fits, or with the reason why there is
// none. A click, Enter or Space asks for a photo by OnTapped; where several boxes are marked, a click on a faint one, or the
// keys left and right, choose it by OnBox. The wheel, a drag and the keys +, − and 0 show a part of it larger, by OnZoom where there is
// one. Points wait for the pointer or the keyboard.
type PhotoSlot struct {
	widget.BaseWidget
	OnTapped func()
	OnBox    func(i int)
	OnZoom   func(z Zoom)

	emptyText, message string
	photo              Photo
	state              slotState
	boxHint            string // what a click on a faint box does
	focused, lit       bool
	cancelLit          func()

	frame        *canvas.Rectangle
	picture      *canvas.Image
	clip         *container.Clip // cuts off what of the picture reaches beyond the frame
	crop         cropped
	painted      image.Image // by picture
	marks        *photoMarks
	icon         *widget.Icon
	busy         *widget.Activity
	name, detail *canvas.Text
	lines        [slotLines]*canvas.Text
}

type slotState int

const (
	slotEmpty slotState = iota
	slotBusy
	slotPhoto
	slotFailed

	detailGap = " · "
	slotLines = 4
	slotIcon  = 40
	slotEdge  = 2 // between frame and picture
)

var (
	_ fyne.Focusable     = (*PhotoSlot)(nil)
	_ fyne.Tappable      = (*PhotoSlot)(nil)
	_ desktop.Hoverable  = (*PhotoSlot)(nil)
	_ desktop.Cursorable = (*PhotoSlot)(nil)
)

// NewPhotoSlot makes an empty slot; empty is the sentence that says what to do.
func NewPhotoSlot(empty string, tapped func()) *PhotoSlot {
	s := &PhotoSlot{
		OnTapped: tapped, emptyText: empty, cancelLit: func() {},
		frame:   canvas.NewRectangle(nil),
		picture: &canvas.Image{FillMode: canvas.ImageFillContain}, marks: newPhotoMarks(),
		icon: widget.NewIcon(nil), busy: widget.NewActivity(),
		name: canvas.NewText("", nil), detail: canvas.NewText("", nil),
	}
	s.marks.quiet = true
	s.clip = container.NewClip(container.NewWithoutLayout(s.picture))
	for i := range s.lines {
		s.lines[i] = canvas.NewText("", nil)
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetEmptyText changes the sentence of the empty slot.
func (s *PhotoSlot) SetEmptyText(text string) {
	s.emptyText = text
	s.Refresh()
}

// Clear empties the slot.
func (s *PhotoSlot) Clear() { s.set(slotEmpty, Photo{}, "") }

// SetBusy says that a photo is on its way; what is a word like "Reading…".
func (s *PhotoSlot) SetBusy(name, what string) { s.set(slotBusy, Photo{Name: name}, what) }

// SetPhoto shows a photo, without marks.
func (s *PhotoSlot) SetPhoto(p Photo) { s.set(slotPhoto, p, "") }

// SetFailed says why the photo can't be shown.
func (s *PhotoSlot) SetFailed(name, reason string) { s.set(slotFailed, Photo{Name: name}, reason) }

func (s *PhotoSlot) set(state slotState, p Photo, message string) {
	if p.Image != nil && (p.Width <= 0 || p.Height <= 0) {
		p.Width, p.Height = p.Image.Bounds().Dx(), p.Image.Bounds().Dy()
	}
	if p.Image != s.photo.Image {
		s.marks.zoom = Zoom{}
	}
	s.state, s.photo, s.message = state, p, message
	s.SetMarks(nil, nil)
}

// SetMarks draws boxes and points over the photo, in the photo's own pixels (see Photo.Width), until another photo comes.
func (s *PhotoSlot) SetMarks(boxes []Box, points []fyne.Position) {
	s.marks.set(s.photo.Width, s.photo.Height, boxes, points)
	s.Refresh()
}

// Contains tells whether a position, counted from the canvas's corner, lies on the slot.
func (s *PhotoSlot) Contains(pos fyne.Position) bool {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s)
	d, size := pos.Subtract(at), s.Size()
	return s.Visible() && d.X >= 0 && d.Y >= 0 && d.X < size.Width && d.Y < size.Height
}

// SetLit lights the slot up as the place where a photo would land, or puts it out. It goes dark by itself.
func (s *PhotoSlot) SetLit(lit bool) {
	s.cancelLit()
	if lit {
		s.cancelLit = later(litFor, func() { doUI(func() { s.SetLit(false) }) })
	}
	if lit != s.lit {
		s.lit = lit
		s.Refresh()
	}
}

// Zoom is how large the photo is shown, and which place of it.
func (s *PhotoSlot) Zoom() Zoom { return s.marks.zoom }

// Lit tells whether the slot is lit.
func (s *PhotoSlot) Lit() bool { return s.lit }

// MouseIn lights the slot: a dragged file sends it as the bare pointer does.
func (s *PhotoSlot) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved keeps the slot lit, and shows which box a click would choose.
func (s *PhotoSlot) MouseMoved(e *desktop.MouseEvent) {
	s.SetLit(true)
	s.marks.setNear(true)
	s.hover(s.choosable(e.Position))
}

// MouseOut puts the slot out.
func (s *PhotoSlot) MouseOut() {
	s.SetLit(false)
	s.marks.setNear(s.focused)
	s.hover(-1)
}

// Tapped chooses the box at the event's place, or asks for a photo.
func (s *PhotoSlot) Tapped(e *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
	if e != nil && s.tapBox(e.Position) {
		return
	}
	if s.OnTapped != nil {
		s.OnTapped()
	}
}

// FocusGained shows the ring of the keyboard.
func (s *PhotoSlot) FocusGained() { s.setFocused(true) }

// FocusLost takes it away.
func (s *PhotoSlot) FocusLost() { s.setFocused(false) }

func (s *PhotoSlot) setFocused(f bool) {
	s.focused = f
	s.marks.setNear(f)
	s.Refresh()
}

// TypedRune makes the photo larger or smaller, or hands on.
func (s *PhotoSlot) TypedRune(r rune) {
	if z, ok := zoomedSlot(s).byKey(r); ok && s.state == slotPhoto {
		askZoom(s, z)
		return
	}
	passRune(s, r)
}

// TypedKey asks for a photo by Enter or Space, chooses another box by left and right, or hands on.
func (s *PhotoSlot) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		s.stepBox(-1)
	case fyne.KeyRight:
		s.stepBox(+1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.Tapped(nil)
	default:
		passKey(s, e)
	}
}

// CreateRenderer links the widget to its drawing.
func (s *PhotoSlot) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{of: s, layOut: s.layOut, minSize: func() fyne.Size { return fyne.NewSize(112, 112) }, applyStyle: s.applyStyle, asIs: s.isPainted}
	p.objects = []fyne.CanvasObject{s.frame, s.clip, s.marks.raster, s.icon, s.busy, s.name, s.detail}
	for _, l := range s.lines {
		p.objects = append(p.objects, l)
	}
	s.applyStyle()
	return p
}

// isPainted tells of the picture, to scale which takes Fyne's goroutine a tenth of a second, whether it is the same as before.
func (s *PhotoSlot) isPainted(o fyne.CanvasObject) bool {
	if o != fyne.CanvasObject(s.clip) {
		return false
	}
	same := s.painted == s.picture.Image
	s.painted = s.picture.Image
	return same
}

func (s *PhotoSlot) applyStyle() {
	s.frame.FillColor, s.frame.StrokeColor, s.frame.StrokeWidth = ink(s, ColorWell), ink(s, theme.ColorNameInputBorder), 1
	s.frame.CornerRadius = step
	if s.lit || s.focused {
		s.frame.StrokeColor, s.frame.StrokeWidth = ink(s, theme.ColorNamePrimary), 2
	}
	show(s.clip, s.state == slotPhoto)
	show(s.marks.raster, s.state == slotPhoto && s.marks.any())
	restyleIcon(s)
	style(s, s.name, theme.ColorNameForeground, theme.SizeNameText)
	style(s, s.detail, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	message := theme.ColorNamePlaceHolder
	if s.state == slotFailed {
		message = theme.ColorNameForeground
	}
	for _, l := range s.lines {
		style(s, l, message, theme.SizeNameText)
	}
}

func restyleIcon(s *PhotoSlot) {
	switch {
	case s.state == slotFailed:
		s.icon.SetResource(theme.NewColoredResource(theme.WarningIcon(), theme.ColorNameWarning))
	case s.lit:
		s.icon.SetResource(theme.NewColoredResource(theme.AccountIcon(), theme.ColorNamePrimary))
	default:
		s.icon.SetResource(theme.NewColoredResource(theme.AccountIcon(), theme.ColorNamePlaceHolder))
	}
	show(s.icon, s.state == slotEmpty || s.state == slotFailed)
	show(s.busy, s.state == slotBusy)
	if s.state == slotBusy {
		s.busy.Start()
	} else {
		s.busy.Stop()
	}
}

func (s *PhotoSlot) layOut(size fyne.Size) {
	body, caption := lineHeight(s, theme.SizeNameText), lineHeight(s, theme.SizeNameCaptionText)
	top := max(size.Height-body-caption-step, 0) // the caption's room is kept, so that nothing jumps
	place(s.frame, 0, 0, size.Width, top)
	place(s.clip, slotEdge, slotEdge, size.Width-2*slotEdge, top-2*slotEdge)
	zoomedSlot(s).layOut(fyne.Position{}, s.clip.Size())
	place(s.marks.raster, slotEdge, slotEdge, size.Width-2*slotEdge, top-2*slotEdge)

	detail := s.photo.Detail
	if s.marks.hovered >= 0 {
		detail = s.boxHint
	}
	s.name.Text = elide(s.photo.Name, size.Width, s.name.TextSize, s.name.TextStyle)
	s.detail.Text = joinWhole(strings.Split(detail, detailGap), detailGap, size.Width, s.detail) // what counts comes first
	put(s.name, (size.Width-s.name.MinSize().Width)/2, top+step)
	put(s.detail, (size.Width-s.detail.MinSize().Width)/2, top+step+body)
	s.layoutMessage(size.Width, top, body)
}

// layoutMessage centres the icon with the sentence below it; where both have too little room, the sentence alone.
func (s *PhotoSlot) layoutMessage(width, height, line float32) {
	text := s.message
	if s.state == slotEmpty {
		text = s.emptyText
	}
	icon := float32(slotIcon + 2*step)
	room := fyne.NewSize(width-6*step, height-icon-2*step)
	lines, whole := fitLines(text, room, line, s.lines[0].TextSize, slotLines)
	if !whole && s.state != slotBusy {
		icon = 0
		room.Height = height - 2*step
		lines, _ = fitLines(text, room, line, s.lines[0].TextSize, slotLines)
	}
	show(s.icon, icon > 0 && (s.state == slotEmpty || s.state == slotFailed))
	y := (height - icon - float32(len(lines))*line) / 2
	place(s.icon, (width-slotIcon)/2, y, slotIcon, slotIcon)
	place(s.busy, (width-slotIcon)/2, y, slotIcon, slotIcon)
	for i, t := range s.lines {
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
		put(t, (width-t.MinSize().Width)/2, y+icon+float32(i)*line)
	}
}
