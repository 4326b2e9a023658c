package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// step is the unit of spacing.
const step float32 = 4

// margin is the space between the window's edge and what fills a tab.
const margin = 3 * step

// pages lays out objects that are shown one at a time: each fills the whole. The least size is fixed, so that the window
// doesn't grow when another is shown.
type pages struct{ least fyne.Size }

// MinSize is fixed.
func (p pages) MinSize([]fyne.CanvasObject) fyne.Size { return p.least }

// Layout gives each page the whole.
func (p pages) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

// column lays objects out below each other. Those with a share part the height that the others leave. Where not even the
// least heights fit, they get what is left.
type column struct {
	gap    float32
	shares map[int]float32 // by the object's place
	least  map[int]float32 // heights to keep for objects with a share
}

// MinSize is as wide as the widest and as high as all.
func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, -c.gap)
	for i, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
		size.Height += c.gap + c.height(i, o)
	}
	return size
}

func (c column) height(i int, o fyne.CanvasObject) float32 {
	if c.shares[i] > 0 {
		return c.least[i]
	}
	return o.MinSize().Height
}

// Layout places the objects.
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := max(size.Height-c.MinSize(objects).Height, 0)
	total := float32(0)
	for i := range objects {
		total += c.shares[i]
	}
	y := float32(0)
	for i, o := range objects {
		h := c.height(i, o)
		if total > 0 {
			h += spare * c.shares[i] / total
		}
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + c.gap
	}
}

// captioned puts an object right behind the label that names it. The label gives way where there is too little room.
type captioned struct{ label *widget.Label }

// MinSize leaves the label next to nothing.
func (c captioned) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := c.label.MinSize()
	for _, o := range objects {
		if o != c.label && o.Visible() {
			size = fyne.NewSize(size.Width+o.MinSize().Width, max(size.Height, o.MinSize().Height))
		}
	}
	return size
}

// Layout places the label and what follows it.
func (c captioned) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	words := fyne.MeasureText(c.label.Text, theme.TextSize(), c.label.TextStyle).Width + 4*theme.InnerPadding()
	x := min(words, size.Width-(c.MinSize(objects).Width-c.label.MinSize().Width))
	c.label.Resize(fyne.NewSize(x, size.Height))
	c.label.Move(fyne.NewPos(0, 0))
	for _, o := range objects {
		if o != c.label && o.Visible() {
			o.Resize(fyne.NewSize(o.MinSize().Width, size.Height))
			o.Move(fyne.NewPos(x, 0))
			x += o.MinSize().Width
		}
	}
}

// beside puts an object at the right of another, as wide as that leaves, from least to most.
type beside struct{ least, most float32 }

// MinSize is that of both.
func (b beside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	left, right := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(left.Width+b.least, max(left.Height, right.Height))
}

// Layout places both.
func (b beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := objects[0].MinSize().Width
	placeBeside(objects, size, max(b.least, min(b.most, size.Width-left-2*step)))
}

// placeBeside gives the second object a width at the right edge, and the first what that leaves.
func placeBeside(objects []fyne.CanvasObject, size fyne.Size, width float32) {
	objects[0].Resize(fyne.NewSize(size.Width-width, size.Height))
	objects[0].Move(fyne.NewPos(0, 0))
	objects[1].Resize(fyne.NewSize(width, size.Height))
	objects[1].Move(fyne.NewPos(size.Width-width, 0))
}

// spared puts an object at the right of another, but leaves it out where there is less than a width.
type spared struct{ below float32 }

// MinSize leaves it out.
func (spared) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	return fyne.NewSize(size.Width, max(size.Height, objects[1].MinSize().Height))
}

// Layout places both, or the first alone.
func (s spared) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := float32(0)
	if setVisible(objects[1], size.Width >= s.below); objects[1].Visible() {
		width = objects[1].MinSize().Width
	}
	placeBeside(objects, size, width)
}

// between puts an object between two others, but leaves it out where they leave less than a width.
type between struct{ least float32 }

// MinSize leaves it out.
func (between) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for i, o := range objects {
		least := o.MinSize()
		if i != 1 {
			size.Width += least.Width
		}
		size.Height = max(size.Height, least.Height)
	}
	return size
}

// Layout places all three, or both.
func (b between) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, right := objects[0].MinSize().Width, objects[2].MinSize().Width
	room := size.Width - left - right
	setVisible(objects[1], room >= b.least)
	x := float32(0)
	for i, width := range []float32{left, room, right} {
		objects[i].Resize(fyne.NewSize(width, size.Height))
		objects[i].Move(fyne.NewPos(x, 0))
		x += width
	}
}

// fixedWidth gives an object a width of its own.
type fixedWidth float32

// MinSize has the fixed width.
func (f fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(f), objects[0].MinSize().Height)
}

// Layout gives the object the whole.
func (f fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// fixWidth gives an object a width of its own.
func fixWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(fixedWidth(width), o)
}

// addPadding puts space around an object.
func addPadding(top, bottom, left, right float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), o)
}

// scrollPage scrolls what fills a tab to the right edge of the window: the bar lies in the window's margin, beside the content.
func scrollPage(o fyne.CanvasObject) *fyne.Container {
	return addPadding(0, 0, 0, -margin, container.NewVScroll(addPadding(0, 0, 0, margin, o)))
}

// alignText puts a text at the edges of what stands above and below: a label keeps some room on its sides.
func alignText(label fyne.CanvasObject) *fyne.Container {
	return addPadding(0, 0, -2*step, -2*step, label)
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func setEnabled(o fyne.Disableable, enabled bool) {
	if enabled {
		o.Enable()
	} else {
		o.Disable()
	}
}
