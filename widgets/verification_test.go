package widgets_test

import (
	"image"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

func TestGoldenChangeScale(t *testing.T) {
	s := widgets.NewChangeScale()
	s.SetWords("for different people", "for the same person", "change of the distance when a part is covered")
	s.SetLimit(0.162)
	golden(t, "changescale", s, 420, 60, nil)
}

func TestGoldenPastPairs(t *testing.T) {
	p := widgets.NewPastPairs(nil)
	p.SetPairs([]widgets.PastPair{
		{Pictures: [2]image.Image{face(1, 60, 60), face(2, 60, 60)}, Kind: widgets.VerdictSame},
		{Pictures: [2]image.Image{face(3, 60, 60), face(4, 60, 60)}, Kind: widgets.VerdictUnsure},
		{Pictures: [2]image.Image{face(5, 92, 112), nil}, Kind: widgets.VerdictDifferent},
	}, 1)
	golden(t, "pastpairs", p, 300, 50, nil)
}

func TestPastPairsGoBack(t *testing.T) {
	var opened []int
	p := widgets.NewPastPairs(func(i int) { opened = append(opened, i) })
	window(t, p, 300, 60)
	p.SetPairs(make([]widgets.PastPair, 3), 0)
	p.Cell(2).(fyne.Tappable).Tapped(nil)
	p.Cell(1).(fyne.Focusable).TypedKey(key(fyne.KeyReturn))
	if p.Len() != 3 || len(opened) != 2 || opened[0] != 2 || opened[1] != 1 {
		t.Errorf("opened %v of %d", opened, p.Len())
	}
}

func TestGoldenVerdictDetails(t *testing.T) {
	v := widgets.NewVerdict(scaleWords)
	v.SetVerdict(widgets.VerdictUnsure, "Unsure: too little of both faces can be made out, and this goes on and on", widgets.Scale{Distance: math.NaN(), Same: 0.528, Different: 0.602, Max: 1.4},
		"Such photos can't be compared.", "distance 1.1 · same below 0.528")
	folded := v.MinSize()
	v.SetDetailed(true)
	if !v.Detailed() || v.MinSize().Height <= folded.Height {
		t.Errorf("with details it is %v high, without %v", v.MinSize().Height, folded.Height)
	}
	golden(t, "verdict-details", v, 900, 180, nil)
}

// place is where on the slot a place of the photo of 100×50 pixels is shown, found by the middle of a box there.
func boxAround(x, y float32) widgets.Box {
	return widgets.Box{X: x - 1, Y: y - 1, Width: 2, Height: 2, Faint: true}
}

// TestPhotoSlotZooms: the wheel keeps the place below the pointer, a drag moves the photo along, its edges stay outside of the frame, and
// clicks find the boxes where they are shown.
func TestPhotoSlotZooms(t *testing.T) {
	s := slot()
	s.OnBox = func(int) {}
	window(t, s, 240, 260)
	s.SetPhoto(widgets.Photo{Image: image.NewGray(image.Rect(0, 0, 100, 50))})
	s.SetMarks([]widgets.Box{boxAround(30, 20), boxAround(70, 30), boxAround(98, 20)}, nil)
	near := func(what string, got, want fyne.Position) {
		t.Helper()
		if math.Abs(float64(got.X-want.X)) > 0.5 || math.Abs(float64(got.Y-want.Y)) > 0.5 {
			t.Errorf("%s: at %v, want %v", what, got, want)
		}
	}
	before, other := s.BoxCentre(0), s.BoxCentre(1)
	wheel := func(at fyne.Position, notches float32) {
		s.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.Delta{DY: 25 * notches}})
	}
	wheel(before, 8)
	near("below the pointer", s.BoxCentre(0), before)
	if apart := s.BoxCentre(1).X - before.X; apart <= 2*(other.X-before.X) {
		t.Errorf("the boxes are %v apart, they were %v", apart, other.X-before.X)
	}
	s.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: -20, DY: 5}})
	near("dragged", s.BoxCentre(0), before.AddXY(-20, 5))
	s.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: -5000}})
	s.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: 10}})
	right := s.BoxCentre(2) // 2 pixels from the right edge, which stands 10 units outside
	if right.X < 190 || right.X > 240 {
		t.Errorf("the photo was dragged out of its frame: its right part is at %v", right)
	}
	s.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: right}})
	if s.Cursor() != desktop.PointerCursor {
		t.Error("a box isn't found where it is shown")
	}
	wheel(before, -100)
	near("as a whole again", s.BoxCentre(1), other)
	s.TypedRune('+')
	if s.BoxCentre(1) == other {
		t.Error("+ doesn't make the photo larger")
	}
	s.TypedRune('0')
	near("by 0", s.BoxCentre(1), other)
	var asked widgets.Zoom
	s.OnZoom = func(z widgets.Zoom) { asked = z }
	wheel(before, 1)
	if near("with an owner", s.BoxCentre(1), other); asked.Factor <= 1 {
		t.Errorf("the owner is told %+v", asked)
	}
}

