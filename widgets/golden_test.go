package widgets_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

var scaleWords = widgets.ScaleWords{Same: "the same person", Unsure: "unsure", Different: "different people"}

func loadFaces(_ context.Context, i, _ int) (image.Image, error) {
	if i == 6 {
		return nil, errors.New("the file ends too early")
	}
	return face(i, 92, 112), nil
}

func faceGrid(t *testing.T, n int) *widgets.FaceGrid {
	g := widgets.NewFaceGrid(loadFaces)
	t.Cleanup(g.Close)
	g.SetItems(n, func(i int) string {
		if i == 2 {
			return "holiday in the mountains 2019.jpg"
		}
		return fmt.Sprintf("%d.pgm", i+1)
	})
	return g
}

func TestGoldenFaceGrid(t *testing.T) {
	g := faceGrid(t, 40)
	golden(t, "facegrid", g, 640, 320, func() { g.Wait(); drain(); g.Select(1); g.Mark(3); g.Focus() })
}

func TestGoldenFaceGridSizes(t *testing.T) {
	for size, name := range map[float32]string{72: "facegrid-small", 176: "facegrid-large"} {
		g := faceGrid(t, 40)
		golden(t, name, g, 480, 260, func() { g.SetSide(size); g.Wait(); drain() })
	}
}

// Badges lie in the corner of the picture itself; one that is too long is shortened.
func TestGoldenFaceGridBadges(t *testing.T) {
	for size, name := range map[float32]string{72: "facegrid-badges-small", 112: "facegrid-badges"} {
		g := widgets.NewFaceGrid(func(_ context.Context, i, _ int) (image.Image, error) {
			switch i {
			case 2:
				return nil, widgets.Absent("no face")
			case 3:
				return nil, errors.New("cut off")
			case 4:
				return face(i, 180, 90), nil
			}
			return face(i, 92, 112), nil
		})
		t.Cleanup(g.Close)
		g.SetItems(8, func(i int) string { return fmt.Sprintf("%d.pgm", i+1) })
		g.SetBadges(func(i int) string {
			return []string{"", "3 faces", "no face", "", "no face", "turned head, which is far too long", "", "12 faces"}[i]
		})
		g.SetReasons(func(err error) string { return "because: " + err.Error() })
		golden(t, name, g, 640, 320, func() { g.SetSide(size); g.Wait(); drain() })
	}
}

// Faded pictures recede; their badges don't.
func TestGoldenFaceGridFaded(t *testing.T) {
	g := faceGrid(t, 8)
	g.SetBadges(func(i int) string { return map[int]string{1: "left out", 4: "left out", 5: "2 faces"}[i] })
	g.SetFaded(func(i int) bool { return i == 1 || i == 4 || i == 6 })
	golden(t, "facegrid-faded", g, 640, 320, func() { g.Wait(); drain(); g.Select(4) })
}

func TestGoldenFindingList(t *testing.T) {
	l := widgets.NewFindingList(func(int) {})
	findings := []widgets.Finding{
		{Title: "Identical files", Text: "2 identical files, under 2 people: ann and dan. A leak: they are on both sides of the split.", Urgent: true},
		{Title: "Identical files", Text: "3 identical files, all of ben.", Done: true},
		{Title: "Only one photo", Text: "lin-manuel has one photo only, which makes no genuine pair."},
		{Title: "A title that is far too long for the list", Text: "A sentence that is so long, and goes on for such a while, that three lines of the list can't hold all of it, and so its end isn't there."},
		{Title: "Huge", Text: "x"},
	}
	l.SetFindings(len(findings), func(i int) widgets.Finding { return findings[i] })
	golden(t, "findinglist", l, 280, 330, func() { l.Select(2); l.Focus() })
}

func TestGoldenPhotoView(t *testing.T) {
	v := widgets.NewPhotoView(nil)
	v.SetImage(face(2, 368, 448))
	v.SetMarks(92, 112, []widgets.Box{{X: 17, Y: 16, Width: 58, Height: 86}, {X: -9, Y: 4, Width: 22, Height: 22, Faint: true}}, circle(68, 46, 60, 26))
	golden(t, "photoview-marks", v, 420, 320, nil)
}

