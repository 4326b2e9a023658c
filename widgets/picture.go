package widgets

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// settleFor is how long the size must stay the same before a picture is rendered again.
const settleFor = 120 * time.Millisecond

// PictureSize is what a Picture asks for.
type PictureSize struct {
	Width, Height int     // in pixels
	Scale         float32 // pixels a unit
	Dark          bool    // whether the theme is dark
}

// RenderPicture makes a picture of the given size. It is called off Fyne's goroutine, one call at a time, and may
// return early when ctx ends: then a newer picture is wanted. A nil image shows nothing.
type RenderPicture func(ctx context.Context, size PictureSize) image.Image

// Picture shows an image that is made for the pixels it has, such as a figure: whenever its size, the screen's scale or
// the theme changes, it is rendered anew in the background, and the old one stays until then. Close when it's no longer
// used.
type Picture struct {
	widget.BaseWidget
	render RenderPicture

	wanted      PictureSize
	version     int // of the request: only the newest is shown
	closed      bool
	cancel      context.CancelFunc // of the render that runs or waits
	cancelTimer func()
	turn        chan struct{} // held while render runs

	probe   *canvas.Raster // learns the size in pixels when it is painted
	shown   *canvas.Image
	onShown func(img image.Image) // called when another image is shown; nil: nobody asks
}

// NewPicture makes a picture that asks render for its image.
func NewPicture(render RenderPicture) *Picture {
	p := &Picture{
		render: render, cancel: func() {}, cancelTimer: func() {}, turn: make(chan struct{}, 1),
		shown: &canvas.Image{FillMode: canvas.ImageFillContain},
	}
	p.probe = canvas.NewRaster(p.painted)
	p.ExtendBaseWidget(p)
	return p
}

// Redraw renders anew, since what the picture shows has changed.
func (p *Picture) Redraw() {
	p.wanted = PictureSize{}
	p.probe.Refresh()
}

// Image is the image shown now, nil before the first has come.
func (p *Picture) Image() image.Image { return p.shown.Image }

// Close cancels what is being rendered; nothing is rendered after it.
func (p *Picture) Close() {
	p.closed = true
	p.version++
	p.cancelTimer()
	p.cancel()
}

// CreateRenderer links the widget to its drawing.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	return &parts{
		of: p, objects: []fyne.CanvasObject{p.probe, p.shown},
		minSize:    func() fyne.Size { return fyne.NewSize(120, 80) },
		applyStyle: func() {},
		layOut: func(size fyne.Size) {
			place(p.probe, 0, 0, size.Width, size.Height)
			place(p.shown, 0, 0, size.Width, size.Height)
		},
	}
}

// painted is called on Fyne's goroutine whenever the picture is painted at another size, scale or theme.
func (p *Picture) painted(w, h int) image.Image {
	size := PictureSize{Width: w, Height: h, Dark: p.dark()}
	if units := p.Size().Width; units > 0 {
		size.Scale = float32(w) / units
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		size.Scale = c.Scale()
	}
	if size != p.wanted && !p.closed && w > 0 && h > 0 {
		p.wanted = size
		p.request(size)
	}
	return image.NewNRGBA(image.Rect(0, 0, 1, 1))
}

func (p *Picture) dark() bool {
	r, g, b, _ := ink(p, theme.ColorNameBackground).RGBA()
	return r+g+b < 3*0x8000
}

// request renders after the size has settled; the first picture needn't wait.
func (p *Picture) request(size PictureSize) {
	p.cancelTimer()
	p.cancel()
	p.version++
	version := p.version
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	run := func() { p.work(ctx, size, version) }
	if p.shown.Image == nil {
		p.cancelTimer = func() {}
		go guard(run)
		return
	}
	p.cancelTimer = later(settleFor, run)
}

// work runs off Fyne's goroutine.
func (p *Picture) work(ctx context.Context, size PictureSize, version int) {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	if ctx.Err() != nil {
		return
	}
	img := p.render(ctx, size)
	doUI(func() {
		if version != p.version {
			return
		}
		p.shown.Image = img
		show(p.shown, img != nil)
		p.shown.Refresh()
		if p.onShown != nil {
			p.onShown(img)
		}
	})
}
