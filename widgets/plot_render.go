package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer links the widget to its drawing.
func (p *Plot) CreateRenderer() fyne.WidgetRenderer {
	p.applyStyle()
	return &parts{
		of: p, applyStyle: p.applyStyle, minSize: p.picture.MinSize,
		objects: []fyne.CanvasObject{p.picture, p.own, p.line, p.grip, p.ring, p.spot, p.label, p.frame},
		asIs:    func(o fyne.CanvasObject) bool { return o == fyne.CanvasObject(p.picture) },
		layOut: func(size fyne.Size) {
			place(p.picture, 0, 0, size.Width, size.Height)
			place(p.frame, 0, 0, size.Width, size.Height)
			p.moved()
		},
	}
}

func (p *Plot) applyStyle() {
	mark := ink(p, theme.ColorNamePrimary)
	p.line.FillColor, p.grip.FillColor = mark, mark
	p.grip.StrokeColor, p.grip.StrokeWidth = ink(p, theme.ColorNameBackground), 2
	p.own.FillColor = ink(p, theme.ColorNameDisabled)
	p.spot.StrokeColor, p.spot.StrokeWidth = mark, 3
	p.ring.StrokeColor, p.ring.StrokeWidth = ink(p, theme.ColorNameBackground), 5 // keeps the spot apart from the curve
	style(p, p.label, theme.ColorNamePrimary, theme.SizeNameText)
	p.frame.StrokeColor, p.frame.StrokeWidth, p.frame.CornerRadius = ink(p, theme.ColorNameFocus), 2, step
	show(p.frame, p.focused)
}

// moved brings line, mark and label in line with the value. The picture stays as it is.
func (p *Plot) moved() {
	at, ok := p.PlaceOf(p.value)
	line := ok && p.hasLine()
	for _, o := range []fyne.CanvasObject{p.line, p.grip, p.label} {
		show(o, line)
	}
	show(p.spot, ok && !line)
	show(p.ring, ok && !line)
	own, known := p.PlaceOf(p.home)
	show(p.own, line && known && p.home != p.value)
	switch {
	case line:
		p.placeLine(at.X, own.X)
	case ok:
		for _, o := range []fyne.CanvasObject{p.spot, p.ring} {
			place(o, at.X-spotSize/2, at.Y-spotSize/2, spotSize, spotSize)
			o.Refresh()
		}
	}
}

// placeLine puts the line, its grip and its label to x, and a thin line to the value's own.
func (p *Plot) placeLine(x, own float32) {
	corner, area := p.locateArea()
	place(p.line, x-1, corner.Y-step/2, 2, area.Height+step/2)
	place(p.own, own-0.5, corner.Y, 1, area.Height)
	grip := float32(gripSize)
	if p.over || p.focused {
		grip += 4
	}
	place(p.grip, x-grip/2, corner.Y+(area.Height-grip)/2, grip, grip)
	p.label.Text = p.name + " " + distance(p.value)
	width := p.label.MinSize().Width
	outer, frame := p.locatePicture()
	put(p.label, max(corner.X, min(x-width/2, outer.X+frame.Width-width)), corner.Y-p.label.MinSize().Height-1)
	p.label.Refresh()
	p.grip.Refresh()
	p.line.Refresh()
	p.own.Refresh()
}