func TestGoldenCard(t *testing.T) {
	plain, led := widgets.NewButton("Choose…", nil, nil), widgets.NewButton("Open", nil, nil)
	led.Importance = widget.HighImportance
	card := widgets.NewCard(container.NewVBox(widget.NewLabel("Compare two photos"), plain, led, widgets.NewQuietButton("More", nil, nil)))
	golden(t, "card", container.NewPadded(widgets.NewSurface(container.NewPadded(card))), 260, 240, nil)
}

func TestGoldenFolderTile(t *testing.T) {
	wide, narrow, bare := widgets.NewFolderTile("orl", "~/Pictures", nil), widgets.NewFolderTile("a rather long name of a folder", "~/Pictures/faces", nil), widgets.NewFolderTile("new", "~", nil)
	pictures := []image.Image{face(1, 90, 90), face(2, 90, 90), face(3, 90, 90), face(4, 90, 90)}
	wide.SetPictures(pictures)
	narrow.SetPictures(pictures[:1])
	bare.MouseIn(nil)
	tiles := container.NewVBox(wide, container.NewHBox(narrow), bare)
	golden(t, "foldertile", container.NewPadded(tiles), 320, 200, nil)
}

func TestGoldenDropZone(t *testing.T) {
	z := widgets.NewDropZone(nil)
	z.SetText("Drop one or two photos here, or click to choose")
	golden(t, "dropzone", container.NewPadded(z), 240, 160, nil)
	z.FocusGained()
	golden(t, "dropzone-focused", container.NewPadded(z), 240, 120, nil)
}

func TestGoldenSearchEntry(t *testing.T) {
	empty, full := widgets.NewSearchEntry(func(string) {}, nil), widgets.NewSearchEntry(func(string) {}, nil)
	empty.SetPlaceHolder("search people")
	golden(t, "searchentry", container.NewVBox(empty, full), 220, 90, func() { full.SetText("zoe") })
}

func slot() *widgets.PhotoSlot {
	return widgets.NewPhotoSlot("Drop a photo here or click to choose", func() {})
}

func TestGoldenPhotoSlot(t *testing.T) {
	photo := widgets.Photo{Image: face(2, 368, 448), Width: 92, Height: 112, Name: "holiday.jpg", Detail: "4032 × 3024 · 2.1 MB"}
	states := map[string]func(*widgets.PhotoSlot){
		"photoslot-empty": func(*widgets.PhotoSlot) {},
		"photoslot-lit":   func(s *widgets.PhotoSlot) { s.MouseIn(&desktop.MouseEvent{}) },
		"photoslot-busy":  func(s *widgets.PhotoSlot) { s.SetBusy("holiday.jpg", "Reading…") },
		"photoslot-photo": func(s *widgets.PhotoSlot) { s.SetPhoto(photo) },
		"photoslot-failed": func(s *widgets.PhotoSlot) {
			s.SetFailed("holiday.jpg", "This is no picture that can be read: the file ends after 312 bytes.")
		},
		"photoslot-marks": func(s *widgets.PhotoSlot) {
			s.SetPhoto(photo)
			s.SetMarks([]widgets.Box{{X: 17, Y: 16, Width: 58, Height: 86}}, []fyne.Position{{X: 34, Y: 53}, {X: 58, Y: 53}, {X: 46, Y: 67}})
		},
		"photoslot-hover": func(s *widgets.PhotoSlot) {
			s.OnBox = func(int) {}
			s.SetBoxHint("Click to compare this face")
			s.SetPhoto(photo)
			s.SetMarks([]widgets.Box{{X: 5, Y: 16, Width: 40, Height: 60}, {X: 50, Y: 16, Width: 30, Height: 40, Faint: true}, {X: 50, Y: 70, Width: 20, Height: 26, Faint: true}}, nil)
			s.Resize(fyne.NewSize(280, 320))
			s.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: s.BoxCentre(1)}})
		},
		"photoslot-faces": func(s *widgets.PhotoSlot) {
			shown := photo
			shown.Detail = "2 faces · turned head · blurred · 4032 × 3024 px · 2.1 MiB"
			s.SetPhoto(shown)
			s.SetMarks([]widgets.Box{{X: 17, Y: 16, Width: 58, Height: 86}, {X: -9, Y: 4, Width: 22, Height: 22, Faint: true}}, circle(68, 46, 60, 26))
		},
	}
	for name, set := range states {
		s := slot()
		set(s)
		golden(t, name, s, 280, 320, nil)
	}
}

