package widgets_test

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

// sectioned is a grid of people with so many photos each.
func sectioned(t *testing.T, load widgets.LoadThumb, counts ...int) *widgets.FaceGrid {
	g := widgets.NewFaceGrid(load)
	t.Cleanup(g.Close)
	var sections []widgets.Section
	n := 0
	for i, c := range counts {
		sections = append(sections, widgets.Section{Name: fmt.Sprintf("person %d", i), Detail: fmt.Sprint(c), Count: c})
		n += c
	}
	g.SetItems(n, func(i int) string { return fmt.Sprint(i) }, sections...)
	return g
}

func TestGoldenFaceGridSections(t *testing.T) {
	g := sectioned(t, loadFaces, 7, 1, 2, 1, 12, 3)
	golden(t, "facegrid-sections", g, 640, 420, func() { g.ScrollTo(70); g.Wait(); drain() })
}

func TestGoldenFaceGridDragged(t *testing.T) {
	g := sectioned(t, loadFaces, 7, 1, 2, 1, 12, 3, 90)
	golden(t, "facegrid-dragged", g, 640, 420, func() { g.Wait(); drain(); g.HoldBar(10); g.PullBar(120) })
}

// A click never scrolls, the first one neither, and a double click opens what it was made on.
func TestClickNeverScrolls(t *testing.T) {
	g := faceGrid(t, 400)
	window(t, g, 500, 300)
	opened := -1
	g.OnOpen = func(i int) { opened = i }
	for _, at := range []float32{1500, 1533, 1571, 4000} {
		g.ScrollTo(at)
		first, last := g.InView()
		for _, i := range []int{first, last} { // both cut off
			g.Tap(i)
			if g.Offset() != at || g.Selected() != i {
				t.Errorf("a click on item %d scrolls from %v to %v and selects %d", i, at, g.Offset(), g.Selected())
			}
			g.Tap(i)
			if opened != i || g.Offset() != at {
				t.Errorf("a double click on item %d opens %d at %v", i, opened, g.Offset())
			}
		}
	}
	g.Focus()
	if g.Offset() != 4000 {
		t.Error("the keyboard's coming scrolls")
	}
}

// A notch of the wheel moves a third of a row, and turns add up.
func TestWheel(t *testing.T) {
	g := faceGrid(t, 400)
	window(t, g, 500, 300)
	g.Keys().TypedKey(key(fyne.KeyHome))
	turn := func(notches float32) float32 {
		before := g.Offset()
		g.Keys().Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -25*notches)})
		return g.Offset() - before
	}
	third := turn(1)
	row := g.RowHeight()
	if third < 0.32*row || third > 0.35*row {
		t.Errorf("a notch moves %v, and a row has %v", third, row)
	}
	if moved := turn(3); moved < 0.99*row || moved > 1.01*row {
		t.Errorf("three notches move %v", moved)
	}
	if turn(-100); g.Offset() != 0 {
		t.Errorf("at the top the grid is at %v", g.Offset())
	}
}

// While the bar is dragged nothing is fetched, and the bubble says at whom one is; afterwards what is in view is fetched.
func TestDraggingFetchesNothing(t *testing.T) {
	var loads atomic.Int64
	counts := slices.Repeat([]int{3}, 2000)
	g := sectioned(t, func(context.Context, int, int) (image.Image, error) {
		loads.Add(1)
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	}, counts...)
	window(t, g, 640, 480)
	g.Wait()
	drain()
	before := loads.Load()
	g.HoldBar(5)
	for y := float32(5); y <= 479; y++ {
		g.PullBar(y)
		g.Wait()
		drain()
	}
	g.PullBar(240)
	first, _ := g.InView()
	if want := fmt.Sprintf("person %d", first/3); g.Bubble() != want || first < 1000 {
		t.Errorf("beside the bar stands %q, want %q", g.Bubble(), want)
	}
	if n := loads.Load() - before; n > 0 {
		t.Errorf("%d pictures are fetched while the bar is dragged", n)
	}
	g.DropBar()
	g.Wait()
	drain()
	if blank, n := g.Blank(); g.Bubble() != "" || len(blank) > 0 || n < 6 {
		t.Errorf("after the drag %q stands there, and %v of %d are blank", g.Bubble(), blank, n)
	}
	if g.Cells() > 100 {
		t.Errorf("%d cells", g.Cells())
	}
}

// The heading of those at the top stays in view, until that of the next pushes it away.
func TestHeadingsStay(t *testing.T) {
	g := sectioned(t, loadFaces, 40, 30, 1, 1, 20)
	win := window(t, g, 500, 300)
	g.ScrollTo(400)
	names, y := g.Headings()
	if names[0] != "person 0" || y[0] != 0 {
		t.Errorf("in the first person's photos there are the headings %q at %v", names, y)
	}
	row := g.RowHeight()
	end := 10*row + 32 // about where the second begins
	for at := end - 40; at < end+40; at += 5 {
		g.ScrollTo(at)
		names, y = g.Headings()
		if len(names) == 0 || y[0] > 0 || !slices.IsSorted(y) || len(y) > 1 && y[1]-y[0] < 20 {
			t.Errorf("at %v there are the headings %q at %v", at, names, y)
		}
	}
	win.Resize(fyne.NewSize(900, 300))
	g.ScrollTo(1e6)
	if names, _ = g.Headings(); names[len(names)-1] != "person 4" {
		t.Errorf("at the end there are the headings %q", names)
	}
}