// TestPointsWaitForThePointer: boxes are always there, points when the pointer or the keyboard is.
func TestPointsWaitForThePointer(t *testing.T) {
	s := slot()
	window(t, s, 240, 260)
	s.SetPhoto(widgets.Photo{Image: image.NewGray(image.Rect(0, 0, 100, 100))})
	s.SetMarks(nil, []fyne.Position{{X: 50, Y: 50}})
	shown := func() bool { _, _, _, alpha := s.DrawMarks(100, 100).At(50, 50).RGBA(); return alpha > 0 }
	for i, do := range []func(){func() {}, func() { s.MouseIn(&desktop.MouseEvent{}) }, s.MouseOut, s.FocusGained, s.MouseOut, s.FocusLost} {
		do()
		if want := i == 1 || i == 3 || i == 4; shown() != want {
			t.Errorf("step %d: points are shown: %v", i, !want)
		}
	}
}

// TestTips: a tooltip comes when the pointer rests, within the window, and goes with it or with a click.
func TestTips(t *testing.T) {
	pressed := 0
	b, n := widgets.NewButton("Save", nil, func() { pressed++ }), widgets.NewNumberTable()
	b.SetTip("Saves the picture (Ctrl+S), with a sentence that is long enough for several lines of a tooltip, and some more")
	n.SetNumbers([]widgets.Number{{Label: "FMR", Value: "1"}, {Label: "EER", Value: "2", Tip: "equal error rate"}})
	why := widgets.NewExplained("What a seed is")
	win := window(t, widget.NewLabel(""), 400, 200)
	tips := widgets.NewTips(win.Canvas())
	defer tips.Close(win.Canvas())
	win.SetContent(container.NewStack(container.NewBorder(nil, container.NewHBox(layout.NewSpacer(), why, b), nil, nil, n), tips.Layer))
	win.Resize(fyne.NewSize(400, 200))
	rest := func() { widgets.FireTimers(); drain() }
	b.MouseIn(&desktop.MouseEvent{})
	if tips.Text() != "" {
		t.Error("a tooltip comes at once")
	}
	rest()
	if tips.Text() != b.Tip() {
		t.Errorf("the tooltip says %q", tips.Text())
	}
	card := tips.Layer.Objects[0]
	if at, size := card.Position(), card.Size(); at.X < 0 || at.X+size.Width > 400 || at.Y < 0 || at.Y+size.Height > 200 {
		t.Errorf("the tooltip is at %v, %v large", at, size)
	}
	b.Tapped(nil)
	if tips.Text() != "" || pressed != 1 {
		t.Error("a click leaves the tooltip")
	}
	b.MouseIn(&desktop.MouseEvent{})
	b.MouseOut()
	rest()
	if tips.Text() != "" {
		t.Error("a tooltip comes after the pointer has gone")
	}
	row := n.MinSize().Height / 2
	for i, want := range []string{"", "equal error rate"} {
		n.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(3, (float32(i)+0.5)*row)}})
		rest()
		if tips.Text() != want {
			t.Errorf("row %d: %q", i, tips.Text())
		}
	}
	n.MouseOut()
	why.FocusGained()
	rest()
	if tips.Text() != why.Sentence() {
		t.Errorf("the i says %q", tips.Text())
	}
	why.FocusLost()
	if tips.Text() != "" {
		t.Error("the sentence stays")
	}
}
