package window

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/album"
	"siamface/model/gallery"
	"siamface/model/photo"
	"siamface/widgets"
)

// askedPhoto is a photo with the question who of the gallery is on it.
type askedPhoto struct {
	t       *galleryTab
	content *fyne.Container
	slot    *widgets.PhotoSlot
	verdict *widget.Label
	limits  *widget.Label
	grid    *widgets.FaceGrid // the people whom the chosen face may be
	places  facePlaces
	rate    *widgets.Select
	back    *widgets.Button
	enrol   *widgets.Button

	path   string // "": none
	answer *galleryAnswer
	chosen int // face
	asked  int // questions so far: only the newest answer counts
}

// galleryAnswer is what a gallery says of a photo.
type galleryAnswer struct {
	shown  widgets.Photo
	photo  album.Photo
	faces  []gallery.Identified
	limits gallery.Limits
}

// fpirs are the false positive identification rates to choose from.
var fpirs = []float64{0.1, 0.01, 0.001}

// mostCandidates is how many people are shown for a face.
const mostCandidates = 12

func newAskedPhoto(t *galleryTab) *askedPhoto {
	a := &askedPhoto{t: t, verdict: widget.NewLabel(""), limits: widget.NewLabel("")}
	a.verdict.TextStyle.Bold, a.verdict.SizeName, a.verdict.Wrapping = true, theme.SizeNameSubHeadingText, fyne.TextWrapWord
	a.limits.SizeName, a.limits.Importance, a.limits.Wrapping = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextWrapWord
	a.slot = widgets.NewPhotoSlot("", t.pickPhoto)
	a.slot.OnBox = func(face int) { a.chosen = face; a.showAnswer() }
	a.grid = widgets.NewFaceGrid(a.places.loadThumbnail)
	a.grid.SetNames(func(i int) string { return namePlace(a.places.get(i)) })
	a.rate = widgets.NewSelect(func(int) { a.ask() })
	a.back = widgets.NewQuietButton("", theme.NavigateBackIcon(), a.close)
	a.enrol = widgets.NewQuietButton("", nil, a.askEnrol)
	foot := container.NewVBox(a.limits)
	right := container.NewBorder(a.verdict, foot, nil, nil, a.grid)
	halves := container.New(layout.NewGridLayoutWithColumns(2), addPadding(0, 0, 0, step, a.slot), addPadding(0, 0, step, 0, right))
	a.content = container.NewBorder(container.NewHBox(a.back, layout.NewSpacer(), a.enrol, fixWidth(124, a.rate)), nil, nil, nil, halves)
	a.content.Hide()
	return a
}

func (a *askedPhoto) retranslate() {
	words := a.t.Words
	a.slot.SetEmptyText(words.Text("gallery.drop"))
	a.slot.SetBoxHint(words.Text("faces.choose"))
	a.back.SetText(words.Text("gallery.back"))
	a.back.SetTip(words.Text("tip.askedback"))
	a.enrol.SetText(words.Text("gallery.enrol.photo"))
	a.enrol.SetTip(words.Text("tip.enrolphoto"))
	a.rate.SetTip(words.Text("explain.fpir"))
	var rates []string
	for _, r := range fpirs {
		rates = append(rates, words.Text("gallery.fpir", strconv.FormatFloat(100*r, 'f', -1, 64)))
	}
	if fresh := len(a.rate.Options) == 0; fresh {
		a.rate.SetWords(rates...)
		a.rate.Pick(slices.Index(fpirs, gallery.UsualFPIR))
	}
	a.rate.SetWords(rates...)
	a.grid.SetReasons(func(err error) string { return thumbnailReason(words, err) })
	a.showAnswer()
}

func (a *askedPhoto) isOpen() bool { return a.path != "" }

// show asks about a photo.
func (a *askedPhoto) show(path string) {
	a.path, a.chosen, a.answer = path, -1, nil
	a.t.page.show()
	a.content.Show()
	a.t.photos.Hide()
	a.t.empty.Hide()
	a.t.browser.Show()
	a.slot.SetBusy(filepath.Base(path), a.t.Words.Text("verification.reading"))
	if a.t.file.gallery == nil {
		a.t.file.needGallery(a.ask) // which asks once it is open
		return
	}
	a.ask()
}

// close goes back to the photos of the person selected.
func (a *askedPhoto) close() {
	a.path, a.answer = "", nil
	a.asked++
	a.content.Hide()
	a.t.photos.Show()
	a.t.showPeople()
}

