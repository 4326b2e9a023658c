package window

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

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

// showLayers shows the summary of the layers as text.
func showLayers(d desk, b blueprint) {
	runInBackground(func() (string, error) {
		shown, err := b.makeTower()
		if err != nil {
			return "", err
		}
		var text strings.Builder
		err = shown.WriteSummary(&text)
		return text.String(), err
	}, func(text string, err error) {
		if err != nil {
			d.showError(d.Words.Text("network.cannot"), err)
			return
		}
		grid := widget.NewTextGridFromString(text)
		d.showSheet(d.Words.Text("layers.title", b.recipe), container.NewScroll(grid), fyne.NewSize(940, 560))
	})
}

// networkWidth is the width in units at which the picture of the network is drawn.
const networkWidth = 760

// showNetwork shows the picture of the network, to scroll through.
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
		picture := widgets.NewPicture(func(_ context.Context, size widgets.PictureSize) image.Image {
			return figure.Image(f, size.Width, size.Height)
		})
		held := container.New(pages{fyne.NewSize(networkWidth, float32(figure.HeightFor(f, networkWidth)))}, picture)
		d.showSheet(d.Words.Text("network.title", b.recipe), container.NewScroll(held), fyne.NewSize(networkWidth+80, 620))
	})
}
