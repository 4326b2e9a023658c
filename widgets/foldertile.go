package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tileFaces is how many pictures a FolderTile shows.
const tileFaces = 3

// FolderTile is a folder to be opened again: a few of its pictures, its name, and where it lies. A click, Enter or Space opens it.
type FolderTile struct {
	widget.BaseWidget
	OnTapped func()

	name, where      string
	focused, hovered bool
	ground           *canvas.Rectangle
	wells            [tileFaces]*canvas.Rectangle
	pictures         [tileFaces]*canvas.Image
	title, detail    *canvas.Text
}

var (
	_ fyne.Focusable     = (*FolderTile)(nil)
	_ fyne.Tappable      = (*FolderTile)(nil)
	_ desktop.Hoverable  = (*FolderTile)(nil)
	_ desktop.Cursorable = (*FolderTile)(nil)
)

// NewFolderTile makes a tile without pictures.
func NewFolderTile(name, where string, tapped func()) *FolderTile {
	t := &FolderTile{OnTapped: tapped, name: name, where: where, ground: canvas.NewRectangle(nil)}
	t.title, t.detail = canvas.NewText("", nil), canvas.NewText("", nil)
	for i := range tileFaces {
		t.wells[i] = canvas.NewRectangle(nil)
		t.pictures[i] = &canvas.Image{FillMode: canvas.ImageFillContain}
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetPictures shows square pictures, the first ones of those given.
func (t *FolderTile) SetPictures(pictures []image.Image) {
	for i := range t.pictures {
		t.pictures[i].Image = nil
		if i < len(pictures) {
			t.pictures[i].Image = pictures[i]
		}
	}
	t.Refresh()
}

// Tapped opens the folder.
func (t *FolderTile) Tapped(*fyne.PointEvent) { t.OnTapped() }

// TypedKey opens the folder or hands on.
func (t *FolderTile) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		t.OnTapped()
	default:
		passKey(t, e)
	}
}

// TypedRune hands on.
func (t *FolderTile) TypedRune(r rune) { passRune(t, r) }

// FocusGained shows where the keyboard is.
func (t *FolderTile) FocusGained() { t.setState(true, t.hovered) }

// FocusLost hides it.
func (t *FolderTile) FocusLost() { t.setState(false, t.hovered) }

// MouseIn shows that it can be clicked.
func (t *FolderTile) MouseIn(*desktop.MouseEvent) { t.setState(t.focused, true) }

// MouseMoved changes nothing.
func (t *FolderTile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides that it can be clicked.
func (t *FolderTile) MouseOut() { t.setState(t.focused, false) }

// Cursor is a hand.
func (t *FolderTile) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (t *FolderTile) setState(focused, hovered bool) {
	t.focused, t.hovered = focused, hovered
	t.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (t *FolderTile) CreateRenderer() fyne.WidgetRenderer {
	t.applyStyle()
	p := &parts{of: t, objects: []fyne.CanvasObject{t.ground}, applyStyle: t.applyStyle, layOut: t.layOut}
	for i := range tileFaces {
		p.objects = append(p.objects, t.wells[i], t.pictures[i])
	}
	p.objects = append(p.objects, t.title, t.detail)
	p.minSize = func() fyne.Size { return fyne.NewSize(160, 14*step) }
	return p
}

func (t *FolderTile) applyStyle() {
	t.ground.FillColor, t.ground.CornerRadius, t.ground.StrokeWidth = ink(t, theme.ColorNameBackground), 2*step, 1
	t.ground.StrokeColor = ink(t, theme.ColorNameSeparator)
	if t.hovered || t.focused {
		t.ground.StrokeColor = ink(t, theme.ColorNamePrimary)
	}
	if t.focused {
		t.ground.StrokeWidth = 2
	}
	for i, w := range t.wells {
		w.FillColor, w.CornerRadius = ink(t, ColorWell), 2
		show(t.pictures[i], t.pictures[i].Image != nil)
	}
	style(t, t.title, theme.ColorNameForeground, theme.SizeNameText)
	t.title.TextStyle.Bold = true
	style(t, t.detail, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
}

func (t *FolderTile) layOut(size fyne.Size) {
	place(t.ground, 0, 0, size.Width, size.Height)
	side := min(size.Height-4*step, 10*step)
	x := 2 * step
	for i := range tileFaces {
		wanted := i == 0 || size.Width >= 280 && t.pictures[i].Image != nil // a narrow tile shows one
		show(t.wells[i], wanted)
		show(t.pictures[i], wanted && t.pictures[i].Image != nil)
		if wanted {
			place(t.wells[i], x, (size.Height-side)/2, side, side)
			place(t.pictures[i], x, (size.Height-side)/2, side, side)
			x += side + step
		}
	}
	room := size.Width - x - 3*step
	t.title.Text = elide(t.name, room, t.title.TextSize, t.title.TextStyle)
	t.detail.Text = elide(t.where, room, t.detail.TextSize, t.detail.TextStyle)
	y := (size.Height - t.title.MinSize().Height - t.detail.MinSize().Height) / 2
	put(t.title, x+step, y)
	put(t.detail, x+step, y+t.title.MinSize().Height)
}
