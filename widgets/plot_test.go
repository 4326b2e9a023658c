package widgets_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

var plotAxes = widgets.PlotAxes{Left: 0.1, Right: 0.9, Top: 0.2, Bottom: 0.9, Low: 0, High: 2}

// hills draws something like two histograms within the axes.
func hills(size widgets.PictureSize, axes widgets.PlotAxes) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	ground, bar := color.Gray{0xFF}, color.Gray{0xC0}
	if size.Dark {
		ground, bar = color.Gray{0x1E}, color.Gray{0x60}
	}
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	w, h := float64(size.Width), float64(size.Height)
	for x := int(axes.Left * w); x < int(axes.Right*w); x++ {
		v := 2 * (float64(x)/w - axes.Left) / (axes.Right - axes.Left)
		height := math.Exp(-20*(v-0.5)*(v-0.5)) + math.Exp(-20*(v-1.4)*(v-1.4))
		top := axes.Bottom - height*0.9*(axes.Bottom-axes.Top)
		draw.Draw(img, image.Rect(x, int(top*h), x+1, int(axes.Bottom*h)), image.NewUniform(bar), image.Point{}, draw.Src)
	}
	return img
}

func plot(t *testing.T, axes widgets.PlotAxes) *widgets.Plot {
	p := widgets.NewPlot(func(_ context.Context, size widgets.PictureSize) (image.Image, widgets.PlotAxes) {
		return hills(size, axes), axes
	})
	t.Cleanup(p.Close)
	p.SetName("threshold")
	p.SetValue(0.8, 0.8, 0, 2)
	return p
}

// spotted are axes without a line, on which a value of 0 to 2 is marked on the diagonal.
func spotted() widgets.PlotAxes {
	axes := plotAxes
	axes.Low, axes.High = math.NaN(), math.NaN()
	axes.Spot = func(v float64) (x, y float64, ok bool) {
		return axes.Left + v/2*(axes.Right-axes.Left), axes.Bottom - v/2*(axes.Bottom-axes.Top), v <= 1.9
	}
	return axes
}

// shown puts a plot into a window until its picture is there.
func shown(t *testing.T, p *widgets.Plot, w, h float32) fyne.Window {
	t.Helper()
	win := window(t, p, w, h)
	win.Canvas().Capture()
	pump(t, func() bool { return p.Image() != nil })
	return win
}

func TestGoldenPlot(t *testing.T) {
	settled := func(p *widgets.Plot) func() {
		return func() {
			widgets.FireTimers()
			pump(t, func() bool { return p.Image() != nil && isDark(p.Image()) == widgets.IsDark() })
		}
	}
	p := plot(t, plotAxes)
	golden(t, "plot", p, 400, 260, settled(p))
	p = plot(t, plotAxes)
	p.SetValue(1.2, 0.8, 0, 2)
	golden(t, "plot-moved", p, 400, 260, func() { settled(p)(); p.FocusGained() })
	p = plot(t, spotted())
	golden(t, "plot-spot", p, 400, 260, settled(p))
}

func isDark(img image.Image) bool {
	r, _, _, _ := img.At(0, 0).RGBA()
	return r < 0x8000
}

func TestPlotDrag(t *testing.T) {
	p := plot(t, plotAxes)
	var moves []float64
	p.OnMoved = func(v float64) { moves = append(moves, v) }
	shown(t, p, 400, 260)
	first := p.Image()
	w := p.Size().Width
	drag := func(x float32) {
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 130)}})
	}
	for _, c := range []struct{ share, want float64 }{{0.1, 0}, {0.5, 1}, {0.7, 1.5}, {0, 0}, {1, 2}} {
		drag(float32(c.share) * w)
		if math.Abs(p.Value()-c.want) > 1e-6 {
			t.Errorf("dragged to %v of the width: %v, want %v", c.share, p.Value(), c.want)
		}
		if at, ok := p.PlaceOf(p.Value()); !ok || math.Abs(float64(at.X)-max(0.1, min(0.9, c.share))*float64(w)) > 0.01 {
			t.Errorf("the line is at %v (%v)", at, ok)
		}
	}
	p.DragEnd()
	if len(moves) != 5 {
		t.Errorf("moved to %v", moves)
	}
	if p.Image() != first {
		t.Error("a new picture was drawn")
	}
	if p.Cursor() != desktop.HResizeCursor {
		t.Error("nothing says that the line can be dragged")
	}
	test.TapAt(p, fyne.NewPos(0.3*w, 100))
	if math.Abs(p.Value()-0.5) > 1e-6 {
		t.Errorf("tapped: %v", p.Value())
	}
}

