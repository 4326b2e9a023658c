package widgets_test

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestFaceGridKeys(t *testing.T) {
	g := faceGrid(t, 13)
	window(t, g, 500, 300) // four columns
	var opened, selected []int
	var compared [][]int
	g.OnOpen = func(i int) { opened = append(opened, i) }
	g.OnSelected = func(i int) { selected = append(selected, i) }
	g.OnCompare = func(items []int) { compared = append(compared, items) }

	g.Focus()
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyRight, 0}, // the first key selects what is in view
		{fyne.KeyRight, 1},
		{fyne.KeyDown, 5},
		{fyne.KeyLeft, 4},
		{fyne.KeyUp, 0},
		{fyne.KeyUp, 0},
		{fyne.KeyLeft, 0},
		{fyne.KeyEnd, 12},
		{fyne.KeyRight, 12},
		{fyne.KeyDown, 12},
		{fyne.KeyPageUp, 8},
		{fyne.KeyPageDown, 12},
		{fyne.KeyHome, 0},
	} {
		g.Keys().TypedKey(key(step.key))
		if g.Selected() != step.want {
			t.Fatalf("after %s item %d is selected, want %d", step.key, g.Selected(), step.want)
		}
	}
	if want := []int{0, 1, 5, 4, 0, 12, 8, 12, 0}; !slices.Equal(selected, want) {
		t.Errorf("told of the selections %v, want %v", selected, want)
	}
	g.Keys().TypedKey(key(fyne.KeyReturn))
	g.Keys().TypedKey(key(fyne.KeyC))
	g.Keys().TypedKey(key(fyne.KeySpace))
	g.Keys().TypedKey(key(fyne.KeyRight))
	g.Keys().TypedKey(key(fyne.KeyC))
	if !slices.Equal(opened, []int{0}) {
		t.Errorf("opened %v", opened)
	}
	if fmt.Sprint(compared) != "[[0] [0 1]]" {
		t.Errorf("compared %v", compared)
	}
	g.Keys().TypedKey(key(fyne.KeyDelete)) // which nobody waits for
	deleted := -1
	g.OnDelete = func(i int) { deleted = i }
	g.Keys().TypedKey(key(fyne.KeyDelete))
	if deleted != 1 {
		t.Errorf("Delete deletes item %d", deleted)
	}
}

func TestFaceGridClicks(t *testing.T) {
	g := faceGrid(t, 13)
	win := window(t, g, 500, 300)
	opened := -1
	g.OnOpen = func(i int) { opened = i }
	g.Tap(3)
	if g.Selected() != 3 || opened != -1 || win.Canvas().Focused() != fyne.Focusable(g.Keys()) {
		t.Fatalf("a click selects %d, opens %d", g.Selected(), opened)
	}
	g.Tap(3)
	if opened != 3 {
		t.Errorf("a double click opens %d", opened)
	}
	opened = -1
	g.Tap(3)
	if opened != -1 {
		t.Error("a third click opens again")
	}
	g.SetItems(2, nil)
	if g.Selected() != -1 {
		t.Error("new items keep the selection")
	}
	g.Select(5)
	if g.Selected() != -1 {
		t.Error("an item that doesn't exist can be selected")
	}
}

func TestFaceGridKeepsSelectionInView(t *testing.T) {
	g := faceGrid(t, 400)
	g.Select(3)
	win := window(t, g, 800, 300)
	if !g.Tap(0) {
		t.Error("the first row is out of view though the fourth item was selected")
	}
	g.Select(200)
	for _, w := range []float32{260, 900} {
		win.Resize(fyne.NewSize(w, 300))
		if first, last := g.InView(); first > 200 || last < 200 {
			t.Errorf("at width %v items %d to %d are in view", w, first, last)
		}
	}
}

// What is known of the items may come later, and in another language, without any thumbnail made anew.
func TestFaceGridUpdate(t *testing.T) {
	var loads atomic.Int64
	g := widgets.NewFaceGrid(func(_ context.Context, i, _ int) (image.Image, error) {
		loads.Add(1)
		if i == 1 {
			return nil, widgets.Absent("none")
		}
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	})
	t.Cleanup(g.Close)
	badge, reason := "", "nothing"
	g.SetItems(3, func(i int) string { return fmt.Sprint(i) })
	g.SetBadges(func(int) string { return badge })
	g.SetReasons(func(err error) string { return reason + ": " + err.Error() })
	window(t, g, 500, 300)
	settle := func() { g.Wait(); drain() }
	settle()
	if caption, badge, reason := g.Words(1); caption != "1" || badge != "" || reason != "nothing: none" {
		t.Errorf("%q, %q, %q", caption, badge, reason)
	}
	badge, reason = "2 faces", "nichts"
	g.Update()
	settle()
	if caption, badge, reason := g.Words(1); caption != "1" || badge != "2 faces" || reason != "nichts: none" {
		t.Errorf("after an update: %q, %q, %q", caption, badge, reason)
	}
	g.Select(2)
	g.Extend(5)
	settle()
	if _, badge, _ := g.Words(4); badge != "2 faces" || g.Selected() != 2 || loads.Load() != 5 {
		t.Errorf("after two more items: %q, item %d is selected, %d loads", badge, g.Selected(), loads.Load())
	}
	g.Forget()
	settle()
	if g.Selected() != 2 || loads.Load() != 10 || g.Thumbnail(4) == nil {
		t.Errorf("after forgetting: item %d is selected, %d loads", g.Selected(), loads.Load())
	}
}