// circle is n points on a circle.
func circle(n int, x, y, r float64) []fyne.Position {
	points := make([]fyne.Position, n)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = fyne.NewPos(float32(x+r*cos), float32(y+r*sin))
	}
	return points
}

func TestGoldenFacePair(t *testing.T) {
	empty, full := widgets.NewFacePair(), widgets.NewFacePair()
	empty.SetCaption("aligned faces")
	golden(t, "facepair-empty", empty, 280, 140, nil)
	full.SetCaption("aligned faces")
	full.SetFaces(face(1, 150, 150), face(2, 150, 150))
	golden(t, "facepair", full, 280, 140, nil)
	if s := full.MinSize(); s.Width < 2*64 || s.Height < 64 {
		t.Errorf("the least size is %v", s)
	}
	if s := full.Fit(fyne.NewSize(500, 100)); s.Width > 210 || s.Height != 100 {
		t.Errorf("in a low room the pair is %v", s)
	}
}

func TestGoldenVerdict(t *testing.T) {
	scale := widgets.Scale{Distance: 0.31, Same: 0.528, Different: 0.602, Max: 1.4}
	at := func(d float64) widgets.Scale { s := scale; s.Distance = d; return s }
	states := map[string]func(*widgets.Verdict){
		"verdict-same": func(v *widgets.Verdict) {
			v.SetVerdict(widgets.VerdictSame, "The same person", at(0.31), "fewer than 1 in 100,000 strangers are this close", "threshold 0.602 at a false match rate of 1 %")
		},
		"verdict-unsure": func(v *widgets.Verdict) {
			v.SetVerdict(widgets.VerdictUnsure, "Not sure", at(0.571), "about 1 in 200 strangers are this close")
		},
		"verdict-different": func(v *widgets.Verdict) {
			v.SetVerdict(widgets.VerdictDifferent, "Different people", at(1.71), "as far apart as half of all strangers")
		},
		"verdict-hint": func(v *widgets.Verdict) { v.SetHint("Train a model, or open one, to get a verdict.") },
	}
	for name, set := range states {
		v := widgets.NewVerdict(scaleWords)
		set(v)
		golden(t, name, v, 560, 170, nil)
	}
}

func TestGoldenVerdictScaleNarrow(t *testing.T) {
	s := widgets.NewVerdictScale(scaleWords)
	s.SetScale(widgets.Scale{Distance: 0.02, Same: 0.08, Different: 0.1, Max: 2})
	golden(t, "verdictscale-narrow", s, 260, 80, nil)
}

func TestGoldenProgress(t *testing.T) {
	states := map[string]func(*widgets.Progress){
		"progress-idle":     func(p *widgets.Progress) { p.Done("Trained in 0:41: EER 0.4 % on the validation people") },
		"progress-running":  func(p *widgets.Progress) { p.Start("…"); p.Set(0.45, "epoch 18 of 40", "0:08 left") },
		"progress-stopping": func(p *widgets.Progress) { p.Start("…"); p.Set(0.45, "epoch 18 of 40", "0:08 left"); p.Stop() },
		"progress-unknown":  func(p *widgets.Progress) { p.Start("…"); p.Set(-1, "Reading the folder…", "") },
	}
	for name, set := range states {
		p := widgets.NewProgress("Stop", "Stopping…")
		set(p)
		golden(t, name, p, 480, 52, nil)
	}
}

