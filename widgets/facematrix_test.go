package widgets_test

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"siamface/widgets"
)

const matrixWords = "Rows: left photo. Columns: right photo. Framed: best matches."

// matrix is of rows×cols drawn faces.
func matrix(rows, cols int, picked func(row, col int)) *widgets.FaceMatrix {
	m := widgets.NewFaceMatrix(picked)
	m.SetCaption(matrixWords)
	pictures := func(n, from int) []image.Image {
		list := make([]image.Image, n)
		for i := range list {
			list[i] = face(from+i, 75, 75)
		}
		return list
	}
	cells := make([][]widgets.MatrixCell, rows)
	for r := range cells {
		for c := range cols {
			cell := widgets.MatrixCell{Distance: 0.6 + 0.01*float64((7*r+3*c)%30), Kind: widgets.VerdictDifferent}
			switch {
			case r == c && r%2 == 0:
				cell = widgets.MatrixCell{Distance: 0.31 + 0.01*float64(r), Kind: widgets.VerdictSame, Best: true}
			case r == c:
				cell = widgets.MatrixCell{Distance: 0.55, Kind: widgets.VerdictUnsure, Best: true}
			case r == c+1:
				cell = widgets.MatrixCell{Distance: 0.571, Kind: widgets.VerdictUnsure}
			}
			cells[r] = append(cells[r], cell)
		}
	}
	m.SetFaces(pictures(rows, 0), pictures(cols, 3), cells)
	return m
}

func TestGoldenFaceMatrix(t *testing.T) {
	m := matrix(3, 4, nil)
	golden(t, "facematrix", m, 380, 330, func() { m.Choose(0, 0) })
	golden(t, "facematrix-empty", widgets.NewFaceMatrix(nil), 200, 100, nil)
	m = matrix(40, 40, nil)
	golden(t, "facematrix-many", m, 480, 300, func() { m.Choose(20, 21) })
}

func TestFaceMatrixIsChosenByClicksAndKeys(t *testing.T) {
	var picked []string
	m := matrix(3, 4, func(row, col int) { picked = append(picked, fmt.Sprint(row, col)) })
	win := window(t, m, 400, 400)
	m.Choose(2, 1)
	if row, col := m.Chosen(); row != 2 || col != 1 || picked != nil {
		t.Errorf("the program chose %d, %d; %v were picked", row, col, picked)
	}
	test.TapCanvas(win.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject(m).Add(m.CellCentre(1, 3)))
	focused := win.Canvas().Focused()
	if focused == nil {
		t.Fatal("a click leaves the keyboard elsewhere")
	}
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyLeft, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyA} {
		focused.TypedKey(key(k))
	}
	if got, want := fmt.Sprint(picked), "[1 3 1 2 2 2 1 2]"; got != want {
		t.Errorf("picked %v, want %v", got, want)
	}
	m.Choose(0, 0)
	focused.TypedKey(key(fyne.KeyRight))
	if row, col := m.Chosen(); row != 0 || col != 1 {
		t.Errorf("after the program's choice, the keys lead to %d, %d", row, col)
	}
	handed := fyne.KeyName("")
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { handed = e.Name })
	focused.TypedKey(key(fyne.KeyEscape))
	if handed != fyne.KeyEscape {
		t.Error("Escape isn't handed on")
	}
}

func TestFaceMatrixKeepsObjectsForWhatIsSeen(t *testing.T) {
	m := matrix(40, 40, nil)
	win := window(t, m, 480, 300)
	win.Canvas().Capture()
	for _, pair := range [][2]int{{39, 39}, {39, 38}, {20, 5}, {0, 0}} { // each is brought into view
		m.Choose(pair[0], pair[1])
		win.Canvas().Capture()
		if at, seen := m.Where(pair[0], pair[1]); !seen || at.X < 64 || at.Y < 64 || at.X > 480-64 || at.Y > 300-64 {
			t.Errorf("%v is at %v, %v", pair, at, seen)
		}
	}
	m.Choose(1, 2)
	win.Canvas().Capture()
	if at, _ := m.Where(1, 2); at != fyne.NewPos(64+2*68, 64+68) {
		t.Errorf("what was in view was scrolled: to %v", at)
	}
	if n := m.Cells(); n < 6 || n > 120 {
		t.Errorf("%d cells are kept for a window of 6 by 3", n)
	}
	if s := m.Natural(); s.Width < 41*64 || s.Height < 41*64 {
		t.Errorf("40×40 faces need %v", s)
	}
	if s := m.MinSize(); s.Width > 200 || s.Height > 150 {
		t.Errorf("the least size is %v", s)
	}
}