func TestPlotKeys(t *testing.T) {
	p := plot(t, plotAxes)
	moved := 0
	p.OnMoved = func(float64) { moved++ }
	win := shown(t, p, 400, 260)
	passed := fyne.KeyName("")
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { passed = e.Name })
	for _, c := range []struct {
		key  fyne.KeyName
		want float64
	}{
		{fyne.KeyRight, 0.81},
		{fyne.KeyRight, 0.82},
		{fyne.KeyLeft, 0.81},
		{fyne.KeyPageUp, 0.91},
		{fyne.KeyPageDown, 0.81},
		{fyne.KeyHome, 0.8},
	} {
		p.TypedKey(&fyne.KeyEvent{Name: c.key})
		if math.Abs(p.Value()-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.key, p.Value(), c.want)
		}
	}
	if moved != 6 || passed != "" {
		t.Errorf("%d moves; passed on: %q", moved, passed)
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if moved != 6 {
		t.Error("what stays is no move")
	}
	if p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}); passed != fyne.KeyEscape {
		t.Error("Escape isn't handed on")
	}
	for range 30 {
		p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
	if p.Value() != 0 {
		t.Errorf("below the range: %v", p.Value())
	}
}

// A value without a line of its own is marked where it belongs, and can't be dragged.
func TestPlotSpot(t *testing.T) {
	p := plot(t, spotted())
	shown(t, p, 400, 260)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 130)}})
	if p.Value() != 0.8 || p.Cursor() != desktop.DefaultCursor {
		t.Errorf("dragged to %v", p.Value())
	}
	s := p.Size()
	at, ok := p.PlaceOf(1)
	if !ok || math.Abs(float64(at.X-s.Width/2)) > 0.01 || math.Abs(float64(at.Y-0.55*s.Height)) > 0.01 {
		t.Errorf("marked at %v (%v)", at, ok)
	}
	if _, ok := p.PlaceOf(2); ok {
		t.Error("a mark outside")
	}
}

func TestPlotWithoutValue(t *testing.T) {
	p := plot(t, plotAxes)
	p.SetValue(math.NaN(), math.NaN(), 0, 2)
	p.OnMoved = func(float64) { t.Error("moved") }
	shown(t, p, 400, 260)
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 130)}})
	for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyHome} {
		p.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if _, ok := p.PlaceOf(p.Value()); ok || !math.IsNaN(p.Value()) {
		t.Error("a value out of nothing")
	}
}

func pairs(n int) []widgets.Pair {
	list := make([]widgets.Pair, n)
	for i := range list {
		a, b := fmt.Sprintf("s%d/1.pgm", i), fmt.Sprintf("s%d/10.pgm", i+1)
		list[i] = widgets.Pair{Value: fmt.Sprintf("0.%d", 440+i), Names: [2]string{a, b}, Keys: [2]string{a, b}}
	}
	list[min(1, n-1)].Names[1] = "a person with a long name/holiday.jpg"
	return list
}

func pairList(t *testing.T, opened func(int)) *widgets.PairList {
	l := widgets.NewPairList(func(_ context.Context, i, _ int) (image.Image, error) {
		if i == 5 {
			return nil, errors.New("gone")
		}
		return face(i, 92, 112), nil
	}, opened)
	t.Cleanup(l.Close)
	return l
}

func TestGoldenPairList(t *testing.T) {
	l := pairList(t, nil)
	l.SetPairs(pairs(40), "")
	settle := func() { l.Wait(); drain() }
	golden(t, "pairlist", l, 240, 300, settle)

	l = pairList(t, nil)
	l.SetPairs(nil, "Which photos these pairs are of isn't known.")
	golden(t, "pairlist-empty", l, 240, 120, nil)
}

func TestPairListOpens(t *testing.T) {
	opened := -1
	l := pairList(t, func(i int) { opened = i })
	l.SetPairs(pairs(40), "")
	win := window(t, l, 240, 300)
	test.TapCanvas(win.Canvas(), fyne.NewPos(60, 2*68+30))
	if opened != 2 {
		t.Errorf("a click opens pair %d", opened)
	}
	focus := func(name fyne.KeyName) { win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name}) }
	if win.Canvas().Focused() == nil {
		win.Canvas().FocusNext()
	}
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn} {
		focus(key)
	}
	if opened != 0 {
		t.Errorf("Enter opens pair %d", opened)
	}
	focus(fyne.KeyEnd)
	focus(fyne.KeyReturn)
	if opened != 39 {
		t.Errorf("at the end, Enter opens pair %d", opened)
	}
	l.SetPairs(nil, "none")
	opened = -1
	focus(fyne.KeyDown)
	focus(fyne.KeyReturn)
	if opened != -1 || l.Len() != 0 {
		t.Errorf("pair %d of none is opened", opened)
	}
}
