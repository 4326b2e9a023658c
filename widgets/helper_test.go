package widgets_test

import (
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	_ "siamface/app/process" // the toolkit complains about the locale C before the first line of a test runs
	"siamface/widgets"
)

var update = flag.Bool("update", false, "renew the golden pictures")

func TestMain(m *testing.M) {
	fyne.CurrentApp().Settings().SetTheme(widgets.NewTheme(widgets.Light))
	os.Exit(m.Run())
}

// pump runs what waits for Fyne's goroutine until done says so.
func pump(t *testing.T, done func() bool) {
	t.Helper()
	limit := time.After(2 * time.Minute)
	for !done() {
		select {
		case f := <-widgets.UI:
			f()
		case <-limit:
			t.Fatal("what the test waits for does not come")
		}
	}
}

// drain runs what waits now.
func drain() {
	for {
		select {
		case f := <-widgets.UI:
			f()
		default:
			return
		}
	}
}

// window shows an object in a window of a size, in the light theme.
func window(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	test.ApplyTheme(t, widgets.NewTheme(widgets.Light))
	win := test.NewTempWindow(t, o)
	win.Resize(fyne.NewSize(w, h))
	return win
}

// golden compares a widget with its pictures in testdata, first light, then, by a change of the theme, dark.
func golden(t *testing.T, name string, o fyne.CanvasObject, w, h float32, settle func()) {
	t.Helper()
	win := window(t, o, w, h)
	for _, mode := range []struct {
		name string
		mode widgets.Mode
	}{{"light", widgets.Light}, {"dark", widgets.Dark}} {
		test.ApplyTheme(t, widgets.NewTheme(mode.mode))
		if settle != nil {
			win.Canvas().Capture() // lets the widget ask for what it needs
			settle()
		}
		compare(t, name+"-"+mode.name+".png", win.Canvas().Capture())
	}
}

// compare fails where a picture isn't the golden one but for what smoothing may differ between machines.
func compare(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		save(t, path, got)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatalf("no golden picture; make it with -update: %v", err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("%s: size %v, want %v", name, got.Bounds().Size(), want.Bounds().Size())
	}
	if off := differing(got, want); off > 0.002 {
		bad := filepath.Join(t.ArtifactDir(), name)
		save(t, bad, got)
		t.Errorf("%s: %.2f %% of the pixels differ; see %s", name, 100*off, bad)
	}
}

// differing is the share of pixels of which a channel differs by more than 24 of 255.
func differing(a, b image.Image) float64 {
	size, bad := a.Bounds().Size(), 0
	for y := range size.Y {
		for x := range size.X {
			p := color.NRGBAModel.Convert(a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y)).(color.NRGBA)
			if apart(p.R, q.R) || apart(p.G, q.G) || apart(p.B, q.B) {
				bad++
			}
		}
	}
	return float64(bad) / float64(size.X*size.Y)
}

func apart(a, b uint8) bool { return math.Abs(float64(a)-float64(b)) > 24 }

func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// face draws a simple face in greys; the number changes it.
func face(n, w, h int) image.Image {
	img := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{uint8(60 + n*37%90)}), image.Point{}, draw.Src)
	oval := func(cx, cy, rx, ry float64, tone func(dx, dy float64) uint8) {
		for y := range h {
			for x := range w {
				dx, dy := (float64(x)/float64(w)-cx)/rx, (float64(y)/float64(h)-cy)/ry
				if dx*dx+dy*dy < 1 {
					img.SetGray(x, y, color.Gray{tone(dx, dy)})
				}
			}
		}
	}
	flat := func(v uint8) func(float64, float64) uint8 { return func(_, _ float64) uint8 { return v } }
	oval(0.5, 0.46, 0.36, 0.42, flat(40))
	oval(0.5, 0.53, 0.31, 0.39, func(dx, dy float64) uint8 { return uint8(190 - 45*dx - 20*dy*dy + float64(n*13%25)) })
	for _, x := range []float64{0.37, 0.63} {
		oval(x, 0.47, 0.065, 0.03, flat(235))
		oval(x, 0.47, 0.03, 0.03, flat(30))
	}
	oval(0.5, 0.6, 0.04, 0.06, flat(140))
	oval(0.5, 0.74, 0.1+0.01*float64(n%4), 0.025, flat(90))
	return img
}