// twoFaces is a slot with a photo of 100×50 pixels shown at twice its size, with two faces on it, the second chosen, and a small
// box inside it.
func twoFaces(t *testing.T) (s *widgets.PhotoSlot, chosen *[]int, photos *int) {
	chosen, photos = new([]int), new(int)
	s = widgets.NewPhotoSlot("Drop", func() { *photos++ })
	s.OnBox = func(i int) { *chosen = append(*chosen, i) }
	s.SetBoxHint("Click to compare this face")
	window(t, s, 240, 260)
	s.SetPhoto(widgets.Photo{Image: image.NewGray(image.Rect(0, 0, 100, 50)), Detail: "2 faces"})
	s.SetMarks([]widgets.Box{
		{X: 60, Y: 10, Width: 30, Height: 30, Faint: true}, {X: 10, Y: 10, Width: 30, Height: 30}, {X: 20, Y: 20, Width: 5, Height: 5, Faint: true},
	}, nil)
	return s, chosen, photos
}

func TestPhotoSlotChoosesABox(t *testing.T) {
	s, chosen, photos := twoFaces(t)
	tap := func(pos fyne.Position) { s.Tapped(&fyne.PointEvent{Position: pos}) }
	tap(s.BoxCentre(0))
	tap(s.BoxCentre(1).AddXY(-20, -20)) // the one that is chosen already
	tap(s.BoxCentre(2))                 // the smaller of two
	if fmt.Sprint(*chosen) != "[0 2]" || *photos != 0 {
		t.Errorf("chosen %v, asked for a photo %d times", *chosen, *photos)
	}
	tap(fyne.NewPos(5, 5))
	if *photos != 1 {
		t.Errorf("beside the faces, asked for a photo %d times", *photos)
	}
	*chosen = nil
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyLeft} { // from the second by place: on to box 2, back to box 0
		s.TypedKey(key(k))
	}
	if fmt.Sprint(*chosen) != "[2 0]" {
		t.Errorf("the keys choose %v", *chosen)
	}
	s.SetMarks([]widgets.Box{{X: 10, Y: 10, Width: 30, Height: 30}}, nil)
	tap(s.BoxCentre(0))
	if *photos != 2 {
		t.Error("a click on the only face doesn't ask for a photo")
	}
}

func TestPhotoSlotShowsWhatAClickChooses(t *testing.T) {
	s, _, _ := twoFaces(t)
	at := func(pos fyne.Position) *desktop.MouseEvent {
		return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: pos}}
	}
	s.MouseIn(at(s.BoxCentre(0)))
	if s.Cursor() != desktop.PointerCursor || s.DetailText() != "Click to compare this face" {
		t.Errorf("over a face: cursor %v, %q", s.Cursor(), s.DetailText())
	}
	s.MouseMoved(at(s.BoxCentre(1).AddXY(-20, -20)))
	if s.Cursor() != desktop.DefaultCursor || s.DetailText() != "2 faces" {
		t.Errorf("over the chosen face: cursor %v, %q", s.Cursor(), s.DetailText())
	}
	s.MouseMoved(at(s.BoxCentre(0)))
	s.MouseOut()
	if s.Cursor() != desktop.DefaultCursor || s.DetailText() != "2 faces" {
		t.Errorf("outside: cursor %v, %q", s.Cursor(), s.DetailText())
	}
}
