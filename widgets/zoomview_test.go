package widgets_test

import (
	"context"
	"image"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/widgets"
)

// A drawing is fitted into the width, zooms about the pointer, and never leaves its room empty.
func TestZoomView(t *testing.T) {
	v := widgets.NewZoomView(fyne.NewSize(100, 1000), func(_ context.Context, size widgets.PictureSize, _ widgets.PicturePart) image.Image {
		return image.NewGray(image.Rect(0, 0, size.Width, size.Height))
	})
	t.Cleanup(v.Close)
	window(t, v, 300, 200)
	size := v.Size()
	if v.Zoom() != 1 || v.Corner() != (fyne.Position{}) {
		t.Fatalf("first at %v, %v times", v.Corner(), v.Zoom())
	}
	v.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(500, 500)})
	if v.Corner() != (fyne.Position{}) {
		t.Errorf("dragged beyond its edge to %v", v.Corner())
	}
	v.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -150)})
	if v.Corner() != fyne.NewPos(0, -150) {
		t.Errorf("scrolled to %v", v.Corner())
	}
	about := fyne.NewPos(100, 50)
	before := about.Subtract(v.Corner())
	v.ZoomBy(2, about)
	after := about.Subtract(v.Corner())
	if v.Zoom() != 2 || after.X != 2*before.X || after.Y != 2*before.Y {
		t.Errorf("what was below the pointer at %v is at %v, %v times as large", before, after, v.Zoom())
	}
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if want := size.Height - 2*size.Width*10; v.Corner().Y != want {
		t.Errorf("at the end: %v, want %v", v.Corner().Y, want)
	}
	for range 40 {
		v.TypedRune('-')
	}
	if v.Zoom() != 0.25 || v.Corner().X != (size.Width-0.25*size.Width)/2 {
		t.Errorf("at the smallest: %v at %v", v.Zoom(), v.Corner())
	}
	if v.TypedRune('0'); v.Zoom() != 1 || v.Corner().Y != 0 {
		t.Errorf("fitted: %v at %v", v.Zoom(), v.Corner())
	}
}
