package widgets_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

func TestTheme(t *testing.T) {
	for _, c := range []struct {
		mode    widgets.Mode
		variant fyne.ThemeVariant
		name    fyne.ThemeColorName
		want    color.NRGBA
	}{
		{widgets.Light, theme.VariantDark, widgets.ColorSame, color.NRGBA{0x2B, 0x6C, 0xB0, 0xFF}},
		{widgets.FollowSystem, theme.VariantLight, widgets.ColorDifferent, color.NRGBA{0xC0, 0x56, 0x21, 0xFF}},
		{widgets.FollowSystem, theme.VariantDark, widgets.ColorSame, color.NRGBA{0x63, 0xB3, 0xED, 0xFF}},
		{widgets.Dark, theme.VariantLight, widgets.ColorDifferent, color.NRGBA{0xF6, 0xAD, 0x55, 0xFF}},
	} {
		if got := widgets.NewTheme(c.mode).Color(c.name, c.variant); got != color.Color(c.want) {
			t.Errorf("mode %d, variant %d, %s: %v, want %v", c.mode, c.variant, c.name, got, c.want)
		}
	}
	for mode, dark := range map[widgets.Mode]bool{widgets.Light: false, widgets.Dark: true} {
		test.ApplyTheme(t, widgets.NewTheme(mode))
		if widgets.IsDark() != dark {
			t.Errorf("mode %d: dark is %v", mode, !dark)
		}
	}
}

// Text must be readable on its ground: a contrast of at least 4.5 as WCAG 2.1 defines it.
func TestThemeContrast(t *testing.T) {
	luminance := func(c color.Color) float64 {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		l := 0.0
		for i, v := range []uint8{n.R, n.G, n.B} {
			s := float64(v) / 255
			if s <= 0.04045 {
				s /= 12.92
			} else {
				s = math.Pow((s+0.055)/1.055, 2.4)
			}
			l += s * []float64{0.2126, 0.7152, 0.0722}[i]
		}
		return l
	}
	for _, mode := range []widgets.Mode{widgets.Light, widgets.Dark} {
		th := widgets.NewTheme(mode)
		for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameOverlayBackground} {
			for _, text := range []fyne.ThemeColorName{
				theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNamePrimary, theme.ColorNameError,
				theme.ColorNameWarning, widgets.ColorSame, widgets.ColorDifferent, widgets.ColorUnsure,
			} {
				a, b := luminance(th.Color(ground, 0)), luminance(th.Color(text, 0))
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
					t.Errorf("mode %d: %s on %s has a contrast of %.2f", mode, text, ground, ratio)
				}
			}
		}
	}
}

func TestPhotoSlotAsksForPhoto(t *testing.T) {
	taps := 0
	s := widgets.NewPhotoSlot("Drop", func() { taps++ })
	win := window(t, s, 200, 200)
	test.Tap(s)
	if win.Canvas().Focused() != fyne.Focusable(s) {
		t.Error("a click leaves the keyboard elsewhere")
	}
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, fyne.KeyA} {
		s.TypedKey(key(k))
	}
	if taps != 3 {
		t.Errorf("asked %d times, want 3", taps)
	}
}

func TestPhotoSlotLight(t *testing.T) {
	s := slot()
	window(t, s, 200, 200)
	s.MouseIn(&desktop.MouseEvent{})
	s.MouseMoved(&desktop.MouseEvent{})
	if !s.Lit() {
		t.Fatal("dark under a dragged file")
	}
	s.MouseOut()
	if s.Lit() {
		t.Error("lit after the pointer left")
	}
	s.MouseIn(&desktop.MouseEvent{})
	widgets.FireTimers()
	drain()
	if s.Lit() {
		t.Error("lit though nothing was heard of the drag")
	}
}

func TestPhotoSlotContains(t *testing.T) {
	a, b := slot(), slot()
	win := window(t, container.NewWithoutLayout(a, b), 400, 200)
	win.SetPadded(false)
	a.Resize(fyne.NewSize(100, 100))
	b.Resize(fyne.NewSize(100, 100))
	b.Move(fyne.NewPos(150, 20))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	for _, c := range []struct {
		dx, dy float32
		want   bool
	}{{0, 0, true}, {99, 99, true}, {-1, 0, false}, {0, -1, false}, {100, 50, false}, {50, 100, false}} {
		if got := b.Contains(at.AddXY(c.dx, c.dy)); got != c.want {
			t.Errorf("at %v,%v: %v", c.dx, c.dy, got)
		}
	}
	if a.Contains(at) {
		t.Error("the other slot claims the position")
	}
	b.Hide()
	if b.Contains(at) {
		t.Error("a hidden slot takes a drop")
	}
}

