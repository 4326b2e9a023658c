package window

import (
	"math"
	"slices"
	"testing"

	"siamface/assets"
	"siamface/model/recipes"
	"siamface/model/train"
	"siamface/widgets"
)

// The values at an epoch, in both languages; those that are no numbers are left out.
func TestCurvesSayTheirValues(t *testing.T) {
	w := pretend(t)
	f := w.training
	f.view.showHistory(train.Event{Epochs: 9, History: []train.Epoch{
		{Number: 1, Loss: 8.23456, ValidationLoss: 0.000123456, Accuracy: 0.52, ValidationAccuracy: 1},
		{Number: 2, Loss: 0.25, ValidationLoss: math.NaN(), Accuracy: math.Inf(1), ValidationAccuracy: math.NaN()},
	}})
	for l, want := range map[assets.Language][][]string{
		assets.English: {{"epoch: 1", "training: 8.235", "validation: 0.0001235"}, {"epoch: 1", "training: 52.0 %", "validation: 100.0 %"}, {"epoch: 2", "training: 0.25"}, {}, {}},
		assets.Chinese: {{"轮: 1", "训练集: 8.235", "验证集: 0.0001235"}, {"轮: 1", "训练集: 52.0 %", "验证集: 100.0 %"}, {"轮: 2", "训练集: 0.25"}, {}, {}},
	} {
		w.Words.SetLanguage(l)
		if w.Words.Language() != l {
			continue // no font on this machine draws Chinese
		}
		for i, at := range [][2]int{{0, 1}, {1, 1}, {0, 2}, {1, 2}, {0, 3}} {
			table := widgets.NewNumberTable()
			table.SetNumbers(f.view.charts.drawn.Load().readEpoch(at[0], at[1]))
			if got := table.Rows(); !slices.Equal(got, want[i]) {
				t.Errorf("chart %d, epoch %d: %q, want %q", at[0], at[1], got, want[i])
			}
		}
	}
}

// Whatever the history, the charts have an axis of all epochs that are to be done, in the light and in the dark theme.
func TestCurvesOfAnyHistory(t *testing.T) {
	nan := math.NaN()
	for total, history := range map[int][]train.Epoch{
		40:   nil,
		2:    {{Number: 1, Loss: 1, ValidationLoss: 1, Accuracy: 0.5, ValidationAccuracy: 0.5}},
		3:    {{Loss: nan, ValidationLoss: nan, Accuracy: nan, ValidationAccuracy: nan}, {Loss: math.Inf(1), ValidationLoss: 1e300}},
		5000: make([]train.Epoch, 5000),
	} {
		c := pretend(t).training.view.charts
		c.showEpochs(history, total)
		for i := range c.charts {
			for _, size := range []widgets.PictureSize{{Width: 360, Height: 300, Scale: 1}, {Width: 160, Height: 144, Scale: 1, Dark: true}} {
				img, axes := c.drawn.Load().drawPanel(i, size)
				r, _, _, _ := img.At(0, 0).RGBA()
				if axes.Low != 1 || axes.High != float64(total) || img.Bounds().Dx() != size.Width || r > 0x8000 == size.Dark {
					t.Errorf("chart %d of %d epochs at %v: %+v, %v", i, total, size, axes, img.Bounds())
				}
			}
		}
	}
}

// As long as there are no curves the charts say why.
func TestChartsSayWhyTheyAreEmpty(t *testing.T) {
	w := pretend(t)
	f := w.training
	note := func() string { return f.view.charts.drawn.Load().style.Labels.NoData }
	if want := w.Words.Text("training.nothing"); note() != want {
		t.Errorf("before a training: %q, want %q", note(), want)
	}
	for _, r := range recipes.Names() {
		f.form.recipe.SetSelected(r)
		recipe, err := recipes.Find(r)
		if err != nil {
			t.Fatal(err)
		}
		want := "training.nothing"
		if recipe.Solved() {
			want = "training.nocurves"
		}
		if note() != w.Words.Text(want) {
			t.Errorf("%s: %q", r, note())
		}
	}
	if f.view.showHistory(train.Event{Epochs: 3, History: []train.Epoch{{Number: 1}}}); note() != "" {
		t.Errorf("beside curves: %q", note())
	}
}