// Pictures with names are fetched once, wherever they stand and whatever stands there meanwhile.
func TestFaceGridKeepsNamedPictures(t *testing.T) {
	var loads atomic.Int64
	shown := []int{10, 11, 12}
	g := widgets.NewFaceGrid(func(_ context.Context, i, _ int) (image.Image, error) {
		loads.Add(1)
		return image.NewGray(image.Rect(0, 0, shown[i], 4)), nil
	})
	t.Cleanup(g.Close)
	g.SetNames(func(i int) string { return fmt.Sprint(shown[i]) })
	g.SetItems(3, nil)
	window(t, g, 500, 300)
	check := func(what string, want int64) {
		t.Helper()
		g.Wait()
		drain()
		for i, width := range shown {
			if img := g.Thumbnail(i); img == nil || img.Bounds().Dx() != width {
				t.Errorf("%s: item %d shows %v, want a picture %d wide", what, i, img, width)
			}
		}
		if loads.Load() != want {
			t.Errorf("%s: %d loads, want %d", what, loads.Load(), want)
		}
	}
	check("first", 3)
	g.SetItems(0, nil)
	shown = []int{12, 10}
	g.SetItems(2, nil)
	check("others left out", 3)
	g.Rename(func() { shown = []int{20, 10} })
	check("another picture of the first", 4)
	g.Rename(func() { shown = []int{12, 10} })
	check("as before", 4)
}

// What the grid has a cell for is not given up and fetched again when the cells are filled anew, the last one's picture neither.
func TestFaceGridGivesNothingUpThatItShows(t *testing.T) {
	var loads, givenUp atomic.Int64
	last, finish := make(chan struct{}, 1), make(chan struct{})
	g := widgets.NewFaceGrid(func(ctx context.Context, i, _ int) (image.Image, error) {
		loads.Add(1)
		if i == 2 {
			last <- struct{}{}
			<-finish
		}
		if ctx.Err() != nil {
			givenUp.Add(1)
		}
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	})
	t.Cleanup(g.Close)
	g.SetItems(3, nil)
	window(t, g, 96, 480) // all three in view
	<-last
	g.Extend(3)
	close(finish)
	g.Wait()
	drain()
	if loads.Load() != 3 || givenUp.Load() != 0 {
		t.Errorf("%d loads of 3 pictures, %d given up", loads.Load(), givenUp.Load())
	}
}

// A grid of very many items makes few cells, asks only for what was in view and keeps no large picture.
func TestFaceGridIsVirtual(t *testing.T) {
	var loads atomic.Int64
	g := widgets.NewFaceGrid(func(context.Context, int, int) (image.Image, error) {
		loads.Add(1)
		return image.NewGray(image.Rect(0, 0, 400, 300)), nil
	})
	t.Cleanup(g.Close)
	g.SetItems(13000, func(i int) string { return fmt.Sprint(i) })
	window(t, g, 640, 480)
	const steps = 40
	for i := range steps {
		g.ScrollTo(float32(i) * 1500)
		drain()
	}
	g.Wait()
	drain()
	if g.Cells() > 200 {
		t.Errorf("%d cells", g.Cells())
	}
	if n := loads.Load(); n == 0 || n > 30*(steps+1) {
		t.Errorf("%d loads", n)
	}
	if img := g.Thumbnail(0); img != nil && max(img.Bounds().Dx(), img.Bounds().Dy()) > 128 {
		t.Errorf("a thumbnail of %v is kept", img.Bounds())
	}
	if b := g.CacheBytes(); b > 64<<20 {
		t.Errorf("thumbnails take %d bytes", b)
	}
}