func TestPhotoSlotMarksFollowThePhoto(t *testing.T) {
	s := slot()
	window(t, s, 300, 300)
	s.SetPhoto(widgets.Photo{Image: image.NewGray(image.Rect(0, 0, 50, 50)), Width: 100, Height: 100})
	s.SetMarks(nil, []fyne.Position{{X: 25, Y: 75}})
	s.FocusGained()              // points wait for the pointer or the keyboard
	img := s.DrawMarks(400, 200) // the photo fills the middle 200×200
	if _, _, _, alpha := img.At(150, 150).RGBA(); alpha == 0 {
		t.Error("no mark where the point is")
	}
	if _, _, _, alpha := img.At(250, 50).RGBA(); alpha != 0 {
		t.Error("a mark where no point is")
	}
	s.SetPhoto(widgets.Photo{Image: image.NewGray(image.Rect(0, 0, 50, 50))})
	if _, _, _, alpha := s.DrawMarks(200, 200).At(50, 150).RGBA(); alpha != 0 {
		t.Error("another photo keeps the marks")
	}
}

func TestProgressStopsOnce(t *testing.T) {
	p := widgets.NewProgress("Stop", "Stopping…")
	window(t, p, 400, 60)
	stops := 0
	p.OnStop = func() { stops++ }
	idle := p.MinSize()
	p.Stop()
	p.Start("epoch 1")
	if !p.Active() || p.MinSize() != idle {
		t.Errorf("active %v, size %v instead of %v", p.Active(), p.MinSize(), idle)
	}
	p.Stop()
	p.Stop()
	if stops != 1 || !p.Button().Disabled() || p.MinSize() != idle {
		t.Errorf("stopped %d times, button disabled %v", stops, p.Button().Disabled())
	}
	p.Done("stopped")
	p.Start("again")
	if p.Button().Disabled() {
		t.Error("the button stays disabled for the next work")
	}
}

func TestPictureFollowsSizeAndTheme(t *testing.T) {
	var calls []widgets.PictureSize
	var count atomic.Int64
	p := widgets.NewPicture(widgets.Render(func(s widgets.PictureSize) image.Image {
		calls = append(calls, s) // one call at a time, and read only after its picture was shown
		count.Add(1)
		return image.NewGray(image.Rect(0, 0, s.Width, s.Height))
	}))
	window(t, p, 200, 100)
	shows := func(w int) func() bool {
		return func() bool { return p.Image() != nil && p.Image().Bounds().Dx() == w }
	}
	p.Paint(200, 100)
	pump(t, shows(200))
	p.Paint(200, 100)
	for w := 210; w <= 300; w += 10 { // a size that does not settle is not rendered
		p.Paint(w, 100)
	}
	go widgets.FireTimers()
	pump(t, shows(300))
	if len(calls) != 2 || calls[1].Width != 300 || calls[1].Dark {
		t.Fatalf("rendered %v", calls)
	}
	test.ApplyTheme(t, widgets.NewTheme(widgets.Dark))
	old := p.Image()
	p.Paint(300, 100)
	go widgets.FireTimers()
	pump(t, func() bool { return p.Image() != old })
	if len(calls) != 3 || !calls[2].Dark {
		t.Fatalf("rendered %v", calls)
	}
	p.Close()
	p.Close()
	p.Paint(400, 100)
	widgets.FireTimers()
	drain()
	if count.Load() != 3 {
		t.Error("rendered after Close")
	}
}

func TestPictureCancelsTheOlder(t *testing.T) {
	started, ended := make(chan struct{}, 9), make(chan error, 9)
	p := widgets.NewPicture(func(ctx context.Context, _ widgets.PictureSize) image.Image {
		started <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return nil
	})
	window(t, p, 200, 100)
	p.Paint(100, 100)
	<-started
	p.Paint(120, 100)
	<-ended
	<-started
	p.Close()
	<-ended
}

func TestErrorCardCopies(t *testing.T) {
	e := widgets.NewErrorCard("Copy details", "Copied")
	win := window(t, e, 400, 200)
	e.SetError("It failed.", "Try again.", "open x: no such file")
	win.Canvas().FocusNext()
	b, ok := win.Canvas().Focused().(*widget.Button)
	if !ok {
		t.Fatal("Tab does not reach the button")
	}
	test.Tap(b)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "open x: no such file" || b.Text != "Copied" {
		t.Errorf("clipboard %q, button %q", got, b.Text)
	}
}

func TestEmptyStateButtons(t *testing.T) {
	var did []string
	e := widgets.NewEmptyState("Nothing", "Do it.", "First", func() { did = append(did, "first") })
	win := window(t, e, 400, 240)
	e.SetSecond("Second", func() { did = append(did, "second") })
	for range 2 {
		win.Canvas().FocusNext()
		win.Canvas().Focused().TypedKey(key(fyne.KeySpace))
	}
	if strings.Join(did, " ") != "first second" {
		t.Errorf("did %v", did)
	}
}