func TestGoldenStatusBar(t *testing.T) {
	for name, width := range map[string]float32{"statusbar": 960, "statusbar-narrow": 420} {
		s := widgets.NewStatusBar()
		s.SetTexts("orl · 40 people, 400 photos (33 / 4 / 3)", "CPU")
		s.SetModel("Model: small, trained on orl", "small", "")
		golden(t, name, s, width, 34, nil)
	}
}

func TestGoldenStatusBarAtWork(t *testing.T) {
	for name, width := range map[string]float32{"statusbar-work": 960, "statusbar-work-narrow": 420} {
		s := widgets.NewStatusBar()
		s.SetTexts("orl · 40 people, 400 photos (33 / 4 / 3)", "CPU")
		s.SetModel("Model: small, trained on orl", "small", "")
		s.SetWork("Training: epoch 12 of 40 · 42 % · 1:20 left", "Stop", 0.42, false)
		golden(t, name, s, width, 34, nil)
	}
	s := widgets.NewStatusBar()
	s.SetTexts("orl", "CPU")
	s.SetModel("no model yet", "none", "")
	s.SetWork("Looking for faces", "Stopping…", -1, true)
	golden(t, "statusbar-stopping", s, 640, 34, s.Work.FocusGained)
}

func TestGoldenHeadline(t *testing.T) {
	for name, width := range map[string]float32{"headline": 620, "headline-narrow": 260} {
		h := widgets.NewHeadline()
		h.SetWords("3 × fewer errors than untrained", "EER 1.2 % [0.3, 2.9] on 6 people whom it has never seen; untrained 3.6 %. Trained in 2:14, kept as 2026-01-02 150405 orl small.")
		golden(t, name, h, width, 92, nil)
	}
}

func TestGoldenErrorCard(t *testing.T) {
	e := widgets.NewErrorCard("Copy details", "Copied")
	e.SetError("The folder can't be read.", "Check that the disk is connected and that you may open it, then open the folder again.", "open /x: permission denied")
	golden(t, "errorcard", e, 440, 150, nil)
}

func TestGoldenEmptyState(t *testing.T) {
	e := widgets.NewEmptyState("No folder is open", "A folder holds one folder of photos for each person. Drop one here or choose it.", "Open folder…", func() {})
	e.SetSecond("Try it with sample faces", func() {})
	golden(t, "emptystate", e, 560, 240, nil)
}

func TestGoldenNumberTable(t *testing.T) {
	n := widgets.NewNumberTable()
	n.SetNumbers([]widgets.Number{
		{"False match rate", "0.9", "%", "[0.4, 1.6]", ""},
		{"False non-match rate", "0.32", "%", "[0.0, 0.9]", ""},
		{"EER", "0.36", "%", "[0.1, 0.7]", ""},
		{"Genuine pairs", "1,800", "", "", ""},
		{"Time per pair", "12.5", "ms", "", ""},
	})
	golden(t, "numbertable", n, 380, 130, nil)
}

// A list that shows faces has one in each line, and a quiet ground where there is none.
func TestGoldenPeopleListFaces(t *testing.T) {
	p := widgets.NewPeopleList(nil)
	p.ShowFaces(func(_ context.Context, i, side int) (image.Image, error) {
		if i == 2 {
			return nil, errors.New("the file is gone")
		}
		return face(i, side, side), nil
	})
	t.Cleanup(p.Close)
	p.Unsplit = true
	people := []widgets.Person{{Name: "Ann", Count: 10, Face: "a"}, {Name: "Bo", Count: 3, Face: "b"}, {Name: "Cem", Count: 1, Face: "c"}, {Name: "who has none", Count: 2}}
	p.SetPeople(len(people), func(i int) widgets.Person { return people[i] })
	golden(t, "peoplelist-faces", p, 240, 200, func() { p.Select(1); p.Wait(); drain() })
}

