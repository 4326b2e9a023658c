package widgets

import (
	"context"
	"image"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// PlotAxes say where things lie on the picture of a plot: as fractions of its width and height, from the top left corner.
type PlotAxes struct {
	// Left, Right, Top and Bottom bound the area between the axes.
	Left, Right, Top, Bottom float64
	// Low and High are the values at Left and Right, where a value is a line; both the same: it is none.
	Low, High float64
	// Spot is where a value is marked, false where it isn't; nil marks none.
	Spot func(value float64) (x, y float64, ok bool)
}

// RenderPlot makes the picture of a plot without its value, and says where that belongs. It is called like RenderPicture.
type RenderPlot func(ctx context.Context, size PictureSize) (image.Image, PlotAxes)

// plotPicture is the picture of a plot, and where its axes lie on it. What is drawn above it draws no picture anew.
type plotPicture struct {
	picture  *Picture
	axes     PlotAxes // of the picture that is shown
	rendered atomic.Pointer[renderedPlot]
}

// renderedPlot is a picture with its axes, until it is shown.
type renderedPlot struct {
	img  image.Image
	axes PlotAxes
}

// startPicture makes the picture, and calls shown whenever another is shown. Where a newer one has been made, that is shown soon.
func (p *plotPicture) startPicture(render RenderPlot, shown func()) {
	p.picture = NewPicture(func(ctx context.Context, size PictureSize) image.Image {
		img, axes := render(ctx, size)
		p.rendered.Store(&renderedPlot{img, axes})
		return img
	})
	p.picture.onShown = func(img image.Image) {
		if r := p.rendered.Load(); r.img == img {
			p.axes = r.axes
			shown()
		}
	}
}

// Redraw renders the picture anew, since what it shows has changed.
func (p *plotPicture) Redraw() { p.picture.Redraw() }

// Image is the picture shown, nil before the first has come.
func (p *plotPicture) Image() image.Image { return p.picture.Image() }

// Close cancels what is being rendered; nothing is rendered after it.
func (p *plotPicture) Close() { p.picture.Close() }

// hasScale tells whether a value is a line.
func (p *plotPicture) hasScale() bool { return p.axes.High > p.axes.Low && p.Image() != nil }

// locatePicture is where the picture itself lies: until one of another size has come, an old one is fitted in.
func (p *plotPicture) locatePicture() (corner fyne.Position, size fyne.Size) {
	room, img := p.picture.Size(), p.Image()
	if img == nil || img.Bounds().Empty() {
		return corner, fyne.Size{}
	}
	b := img.Bounds().Size()
	scale := min(room.Width/float32(b.X), room.Height/float32(b.Y))
	size = fyne.NewSize(scale*float32(b.X), scale*float32(b.Y))
	return fyne.NewPos((room.Width-size.Width)/2, (room.Height-size.Height)/2), size
}

// locateArea is where the plot lies between its axes.
func (p *plotPicture) locateArea() (corner fyne.Position, size fyne.Size) {
	corner, size = p.locatePicture()
	corner = corner.AddXY(float32(p.axes.Left)*size.Width, float32(p.axes.Top)*size.Height)
	return corner, fyne.NewSize(float32(p.axes.Right-p.axes.Left)*size.Width, float32(p.axes.Bottom-p.axes.Top)*size.Height)
}

// valueAt is the value whose line is at x. It goes on beyond the axes.
func (p *plotPicture) valueAt(x float32) float64 {
	corner, size := p.locateArea()
	return p.axes.Low + float64((x-corner.X)/size.Width)*(p.axes.High-p.axes.Low)
}

// lineOf is where the line of a value is. It goes on beyond the axes.
func (p *plotPicture) lineOf(value float64) (x float32) {
	corner, size := p.locateArea()
	return corner.X + float32((value-p.axes.Low)/(p.axes.High-p.axes.Low))*size.Width
}
