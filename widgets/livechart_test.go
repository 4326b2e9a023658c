package widgets_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"siamface/widgets"
)

var epochAxes = widgets.PlotAxes{Left: 0.1, Right: 0.9, Top: 0.2, Bottom: 0.9, Low: 1, High: 5}

// liveChart is a chart of 5 epochs, of which done have values.
func liveChart(t *testing.T, done int) *widgets.LiveChart {
	c := widgets.NewLiveChart(func(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
		return hills(size, epochAxes), epochAxes
	}, func(epoch int) []widgets.Number {
		if epoch > done {
			return nil
		}
		return []widgets.Number{{Label: "epoch", Value: fmt.Sprint(epoch)}, {Label: "validation", Value: fmt.Sprint(0.5 / float64(epoch))}}
	})
	t.Cleanup(c.Close)
	return c
}

// shownChart puts a chart into a window until its picture is there.
func shownChart(t *testing.T, c *widgets.LiveChart, w, h float32) {
	t.Helper()
	window(t, c, w, h).Canvas().Capture()
	pump(t, func() bool { return c.Image() != nil })
}

func at(x float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 100)}}
}

func TestGoldenLiveChart(t *testing.T) {
	for name, x := range map[string]float32{"livechart-hover": 150, "livechart-hover-end": 390} {
		c := liveChart(t, 5)
		golden(t, name, c, 400, 260, func() {
			widgets.FireTimers()
			pump(t, func() bool { return c.Image() != nil && isDark(c.Image()) == widgets.IsDark() })
			c.MouseIn(at(x * 0.9))
		})
	}
}

func TestLiveChartHover(t *testing.T) {
	c := liveChart(t, 4)
	c.MouseIn(at(200))
	if c.Hover() != 0 || c.Rows() != nil {
		t.Error("a chart without a picture shows values")
	}
	shownChart(t, c, 400, 260)
	w := c.Size().Width
	for _, point := range []struct {
		share float32
		epoch int
		row   string
	}{{0.1, 1, "validation: 0.5"}, {0.29, 2, "validation: 0.25"}, {0.31, 2, "validation: 0.25"}, {0.6, 3, ""}, {0.7, 4, "validation: 0.125"}, {0.9, 5, ""}, {0.05, 0, ""}, {0.95, 0, ""}} {
		c.MouseMoved(at(point.share * w))
		rows := c.Rows()
		if c.Hover() != point.epoch && point.share != 0.6 || point.row != "" && (len(rows) != 2 || rows[1] != point.row) || (point.epoch == 0 || point.epoch == 5) && rows != nil {
			t.Errorf("at %v of the width epoch %d shows %q", point.share, c.Hover(), rows)
		}
		if line := w * (0.1 + 0.2*float32(c.Hover()-1)); rows != nil && math.Abs(float64(c.CursorAt()-line)) > 0.01 {
			t.Errorf("the line of epoch %d is at %v, not at %v", c.Hover(), c.CursorAt(), line)
		}
		if left, right := c.Card(); rows != nil && (left < 0 || right > 0.9*w || left < c.CursorAt() && right > c.CursorAt()) {
			t.Errorf("the values of epoch %d reach from %v to %v", c.Hover(), left, right)
		}
	}
	c.MouseMoved(at(0.7 * w))
	c.MouseOut()
	if c.Rows() != nil {
		t.Error("values stay when the pointer leaves")
	}
}

// New values show below a pointer that rests, before their picture is there.
func TestLiveChartHoverFollowsTheValues(t *testing.T) {
	value := 1
	c := widgets.NewLiveChart(func(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
		return hills(size, epochAxes), epochAxes
	}, func(int) []widgets.Number { return []widgets.Number{{Label: "loss", Value: fmt.Sprint(value)}} })
	t.Cleanup(c.Close)
	shownChart(t, c, 400, 260)
	c.MouseIn(at(200))
	value = 2
	c.Redraw()
	if !slices.Equal(c.Rows(), []string{"loss: 2"}) {
		t.Errorf("new values show %q", c.Rows())
	}
}

// However fast epochs come, pictures appear meanwhile, and the last one is that of the last epoch.
func TestLiveChartDrawsEveryPictureThatItBegins(t *testing.T) {
	var epoch, drawn atomic.Int64
	c := widgets.NewLiveChart(func(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
		drawn.Store(epoch.Load())
		return image.NewGray(image.Rect(0, 0, size.Width, size.Height)), epochAxes
	}, func(int) []widgets.Number { return nil })
	t.Cleanup(c.Close)
	shownChart(t, c, 200, 100)
	pictures, last := 0, c.Image()
	for n := range 100 {
		epoch.Store(int64(n + 1))
		c.Redraw()
		c.Paint(200, 100)
		if n%10 == 9 {
			go widgets.FireTimers()
			pump(t, func() bool { return c.Image() != last })
			last = c.Image()
			pictures++
			c.Paint(200, 100)
		}
	}
	go widgets.FireTimers()
	pump(t, func() bool { return drawn.Load() == 100 && c.Image() != last })
	if pictures != 10 {
		t.Errorf("%d pictures", pictures)
	}
	c.Close()
	c.Redraw()
	c.Paint(300, 100)
	widgets.FireTimers()
	drain()
}
