package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chartKey is one entry of a chart's legend: a piece of the line and its name.
type chartKey struct {
	widget.BaseWidget
	series Series
	sample *canvas.Raster
	name   *canvas.Text
}

const sampleWidth = 28

func newChartKey() *chartKey {
	k := &chartKey{name: canvas.NewText("", nil)}
	k.sample = canvas.NewRaster(k.draw)
	k.ExtendBaseWidget(k)
	return k
}

func (k *chartKey) set(s Series) {
	k.series = Series{Name: s.Name, Dashed: s.Dashed, Color: s.Color}
	k.Refresh()
}

func (k *chartKey) CreateRenderer() fyne.WidgetRenderer {
	k.restyle()
	return &parts{
		of: k, objects: []fyne.CanvasObject{k.sample, k.name}, restyle: k.restyle,
		minSize: func() fyne.Size {
			m := k.name.MinSize()
			return fyne.NewSize(sampleWidth+step+m.Width, lineHeight(k, theme.SizeNameText))
		},
		layout: func(size fyne.Size) {
			place(k.sample, 0, 0, sampleWidth, size.Height)
			put(k.name, sampleWidth+step, (size.Height-k.name.MinSize().Height)/2)
		},
	}
}

func (k *chartKey) restyle() {
	style(k, k.name, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	k.name.Text = k.series.Name
}

func (k *chartKey) draw(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	p := newPen(w, h)
	unit, dash := float64(w)/sampleWidth, 0.0
	if k.series.Dashed {
		dash = dashSize * unit
	}
	y := float64(h) / 2
	p.line([]point{{0, y}, {float64(w), y}}, lineWidth*unit, dash)
	p.ink(img, ink(k, k.series.Color))
	return img
}
