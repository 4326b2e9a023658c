package window

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/model/figure"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/widgets"
)

// makeBlueprint makes a tower of a recipe that is only looked at. It runs off Fyne's goroutine.
func makeBlueprint(name string) (*tower.Tower, error) {
	recipe, err := recipes.Find(name)
	if err != nil {
		return nil, err
	}
	return tower.New(recipe.Design, nil, "", defaultSeed)
}

// showLayers shows the summary of the layers as text.
func showLayers(d desk, name string) {
	runInBackground(func() (string, error) {
		shown, err := makeBlueprint(name)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		err = shown.WriteSummary(&b)
		return b.String(), err
	}, func(text string, err error) {
		if err != nil {
			d.showError(d.Words.Text("network.cannot"), err)
			return
		}
		grid := widget.NewTextGridFromString(text)
		d.showSheet(d.Words.Text("layers.title", name), container.NewScroll(grid), fyne.NewSize(940, 560))
	})
}

// networkWidth is the width in units at which the picture of the network is drawn.
const networkWidth = 760

// showNetwork shows the picture of the network, to scroll through.
func showNetwork(d desk, name string) {
	style := d.Words.FigureStyle(widgets.IsDark())
	runInBackground(func() (figure.Figure, error) {
		shown, err := makeBlueprint(name)
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
		d.showSheet(d.Words.Text("network.title", name), container.NewScroll(held), fyne.NewSize(networkWidth+80, 620))
	})
}
