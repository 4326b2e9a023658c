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

// blueprint makes a tower of a recipe that is only looked at. It runs off Fyne's goroutine.
func blueprint(name string) (*tower.Tower, error) {
	recipe, err := tower.Find(name)
	if err != nil {
		return nil, err
	}
	return tower.New(recipe, nil, "", defaultSeed)
}

// showLayers shows the summary of the layers as text.
func (t *trainingTab) showLayers() {
	name := t.recipe.Selected
	inBackground(func() (string, error) {
		tower, err := blueprint(name)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		err = tower.Summary(&b)
		return b.String(), err
	}, func(text string, err error) {
		if err != nil {
			t.w.showError(t.w.t("network.cannot"), err)
			return
		}
		grid := widget.NewTextGridFromString(text)
		t.w.sheet(t.w.t("layers.title", name), container.NewScroll(grid), fyne.NewSize(940, 560))
	})
}

// networkWidth is the width in units at which the picture of the network is drawn.
const networkWidth = 760

// showNetwork shows the picture of the network, to scroll through.
func (t *trainingTab) showNetwork() {
	w, name, style := t.w, t.recipe.Selected, t.w.style(widgets.IsDark())
	inBackground(func() (figure.Figure, error) {
		tower, err := blueprint(name)
		if err != nil {
			return nil, err
		}
		return run.Network(tower, style)
	}, func(f figure.Figure, err error) {
		if err != nil {
			w.showError(w.t("network.cannot"), err)
			return
		}
		picture := widgets.NewPicture(func(_ context.Context, size widgets.PictureSize) image.Image {
			return figure.Image(f, size.Width, size.Height)
		})
		held := container.New(pages{fyne.NewSize(networkWidth, float32(figure.HeightFor(f, networkWidth)))}, picture)
		w.sheet(w.t("network.title", name), container.NewScroll(held), fyne.NewSize(networkWidth+80, 620))
	})
}
