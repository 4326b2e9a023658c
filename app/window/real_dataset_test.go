package window

import (
	"testing"
	"time"

	"siamface/app/internal/screen"
)

// TestWindowDataset runs the test of the start and of the grid in a real window of its own.
func TestWindowDataset(t *testing.T) { inWindow(t, "TestRealDataset", t.TempDir()) }

// TestRealDataset goes from the start to a photo in a folder, as somebody does who scrolls, clicks and drags.
func TestRealDataset(t *testing.T) {
	h := takeHold(t, "TestWindowDataset")
	root, _ := faces(t)
	h.hint(root)
	h.drop(h.w.tabs, root)
	d := h.w.dataset
	h.wait("open", 20*time.Second, func() bool { return h.w.Folder.Data != nil && !d.opener.busy && d.browser.Visible() })
	h.wait("thumbnails", 10*time.Second, func() bool { return d.photos.grid.Thumbnail(0) != nil })
	h.shot("dataset-by-person")
	h.clickAfterScrolling()
	h.dragBar()
	h.openMenu()
}

// hint drags a folder over the window: it says where that will land, and no more once it has left.
func (h *hand) hint(root string) {
	if !ui(h.w.dataset.start.content.Visible) {
		h.Error("the start isn't shown")
	}
	h.shot("start")
	x, y := middle(h.w.dataset.start.content)
	drag, err := h.x.Drag(h.Context(), x, y, root)
	h.must(err)
	h.wait("saying where it lands", 5*time.Second, func() bool { return h.w.dropHint.layer.Visible() && h.w.dropHint.where.Text != "" })
	h.shot("start-dragged")
	h.must(drag.Leave())
	h.wait("quiet again", 5*time.Second, func() bool { return !h.w.dropHint.layer.Visible() })
}

// clickAfterScrolling scrolls, and clicks: what is below the pointer is selected, stays there, and is opened by a double click.
func (h *hand) clickAfterScrolling() {
	p := h.w.dataset.photos
	x, y := middle(p.grid)
	h.must(h.x.MoveTo(x, y))
	h.must(h.x.Scroll(30))
	h.still()
	var selected int
	for range 2 { // a click that scrolled would have the second one select another
		h.must(h.x.Click(x, y))
		h.wait("selected", 5*time.Second, func() bool { return p.grid.Selected() > 30 })
		if now := ui(p.grid.Selected); selected > 0 && now != selected {
			h.Errorf("two clicks at one place select %d and %d", selected, now)
		} else {
			selected = now
		}
		time.Sleep(time.Second) // else both are a double click
	}
	h.must(h.x.DoubleClick(x, y))
	v := h.w.dataset.viewer
	h.wait("large", 5*time.Second, func() bool { return v.isOpen() && v.view.Image() != nil })
	if at := ui(func() int { return v.at }); at != selected {
		h.Errorf("a double click on photo %d opens photo %d", selected, at)
	}
	h.must(h.x.Scroll(-3))
	h.wait("zoomed", 5*time.Second, func() bool { return v.view.Zoom().Factor > 1.5 })
	h.shot("dataset-zoomed")
	h.key("Escape")
	h.wait("back", 5*time.Second, func() bool { return !v.isOpen() && p.grid.Selected() == selected })
}

// dragBar drags the scroll bar to the end: the last person's photos are there afterwards.
func (h *hand) dragBar() {
	p := h.w.dataset.photos
	x, y := middle(p.grid)
	size := ui(p.grid.Size)
	h.key("Home")
	h.wait("at the top", 5*time.Second, func() bool { return p.grid.Selected() == 0 })
	right, top := x+int(size.Width)/2-6, y-int(size.Height)/2+10
	h.must(screen.Sweep(h.x, right, top, right, y+int(size.Height)/2-4, time.Second))
	last := len(p.items) - 1
	h.wait("the last photo", 10*time.Second, func() bool { return p.grid.Thumbnail(last) != nil })
	h.shot("dataset-end")
}

// openMenu asks for a photo's menu by the right button.
func (h *hand) openMenu() {
	p := h.w.dataset.photos
	h.key("Home")
	x, y := middle(p.grid)
	size := ui(p.grid.Size)
	h.must(h.x.RightClick(x-int(size.Width)/2+60, y-int(size.Height)/2+80))
	h.wait("a menu", 5*time.Second, func() bool { return h.w.win.Canvas().Overlays().Top() != nil })
	h.shot("dataset-menu")
	h.key("Escape")
	h.wait("no menu", 5*time.Second, func() bool { return h.w.win.Canvas().Overlays().Top() == nil })
}