// However one scrolls, and whatever changes meanwhile, what is in view gets its picture.
func TestFaceGridLeavesNothingBlank(t *testing.T) {
	g := widgets.NewFaceGrid(func(context.Context, int, int) (image.Image, error) {
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	})
	t.Cleanup(g.Close)
	g.SetItems(13000, func(i int) string { return fmt.Sprint(i) })
	win := window(t, g, 640, 480)
	check := func(what string, at float32) {
		t.Helper()
		g.Wait()
		drain()
		if blank, n := g.Blank(); len(blank) > 0 || n < 12 {
			t.Fatalf("%s at %v: of %d items in view %v stay blank", what, at, n, blank)
		}
	}
	for _, from := range []float32{0, 2000, 150_000, 300_000} {
		for step := range 20 {
			at := from + 21*float32(step)
			g.ScrollTo(at)
			check("scrolled", at)
		}
		test.ApplyTheme(t, widgets.NewTheme(widgets.Dark))
		check("dark", from)
		g.SetSide(72)
		check("small", from)
		win.Resize(fyne.NewSize(500, 300))
		g.SetSide(112)
		win.Resize(fyne.NewSize(640, 480))
		test.ApplyTheme(t, widgets.NewTheme(widgets.Light))
		check("medium again", from)
		g.Forget()
		check("fetched again", from)
	}
}

func TestFaceGridAfterClose(t *testing.T) {
	var loads atomic.Int64
	g := widgets.NewFaceGrid(func(context.Context, int, int) (image.Image, error) {
		loads.Add(1)
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	})
	g.Close()
	g.Close()
	g.SetItems(10, nil)
	window(t, g, 300, 300)
	g.Wait()
	if loads.Load() != 0 {
		t.Errorf("%d loads after Close", loads.Load())
	}
}

func BenchmarkFaceGridScroll(b *testing.B) {
	g := widgets.NewFaceGrid(loadFaces)
	defer g.Close()
	g.SetItems(13000, func(i int) string { return fmt.Sprintf("photo %d.pgm", i) })
	test.NewTempWindow(b, g).Resize(fyne.NewSize(1000, 700))
	y := float32(0)
	for b.Loop() {
		y += 40
		g.ScrollTo(y)
		drain()
	}
}

// BenchmarkFaceGridDrag drags the scroll bar of a large folder of people: each turn is what happens in a frame.
func BenchmarkFaceGridDrag(b *testing.B) {
	g := widgets.NewFaceGrid(loadFaces)
	defer g.Close()
	var sections []widgets.Section
	n := 0
	for i := range 5000 {
		count := 1 + i*i%5
		sections, n = append(sections, widgets.Section{Name: fmt.Sprintf("Person_%d", i), Detail: fmt.Sprint(count), Count: count}), n+count
	}
	g.SetItems(n, func(i int) string { return fmt.Sprintf("%04d", i) }, sections...)
	test.NewTempWindow(b, g).Resize(fyne.NewSize(1000, 700))
	g.HoldBar(5)
	y := float32(5)
	for b.Loop() {
		if y++; y > 690 {
			y = 5
		}
		g.PullBar(y)
	}
}

// Where many may be marked, clicks choose as in a file manager: alone one, with Ctrl one more or one less, with Shift all up to it.
func TestFaceGridMarksMany(t *testing.T) {
	g := faceGrid(t, 40)
	g.MarkMany()
	window(t, g, 640, 480).Canvas().Capture()
	const none, control, shift = fyne.KeyModifier(0), fyne.KeyModifierControl, fyne.KeyModifierShift
	for step, click := range []struct {
		keys fyne.KeyModifier
		item int
		want []int
	}{
		{none, 3, []int{3}},
		{control, 5, []int{3, 5}},
		{control, 1, []int{1, 3, 5}},
		{control, 3, []int{1, 5}},
		{shift, 7, []int{1, 2, 3, 4, 5, 6, 7}},
		{none, 2, []int{2}},
		{control, 2, []int{}},
		{control, 4, []int{4}},
		{shift, 2, []int{2, 3, 4}},
		{control, 2, []int{3, 4}},
		{control, 3, []int{4}},
		{control, 4, []int{}},
	} {
		release := widgets.HoldKeys(click.keys)
		ok := g.Tap(click.item)
		release()
		if got := g.Chosen(); !ok || !slices.Equal(got, click.want) {
			t.Fatalf("click %d on %d: %v, want %v", step+1, click.item, got, click.want)
		}
	}
	g.Select(8)
	g.Keys().TypedKey(key(fyne.KeySpace))
	g.Select(9)
	if got := g.Chosen(); !slices.Equal(got, []int{8, 9}) {
		t.Errorf("a mark by the keyboard: %v", got)
	}
	g.SetItems(5, nil)
	if got := g.Chosen(); len(got) > 0 {
		t.Errorf("%v are chosen of other items", got)
	}
}