// The menu is asked for the item under the pointer, which it selects, and by a key for the selected one.
func TestFaceGridMenu(t *testing.T) {
	g := faceGrid(t, 13)
	window(t, g, 500, 300)
	asked := -1
	g.OnMenu = func(i int, _ fyne.Position) { asked = i }
	g.RightClick(5)
	if asked != 5 || g.Selected() != 5 {
		t.Errorf("a menu for %d, and %d is selected", asked, g.Selected())
	}
	asked = -1
	g.Keys().TypedKey(key("Menu"))
	if asked != 5 {
		t.Errorf("the key asks for a menu of %d", asked)
	}
}

// A picture that gets another name, since more is known of it, is fetched again; until then the old one stays.
func TestRenamedPictureStays(t *testing.T) {
	name, wait := "first", make(chan struct{}, 10)
	g := widgets.NewFaceGrid(func(context.Context, int, int) (image.Image, error) {
		<-wait
		return image.NewGray(image.Rect(0, 0, 4, 4)), nil
	})
	t.Cleanup(g.Close)
	t.Cleanup(func() { close(wait) })
	g.SetNames(func(int) string { return name })
	g.SetItems(1, nil)
	window(t, g, 300, 300)
	wait <- struct{}{}
	g.Wait()
	drain()
	name = "second"
	g.Update()
	if blank, n := g.Blank(); len(blank) > 0 || n != 1 {
		t.Error("the picture goes before another is there")
	}
	wait <- struct{}{}
	g.Wait()
	drain()
	if g.Thumbnail(0) == nil {
		t.Error("the picture isn't fetched by its new name")
	}
}

// The side changes what fits into a row, and the selected item stays in view.
func TestSideKeepsSelectionInView(t *testing.T) {
	g := faceGrid(t, 400)
	window(t, g, 800, 300)
	g.Select(200)
	for _, side := range []float32{64, 90, 250, 112, 20} {
		g.SetSide(side)
		if first, last := g.InView(); first > 200 || last < 200 || g.Side() < widgets.LeastSide {
			t.Errorf("at side %v items %d to %d are in view", side, first, last)
		}
	}
	test.ApplyTheme(t, widgets.NewTheme(widgets.Dark))
}

func TestSearchEntry(t *testing.T) {
	var heard []string
	down := 0
	e := widgets.NewSearchEntry(func(text string) { heard = append(heard, text) }, func() { down++ })
	window(t, e, 300, 40)
	passed := 0
	fyne.CurrentApp().Driver().CanvasForObject(e).SetOnTypedKey(func(*fyne.KeyEvent) { passed++ })
	e.SetText("ann")
	e.TypedKey(key(fyne.KeyDown))
	e.TypedKey(key(fyne.KeyReturn))
	e.TypedKey(key(fyne.KeyEscape))
	if e.Text != "" || down != 2 || passed != 0 || !slices.Equal(heard, []string{"ann", ""}) {
		t.Errorf("%q, %d times down, %d keys passed on, heard %q", e.Text, down, passed, heard)
	}
	e.SetText("ben")
	test.Tap(e.Sign())
	if e.Text != "" {
		t.Error("the cross doesn't clear")
	}
	if e.TypedKey(key(fyne.KeyEscape)); passed != 1 {
		t.Error("Escape in an empty search isn't passed on")
	}
}

// A tile and a zone do on a key what they do on a click, and hand other keys on.
func TestTileAndZone(t *testing.T) {
	opened, asked, passed := 0, 0, 0
	tile, zone := widgets.NewFolderTile("orl", "~", func() { opened++ }), widgets.NewDropZone(func() { asked++ })
	win := window(t, container.NewVBox(tile, zone), 300, 300)
	win.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { passed++ })
	for _, o := range []interface {
		fyne.Focusable
		fyne.Tappable
	}{tile, zone} {
		o.Tapped(nil)
		o.TypedKey(key(fyne.KeyReturn))
		o.TypedKey(key(fyne.KeySpace))
		o.TypedKey(key(fyne.KeyEscape))
	}
	if opened != 3 || asked != 3 || passed != 2 {
		t.Errorf("opened %d times, asked %d times, %d keys passed on", opened, asked, passed)
	}
}

// The viewer's picture is made larger about the pointer, moves with a drag, and is whole again for another picture.
func TestPhotoViewZooms(t *testing.T) {
	v := widgets.NewPhotoView(nil)
	v.SetImage(face(2, 368, 448))
	window(t, v, 420, 320)
	v.TypedRune('-')
	if v.Zoom().Factor > 1 {
		t.Error("smaller than the whole")
	}
	v.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 75), PointEvent: fyne.PointEvent{Position: fyne.NewPos(200, 150)}})
	larger := v.Zoom()
	if larger.Factor < 1.9 || larger.Factor > 2 {
		t.Fatalf("three notches make %v", larger)
	}
	v.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-10, -20)})
	if moved := v.Zoom(); moved.Factor != larger.Factor || moved.Middle.Y <= larger.Middle.Y {
		t.Errorf("dragged from %v to %v", larger, moved)
	}
	v.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(200, 150)})
	if v.Zoom().Factor != 0 {
		t.Error("a double click doesn't show the whole")
	}
	v.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(200, 150)})
	if v.Zoom().Factor != 4 {
		t.Error("a double click doesn't show a part")
	}
	v.SetImage(face(3, 368, 448))
	if v.Zoom().Factor != 0 {
		t.Error("another picture is shown in part")
	}
}

func TestGoldenPhotoViewZoomed(t *testing.T) {
	v := widgets.NewPhotoView(nil)
	v.SetImage(face(2, 368, 448))
	v.SetMarks(92, 112, []widgets.Box{{X: 17, Y: 16, Width: 58, Height: 86}}, circle(68, 46, 60, 26))
	golden(t, "photoview-zoomed", v, 420, 320, func() { v.TypedRune('0'); v.TypedRune('+'); v.TypedRune('+'); v.TypedRune('+') })
}