func TestNumberTableKeepsItsObjects(t *testing.T) {
	n := widgets.NewNumberTable()
	window(t, n, 300, 100)
	n.SetNumbers([]widgets.Number{{Label: "EER", Value: "0.36", Unit: "%"}, {Label: "FMR", Value: "1.0", Unit: "%"}})
	before := test.WidgetRenderer(n).Objects()
	n.SetNumbers([]widgets.Number{{Label: "EER", Value: "0.4", Unit: "%"}, {Label: "FMR", Value: "0.9", Unit: "%"}})
	if !slices.Equal(before, test.WidgetRenderer(n).Objects()) {
		t.Error("new numbers make new objects")
	}
	n.SetNumbers(nil)
	if len(test.WidgetRenderer(n).Objects()) != 0 {
		t.Error("rows stay")
	}
}

func TestPeopleListKeys(t *testing.T) {
	var selected []int
	p := widgets.NewPeopleList(func(i int) { selected = append(selected, i) })
	win := window(t, p, 240, 200)
	asked := 0
	p.SetPeople(13000, func(i int) widgets.Person { asked++; return widgets.Person{Name: fmt.Sprint(i)} })
	if asked > 100 {
		t.Errorf("asked for %d people to show a few", asked)
	}
	win.Canvas().FocusNext()
	if win.Canvas().Focused() != fyne.Focusable(p.Keys()) {
		t.Fatal("Tab does not reach the list")
	}
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyEnd, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyHome} {
		p.Keys().TypedKey(key(k))
	}
	if want := []int{0, 1, 0, 12999, 12989, 0}; !slices.Equal(selected, want) || p.Selected() != 0 {
		t.Errorf("selected %v, want %v", selected, want)
	}
	p.SetPeople(3, func(int) widgets.Person { return widgets.Person{} })
	p.SetPeople(0, nil)
	if p.Selected() != -1 {
		t.Error("new people keep the selection")
	}
	p.Keys().TypedKey(key(fyne.KeyDown))
}

func TestElideAndWrap(t *testing.T) {
	const size = 14
	width := func(s string) float32 { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width }
	long := "IMG_20190714_161803_0042.jpg"
	for _, room := range []float32{0, 5, 30, 60, 120, width(long), 900} {
		got := widgets.Elide(long, room, size, fyne.TextStyle{})
		if room >= width(long) && got != long || room > 20 && width(got) > room {
			t.Errorf("%q for %v", got, room)
		}
	}
	for _, text := range []string{"", "word", "two words and some more of them", "照片无法读取因为文件在三百一十二字节后结束了", strings.Repeat("x", 80)} {
		for lines := 1; lines <= 4; lines++ {
			got := widgets.Wrap(text, 80, size, fyne.TextStyle{}, lines)
			if len(got) > lines {
				t.Errorf("%q: %d lines, want at most %d", text, len(got), lines)
			}
			for _, l := range got {
				if width(l) > 80 {
					t.Errorf("%q: line %q is too wide", text, l)
				}
			}
		}
	}
	for _, line := range widgets.Wrap("1 张照片不参与训练，测试，划分，文件夹不变", 80, size, fyne.TextStyle{}, 9) {
		if len([]rune(line)) < 2 || strings.HasPrefix(line, "，") {
			t.Errorf("a line of Chinese is %q", line)
		}
	}
	got := widgets.Wrap("two words and some more", 80, size, fyne.TextStyle{}, 9)
	if strings.Join(got, " ") != "two words and some more" {
		t.Errorf("wrapping loses words: %q", got)
	}
}

// A click on the chip leads to the work, one on its word stops it, once; so do the keys.
func TestWorkChip(t *testing.T) {
	bar := widgets.NewStatusBar()
	win := window(t, bar, 900, 34)
	led, stopped := 0, 0
	bar.Work.OnTapped, bar.Work.OnStop = func() { led++ }, func() { stopped++ }
	if bar.Work.Visible() {
		t.Error("nothing goes on, and it shows")
	}
	bar.SetWork("Training · 42 %", "Stop", 0.42, false)
	win.Canvas().Capture()
	test.TapAt(bar.Work, fyne.NewPos(10, 8))
	test.TapAt(bar.Work, bar.Work.StopAt())
	bar.Work.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	bar.Work.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if led != 2 || stopped != 2 {
		t.Errorf("led %d times, stopped %d times", led, stopped)
	}
	bar.SetWork("Training · 42 %", "Stopping…", 0.42, true)
	test.TapAt(bar.Work, bar.Work.StopAt())
	if stopped != 2 {
		t.Error("what is being stopped can be stopped again")
	}
	if bar.ClearWork(); bar.Work.Visible() {
		t.Error("nothing goes on any more, and it shows")
	}
}