// Pictures of lines that were scrolled away are given up, and come when their lines come back.
func TestPeopleListFacesInView(t *testing.T) {
	p := widgets.NewPeopleList(nil)
	t.Cleanup(p.Close)
	var made atomic.Int32
	hold := make(chan struct{})
	p.ShowFaces(func(ctx context.Context, i, side int) (image.Image, error) {
		select {
		case <-hold:
			made.Add(1)
		case <-ctx.Done():
		}
		return face(i, side, side), ctx.Err()
	})
	win := window(t, p, 240, 300)
	p.SetPeople(5000, func(i int) widgets.Person {
		return widgets.Person{Name: fmt.Sprint(i), Face: fmt.Sprint(i)}
	})
	for i := 0; i < 5000; i += 50 {
		p.Select(i)
		win.Canvas().Capture()
	}
	close(hold)
	p.Wait()
	drain()
	if n := made.Load(); n == 0 || n > 200 {
		t.Errorf("%d pictures were made while the list was scrolled through", n)
	}
}

func TestGoldenPeopleList(t *testing.T) {
	p := widgets.NewPeopleList(nil)
	p.SetPeople(40, func(i int) widgets.Person {
		split := "train"
		if i > 4 {
			split = "test"
		}
		return widgets.Person{Name: fmt.Sprintf("s%d", i+1), Count: 10 - i%3, Split: split}
	})
	p.Select(2)
	golden(t, "peoplelist", p, 240, 260, p.Focus)
}

func TestGoldenPicture(t *testing.T) {
	p := widgets.NewPicture(func(_ context.Context, s widgets.PictureSize) image.Image {
		tone := color.Gray{230}
		if s.Dark {
			tone = color.Gray{40}
		}
		img := image.NewGray(image.Rect(0, 0, s.Width, s.Height))
		for y := range s.Height {
			for x := range s.Width {
				if (x/20+y/20)%2 == 0 {
					img.SetGray(x, y, tone)
				}
			}
		}
		return img
	})
	t.Cleanup(p.Close)
	var last image.Image
	golden(t, "picture", p, 200, 120, func() {
		if last != nil {
			go widgets.FireTimers()
		}
		pump(t, func() bool { return p.Image() != last })
		last = p.Image()
	})
}

func TestMinimalSizes(t *testing.T) {
	test.ApplyTheme(t, widgets.NewTheme(widgets.Light))
	for name, o := range map[string]fyne.CanvasObject{
		"face grid": faceGrid(t, 9), "slot": slot(), "verdict": widgets.NewVerdict(scaleWords), "chart": widgets.NewLiveChart(nil, nil),
		"progress": widgets.NewProgress("Stop", "Stopping…"), "status": widgets.NewStatusBar(), "people": widgets.NewPeopleList(nil), "findings": widgets.NewFindingList(nil),
		"matrix": widgets.NewFaceMatrix(nil), "error": widgets.NewErrorCard("Copy details", "Copied"), "picture": widgets.NewPicture(nil),
	} {
		if m := o.MinSize(); m.Width > 240 || m.Height > 170 {
			t.Errorf("%s needs %v", name, m)
		}
	}
}

// A passage breaks into the lines that it has room for, and hints are whole or not there.
func TestGoldenPassageAndHints(t *testing.T) {
	p := widgets.NewPassage(3)
	p.SetText("A small network trained from nothing on cropped, frontal faces: to watch how learning goes.")
	h := widgets.NewHints()
	h.SetHints("Enter: large view", "Space: mark", "C: compare", "Del: leave out")
	golden(t, "passage", container.NewBorder(nil, h, nil, nil, p), 220, 80, nil)
	if h.Text() != "Enter: large view  ·  Space: mark" {
		t.Errorf("the hints are %q", h.Text())
	}
}

// Where a table is too narrow for its rows, the notes stand below the numbers.
func TestGoldenNarrowNumberTable(t *testing.T) {
	n := widgets.NewNumberTable()
	n.SetNumbers([]widgets.Number{
		{"False non-match rate", "0.32", "%", "[0.0, 0.9]", ""},
		{"EER", "10.36", "%", "[0.1, 0.7]", ""},
		{"Genuine pairs", "1,800", "", "", ""},
	})
	n.Resize(fyne.NewSize(240, 200))
	golden(t, "numbertable-narrow", n, 240, 120, nil)
}
