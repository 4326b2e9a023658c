package widgets_test

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

// Every control hands Escape and "?" on to its window.
func TestControlsHandKeysOn(t *testing.T) {
	escape, help := 0, 0
	entry := widgets.NewEntry(nil)
	controls := map[string]fyne.Focusable{
		"button": widgets.NewButton("go", nil, func() {}), "entry": entry, "select": widgets.NewSelect(nil),
		"tabs": widgets.NewTabBar(2, nil), "photo": widgets.NewPhotoView(nil), "slot": widgets.NewPhotoSlot("drop", nil),
	}
	box := container.NewVBox()
	for _, c := range controls {
		box.Add(c.(fyne.CanvasObject))
	}
	win := window(t, box, 400, 600)
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			escape++
		}
	})
	win.Canvas().SetOnTypedRune(func(rune) { help++ })
	for name, c := range controls {
		escape, help = 0, 0
		c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if escape != 1 {
			t.Errorf("%s keeps Escape", name)
		}
		if c.TypedRune('?'); help != 1 && name != "entry" {
			t.Errorf("%s keeps characters", name)
		}
	}
	if entry.Text != "?" {
		t.Errorf("the entry holds %q", entry.Text)
	}
}

func TestEntryHandsShortcutsOn(t *testing.T) {
	entry, pressed := widgets.NewEntry(nil), 0
	win := window(t, entry, 200, 60)
	s := &desktop.CustomShortcut{KeyName: fyne.KeyO, Modifier: fyne.KeyModifierControl}
	win.Canvas().AddShortcut(s, func(fyne.Shortcut) { pressed++ })
	entry.TypedShortcut(s)
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
}

func TestButtonPressesByKey(t *testing.T) {
	pressed := 0
	b := widgets.NewQuietButton("go", nil, func() { pressed++ })
	window(t, b, 100, 50)
	for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyA} {
		b.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if pressed != 3 {
		t.Errorf("pressed %d times", pressed)
	}
}

func TestSelectKeepsItsPlace(t *testing.T) {
	var picked []int
	s := widgets.NewSelect(func(i int) { picked = append(picked, i) })
	s.SetWords("train", "test")
	s.Pick(1)
	s.SetWords("训练集", "测试集")
	if s.Selected != "测试集" || len(picked) != 0 {
		t.Errorf("%q, picked %v", s.Selected, picked)
	}
	s.SetSelected("训练集")
	if len(picked) != 1 || picked[0] != 0 {
		t.Errorf("picked %v", picked)
	}
}

func TestTabBar(t *testing.T) {
	var chosen []int
	b := widgets.NewTabBar(3, func(i int) { chosen = append(chosen, i) })
	b.SetWords("one", "two", "three")
	window(t, container.NewVBox(container.NewHBox(b)), 400, 60)
	test.TapAt(b, b.Center(2))
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	b.Select(2)
	b.Select(7)
	if want := []int{2, 1, 2}; len(chosen) != 3 || chosen[0] != want[0] || chosen[1] != want[1] || chosen[2] != want[2] {
		t.Errorf("chosen: %v, want %v", chosen, want)
	}
}

func TestTabBarPicture(t *testing.T) {
	b := widgets.NewTabBar(3, nil)
	b.SetWords("Dataset", "Training", "Verification")
	b.Select(1)
	golden(t, "tabbar", container.NewVBox(container.NewHBox(b)), 320, 48, nil)
}

func TestPhotoViewTurns(t *testing.T) {
	at := 0
	v := widgets.NewPhotoView(func(by int) { at += by })
	window(t, v, 200, 200)
	for _, key := range []fyne.KeyName{fyne.KeyRight, fyne.KeySpace, fyne.KeyLeft, fyne.KeyDown} {
		v.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if at != 2 {
		t.Errorf("at %d", at)
	}
	v.SetImage(image.NewGray(image.Rect(0, 0, 2, 2)))
	if v.Image() == nil {
		t.Error("no picture")
	}
	if v.SetMessage("cut off"); v.Image() != nil {
		t.Error("a picture beside the message")
	}
}

func TestPhotoViewPicture(t *testing.T) {
	v := widgets.NewPhotoView(nil)
	v.SetImage(face(3, 92, 112))
	golden(t, "photoview", v, 240, 180, nil)
}
