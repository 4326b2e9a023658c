package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pairRow is one line of a PairList: two pictures, beside them the number and the names.
type pairRow struct {
	widget.BaseWidget
	pair   Pair
	thumbs [2]thumb
	chosen bool

	wells    [2]*canvas.Rectangle
	pictures [2]*canvas.Image
	value    *canvas.Text
	wrong    *canvas.Text
	names    [2]*canvas.Text
	mark     *canvas.Rectangle
	frame    outline
}

func newPairRow() *pairRow {
	r := &pairRow{value: canvas.NewText("", nil), wrong: canvas.NewText("", nil), mark: canvas.NewRectangle(nil), frame: newOutline()}
	for i := range r.pictures {
		r.wells[i] = canvas.NewRectangle(nil)
		r.pictures[i] = &canvas.Image{FillMode: canvas.ImageFillContain}
		r.names[i] = canvas.NewText("", nil)
	}
	r.ExtendBaseWidget(r)
	return r
}

// set shows a pair.
func (r *pairRow) set(pair Pair, thumbs [2]thumb, chosen bool) {
	r.pair, r.thumbs, r.chosen = pair, thumbs, chosen
	r.Refresh()
}

// CreateRenderer links the widget to its drawing.
func (r *pairRow) CreateRenderer() fyne.WidgetRenderer {
	r.applyStyle()
	return &parts{
		of: r, layOut: r.layOut, applyStyle: r.applyStyle,
		minSize: func() fyne.Size { return fyne.NewSize(2*leastFace+10*step, leastFace) },
		objects: append([]fyne.CanvasObject{
			r.mark, r.wells[0], r.wells[1], r.pictures[0], r.pictures[1], r.value, r.wrong, r.names[0], r.names[1],
		}, r.frame.objects()...),
	}
}

func (r *pairRow) applyStyle() {
	r.mark.FillColor, r.mark.CornerRadius = ink(r, theme.ColorNameSelection), step
	show(r.mark, r.chosen)
	style(r, r.value, theme.ColorNameForeground, theme.SizeNameText)
	r.value.TextStyle = fyne.TextStyle{Monospace: true, Bold: true}
	r.value.Text = r.pair.Value
	style(r, r.wrong, theme.ColorNameError, theme.SizeNameCaptionText)
	r.wrong.TextStyle.Bold, r.wrong.Text = true, r.pair.Wrong
	r.frame.paint(ink(r, theme.ColorNameError), r.pair.Wrong != "")
	for i, well := range r.wells {
		well.FillColor, well.CornerRadius = ink(r, ColorWell), 2
		style(r, r.names[i], theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
		r.pictures[i].Image = nil
		if r.thumbs[i].img != nil {
			r.pictures[i].Image = r.thumbs[i].img
		}
		show(r.pictures[i], r.thumbs[i].img != nil)
	}
}

func (r *pairRow) layOut(size fyne.Size) {
	place(r.mark, 0, 0, size.Width, size.Height)
	r.frame.place(0, size, 2)
	x := float32(0)
	for i := range r.pictures {
		place(r.wells[i], x, 0, leastFace, leastFace)
		place(r.pictures[i], x, 0, leastFace, leastFace)
		x += leastFace + step
	}
	x += step
	line := lineHeight(r, theme.SizeNameCaptionText)
	y := (leastFace - lineHeight(r, theme.SizeNameText) - 2*line) / 2
	put(r.value, x, y)
	show(r.wrong, r.wrong.MinSize().Width <= size.Width-x-r.value.MinSize().Width-2*step) // the frame says it too
	put(r.wrong, x+r.value.MinSize().Width+step, y+(r.value.MinSize().Height-r.wrong.MinSize().Height)/2)
	y += lineHeight(r, theme.SizeNameText)
	for i, name := range r.names {
		name.Text = elide(r.pair.Names[i], size.Width-x-step, name.TextSize, name.TextStyle)
		put(name, x, y+float32(i)*line)
	}
}
