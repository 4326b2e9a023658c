package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const readoutRows = 6

// chartReadout is the small card that shows the values at the pointer.
type chartReadout struct {
	widget.BaseWidget
	card          *canvas.Rectangle
	head          *canvas.Text
	names, values [readoutRows]*canvas.Text
	title         string
	rows          []readoutRow
}

type readoutRow struct{ name, value string }

func newChartReadout() *chartReadout {
	r := &chartReadout{card: canvas.NewRectangle(nil), head: canvas.NewText("", nil)}
	for i := range readoutRows {
		r.names[i], r.values[i] = canvas.NewText("", nil), canvas.NewText("", nil)
	}
	r.ExtendBaseWidget(r)
	r.Hide()
	return r
}

// set shows the rows; without any the card is hidden.
func (r *chartReadout) set(title string, rows []readoutRow) {
	r.title, r.rows = title, rows[:min(len(rows), readoutRows)]
	show(r, len(rows) > 0)
	if len(rows) > 0 {
		r.Refresh()
	}
}

func (r *chartReadout) CreateRenderer() fyne.WidgetRenderer {
	r.restyle()
	p := &parts{of: r, layout: r.layout, minSize: r.minSize, restyle: r.restyle}
	p.objects = []fyne.CanvasObject{r.card, r.head}
	for i := range readoutRows {
		p.objects = append(p.objects, r.names[i], r.values[i])
	}
	return p
}

func (r *chartReadout) restyle() {
	r.card.FillColor, r.card.StrokeColor, r.card.StrokeWidth = ink(r, theme.ColorNameOverlayBackground), ink(r, theme.ColorNameInputBorder), 1
	r.card.CornerRadius = step
	style(r, r.head, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	r.head.Text = r.title
	for i := range readoutRows {
		name, value := r.names[i], r.values[i]
		style(r, name, theme.ColorNameForeground, theme.SizeNameCaptionText)
		style(r, value, theme.ColorNameForeground, theme.SizeNameCaptionText)
		value.TextStyle.Monospace = true
		name.Text, value.Text = "", ""
		if i < len(r.rows) {
			name.Text, value.Text = r.rows[i].name, r.rows[i].value
		}
	}
}

func (r *chartReadout) minSize() fyne.Size {
	line, names, values := lineHeight(r, theme.SizeNameCaptionText), float32(0), float32(0)
	for i := range readoutRows {
		names, values = max(names, r.names[i].MinSize().Width), max(values, r.values[i].MinSize().Width)
	}
	width := max(r.head.MinSize().Width, names+3*step+values)
	return fyne.NewSize(width+4*step, line*float32(len(r.rows)+1)+2*step)
}

func (r *chartReadout) layout(size fyne.Size) {
	line := lineHeight(r, theme.SizeNameCaptionText)
	place(r.card, 0, 0, size.Width, size.Height)
	put(r.head, 2*step, step)
	for i := range readoutRows {
		y := step + line*float32(i+1)
		put(r.names[i], 2*step, y)
		put(r.values[i], size.Width-2*step-r.values[i].MinSize().Width, y)
	}
}
