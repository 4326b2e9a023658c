package window

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"siamface/model/figure"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/widgets"
)

// blueprint is what a network is looked at by, before anything is trained: as the form has it.
type blueprint struct {
	recipe, weights string // weights is a file; "" is random ones
	seed            uint64
}

// readBlueprint is the network that the form stands for.
func (f *trainingForm) readBlueprint() blueprint {
	b := blueprint{recipe: f.recipe.Selected, seed: f.seed()}
	if f.weightsRow.Visible() {
		b.weights = f.weightsFile
	}
	return b
}

// makeTower makes the tower. It runs off Fyne's goroutine.
func (b blueprint) makeTower() (*tower.Tower, error) {
	return run.Blueprint(b.recipe, b.weights, b.seed)
}

const (
	networkWidth = 760 // of the sheet, about
	dotsPerInch  = 96  // at a screen's scale of 1
	zoomStep     = 1.25
)

// showNetwork shows the picture of the network, to move about and to look at closely.
func showNetwork(d desk, b blueprint) {
	style := d.Words.FigureStyle(widgets.IsDark())
	runInBackground(func() (figure.Figure, error) {
		shown, err := b.makeTower()
		if err != nil {
			return nil, err
		}
		return run.Network(shown, style)
	}, func(f figure.Figure, err error) {
		if err != nil {
			d.showError(d.Words.Text("network.cannot"), err)
			return
		}
		width, height := f.Size()
		view := widgets.NewZoomView(fyne.NewSize(float32(width), float32(height)), func(_ context.Context, size widgets.PictureSize, part widgets.PicturePart) image.Image {
			return figure.ImagePart(f, size.Width, size.Height, int(dotsPerInch*size.Scale), part.X, part.Y, part.Width, part.Height)
		})
		middle := func() fyne.Position { return fyne.NewPos(view.Size().Width/2, view.Size().Height/2) }
		larger := widgets.NewQuietButton("", theme.ZoomInIcon(), func() { view.ZoomBy(zoomStep, middle()) })
		smaller := widgets.NewQuietButton("", theme.ZoomOutIcon(), func() { view.ZoomBy(1/zoomStep, middle()) })
		fit := widgets.NewQuietButton("", theme.ZoomFitIcon(), func() { view.TypedRune('0') })
		larger.SetTip(d.Words.Text("tip.larger"))
		smaller.SetTip(d.Words.Text("tip.smaller"))
		fit.SetTip(d.Words.Text("tip.whole"))
		hint := newCaption()
		hint.SetText(d.Words.Text("network.hint"))
		head := container.NewBorder(nil, nil, nil, container.NewHBox(smaller, fit, larger), hint)
		sheet := dialog.NewCustom(d.Words.Text("network.title", b.recipe), d.Words.Text("close"), container.NewBorder(head, nil, nil, nil, view), d.win)
		d.openDialog(sheet, fyne.NewSize(networkWidth+180, 680))
		sheet.SetOnClosed(view.Close)
	})
}