// ask asks the gallery, with the model in use, in the background.
func (a *askedPhoto) ask() {
	g, model := a.t.file.gallery, a.t.Models.Current
	if a.path == "" || g == nil || model == nil || model.Model == nil {
		return
	}
	a.asked++
	mine, path, rate, side := a.asked, a.path, fpirs[max(a.rate.SelectedIndex(), 0)], viewSide
	model.Hold()
	runInBackground(func() (galleryAnswer, error) {
		r, err := album.Open(context.Background(), model.Model)
		if err != nil {
			return galleryAnswer{}, err
		}
		defer r.Close()
		return askGallery(context.Background(), g, r, path, rate, side)
	}, func(answer galleryAnswer, err error) {
		model.EndHold()
		if mine != a.asked {
			return
		}
		a.t.file.noteNetwork(err)
		if err != nil {
			a.answer = nil
			a.slot.SetFailed(filepath.Base(path), a.t.Words.Translate(photo.Reason(err)))
			a.showAnswer()
			return
		}
		a.answer = &answer
		if a.chosen < 0 || a.chosen >= len(answer.faces) {
			a.chosen = answer.photo.Main
		}
		a.showAnswer()
	})
}

// askGallery runs off Fyne's goroutine.
func askGallery(ctx context.Context, g *gallery.Gallery, r *album.Reader, path string, rate float64, side int) (a galleryAnswer, err error) {
	img, err := photo.OpenContext(ctx, path)
	if err != nil {
		return a, err
	}
	size := img.Bounds().Size()
	a.shown = widgets.Photo{Image: forView(img, side), Width: size.X, Height: size.Y, Name: filepath.Base(path)}
	if a.limits, err = g.Limits(ctx, rate, r.Model().Judgement); err != nil {
		return a, err
	}
	photos, err := r.Read(ctx, []string{path}, nil)
	if err != nil {
		return a, err
	}
	if a.photo = photos[0]; a.photo.Err != nil {
		return a, a.photo.Err
	}
	found, err := g.Identify(ctx, r, photos, a.limits, mostCandidates)
	if err == nil {
		a.faces = found[0]
	}
	return a, err
}

// showAnswer shows who the chosen face may be.
func (a *askedPhoto) showAnswer() {
	answer := a.answer
	setEnabled(a.enrol, answer != nil && len(answer.faces) > 0)
	if answer == nil {
		a.verdict.SetText("")
		a.limits.SetText("")
		a.setCandidates(nil)
		return
	}
	words := a.t.Words
	a.slot.SetPhoto(answer.shown)
	a.slot.SetMarks(a.marks(), nil)
	a.limits.SetText(a.describeLimits(answer.limits))
	if a.chosen < 0 {
		a.verdict.SetText(words.Text("gallery.noface"))
		a.setCandidates(nil)
		return
	}
	f := answer.faces[a.chosen]
	switch {
	case len(f.Candidates) == 0:
		a.verdict.SetText(words.Text("gallery.nobody"))
	case f.Verdict == gallery.Known:
		a.verdict.SetText(words.Text("gallery.known", f.Candidates[0].Person))
	case f.Verdict == gallery.Unknown:
		a.verdict.SetText(words.Text("gallery.unknown"))
	case f.Face.SaysNothing():
		a.verdict.SetText(words.Text("gallery.void"))
	default:
		a.verdict.SetText(words.Text("gallery.unsure", f.Candidates[0].Person))
	}
	a.setCandidates(&f)
}

// marks are the boxes of all faces, all but the chosen one faint.
func (a *askedPhoto) marks() (boxes []widgets.Box) {
	const half = 0.5
	for i, f := range a.answer.faces {
		b := f.Face.Box
		boxes = append(boxes, widgets.Box{X: float32(b[0] + half), Y: float32(b[1] + half), Width: float32(b[2]), Height: float32(b[3]), Faint: i != a.chosen})
	}
	return boxes
}

func (a *askedPhoto) describeLimits(l gallery.Limits) string {
	key := "gallery.limits.own"
	if l.Measured {
		key = "gallery.limits.measured"
	}
	return a.t.Words.Text(key, fmt.Sprintf("%.3f", l.Known), fmt.Sprintf("%.3f", l.Unknown), a.t.Words.Count("count.people", l.People))
}

func (a *askedPhoto) setCandidates(f *gallery.Identified) {
	a.grid.SetItems(0, nil) // nothing is fetched while the items change
	if f == nil {
		a.places.set(nil)
		return
	}
	var faces []facePlace
	for _, c := range f.Candidates {
		faces = append(faces, facePlace{c.Path, c.Box})
	}
	a.places.set(faces)
	candidates := f.Candidates
	a.grid.SetItems(len(faces), func(i int) string {
		if i >= len(candidates) {
			return ""
		}
		return fmt.Sprintf("%s  %.3f", candidates[i].Person, candidates[i].Distance)
	})
	a.grid.SetFaded(func(i int) bool {
		return a.answer != nil && i < len(candidates) && candidates[i].Distance >= a.answer.limits.Unknown
	})
}

// askEnrol asks under which name to enrol the photo.
func (a *askedPhoto) askEnrol() {
	if a.answer == nil || a.chosen < 0 {
		return
	}
	name, path, face := "", a.path, a.answer.faces[a.chosen]
	if face.Verdict != gallery.Unknown && len(face.Candidates) > 0 {
		name = face.Candidates[0].Person
	}
	a.t.askText(a.t.Words.Text("gallery.enrol.title"), name, func(name string) {
		a.t.file.enrol([]gallery.Entry{{Person: name, Path: path, Box: &face.Face.Box}})
	})
}
