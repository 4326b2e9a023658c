package window

import (
	"image"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/model/photo"
	"siamface/model/verify"
	"siamface/widgets"
)

// verificationTab shows two photos side by side and says whether they show the same person.
type verificationTab struct {
	desk
	content fyne.CanvasObject

	slots   [2]*widgets.PhotoSlot
	photos  [2]slotPhoto
	middle  *fyne.Container   // between the photos: chips, and what their colours mean
	chips   *widgets.FacePair // the faces that are compared, aligned
	verdict *widgets.Verdict
	details *widgets.Button
	toTrain *widgets.Button
	swap    *widgets.Button
	clear   *widgets.Button

	pair    *fyne.Container // the photos with what lies between them
	sights  *fyne.Container // the pair and the matrix
	group   *groupMatrix
	regions *regionFinder
	saver   *verdictSaver
	past    *pastComparisons
	back    *wayBack
	many    *manyPhotos
	result  *verify.Result // of the two faces chosen, nil: none
	looks   int            // at photos: each has a number
}

// slotPhoto is what lies in a slot.
type slotPhoto struct {
	path    string // "": empty
	shown   widgets.Photo
	whole   image.Image // decoded, in full size; nil where it is too large to be kept
	err     error
	loading bool
	version int
	sight
}

// ready tells whether the photo can be compared.
func (p slotPhoto) ready() bool { return p.path != "" && !p.loading && p.err == nil }

func newVerificationTab(d desk, toTraining func(), group func(paths []string)) *verificationTab {
	t := &verificationTab{desk: d}
	for i := range t.slots {
		t.slots[i] = widgets.NewPhotoSlot("", func() { t.pickPhoto(i) })
		t.slots[i].OnBox = func(face int) { t.chooseFace(i, face) }
	}
	t.chips = widgets.NewFacePair()
	t.verdict = widgets.NewVerdict(widgets.ScaleWords{})
	t.details = widgets.NewQuietButton("", nil, func() { toggleDetails(t) })
	t.toTrain = widgets.NewButton("", nil, toTraining)
	t.swap = widgets.NewQuietButton("", nil, t.swapPhotos)
	t.clear = widgets.NewQuietButton("", nil, func() { t.many.forget(); t.clearPhotos() })
	t.group = newGroupMatrix(t.choosePair, t.toggleMatrix)
	t.regions = newRegionFinder(t)
	t.saver = newVerdictSaver(t)
	t.past = newPastComparisons(t)
	t.back = newWayBack()
	t.many = newManyPhotos(t, group)
	t.content = t.makeContent()
	zoomTogether(t)
	t.Models.Changed.Add(t.lookAgain)
	t.Words.KeepWritten(t.retranslate)
	return t
}

// makeContent puts the aligned faces between the photos, the verdict below, and the buttons beside what was compared before.
func (t *verificationTab) makeContent() fyne.CanvasObject {
	t.middle = container.NewBorder(nil, t.regions.foot, nil, nil, t.chips)
	t.pair = container.New(faceToFace{t.chips}, t.slots[0], t.middle, t.slots[1])
	t.sights = container.New(besideMatrix{t.group.widget}, t.pair, t.group.widget)
	buttons := container.NewHBox(t.back.button, t.toTrain, t.many.toggle, t.group.toggle, t.regions.button, t.saver.copy, t.saver.save, t.details, t.swap, t.clear)
	row := container.NewBorder(nil, nil, nil, buttons, t.past.strip)
	above := addPadding(0, 2*step, 0, 0, container.NewStack(t.sights, t.many.content))
	return container.New(aboveVerdict{t.many.content}, above, t.verdict, row)
}

func (t *verificationTab) retranslate() {
	words := t.Words
	for i, key := range []string{"verification.left", "verification.right"} {
		t.slots[i].SetEmptyText(words.Text(key))
		t.slots[i].SetBoxHint(words.Text("faces.choose"))
	}
	t.group.widget.SetCaption(words.Text("faces.caption"))
	t.chips.SetCaption(words.Text("verification.aligned"))
	t.verdict.SetWords(widgets.ScaleWords{Same: words.Text("scale.same"), Unsure: words.Text("scale.unsure"), Different: words.Text("scale.different")})
	t.toTrain.SetText(words.Text("verification.totrain"))
	t.toTrain.SetTip(words.Text("tip.totrain"))
	t.swap.SetText(words.Text("verification.swap"))
	t.swap.SetTip(words.Text("tip.swap"))
	t.clear.SetText(words.Text("verification.clear"))
	t.clear.SetTip(words.Text("tip.clear"))
	t.group.toggle.SetTip(words.Text("tip.allfaces"))
	t.back.button.SetText(words.Text("verification.back"))
	t.back.button.SetTip(words.Text("tip.back"))
	t.many.retranslate()
	t.regions.retranslate()
	t.saver.retranslate()
	t.past.show()
	showDetails(t)
	t.settle()
}

// slotFor is the slot for one photo dropped at pos: the one below the pointer, where the slots can be seen, else the empty one.
func (t *verificationTab) slotFor(pos fyne.Position, seen bool) int {
	for i, s := range t.slots {
		if seen && s.Contains(pos) {
			return i
		}
	}
	return t.freeSlot()
}

// freeSlot is the empty slot, the left one first; where none is empty, the right one.
func (t *verificationTab) freeSlot() int {
	if t.photos[0].path == "" {
		return 0
	}
	return 1
}

// comparePhotos loads one photo into the free slot, or two into both.
func (t *verificationTab) comparePhotos(paths []string) {
	if len(paths) == 1 {
		t.loadPhoto(t.freeSlot(), paths[0])
		return
	}
	for i, path := range paths {
		t.loadPhoto(i, path)
	}
}

func (t *verificationTab) pickPhoto(i int) {
	from := session.DocumentsFolder()
	if path := t.photos[i].path; path != "" {
		from = filepath.Dir(path)
	} else if t.Folder.Data != nil {
		from = t.Folder.Data.Root
	}
	t.pickFile(t.Words.Text("verification.pick"), from, photo.Extensions, func(path string) { t.loadPhoto(i, path) })
}

// loadPhoto reads a photo into a slot, in the background.
func (t *verificationTab) loadPhoto(i int, path string) {
	t.back.forget() // who came for another pair offers the way again
	p := &t.photos[i]
	p.forget()
	p.version++
	*p = slotPhoto{path: path, loading: true, version: p.version, shown: widgets.Photo{Name: shortPath(path)}}
	t.slots[i].SetLit(false)
	t.settle()
	mine := p.version
	side := t.sideFor(i)
	runInBackground(func() (slotPhoto, error) { return readPhoto(path, side) }, func(read slotPhoto, err error) {
		for k := range t.photos { // they may have been swapped
			if p := &t.photos[k]; p.path == path && p.version == mine && p.loading {
				p.shown, p.whole, p.err, p.loading = read.shown, read.whole, err, false
				t.lookAt(k)
				t.settle()
				return
			}
		}
	})
}

// mostKept is how many pixels a photo may have that is kept decoded, to be compared again.
const mostKept = 25_000_000

// sideFor is the longer side, in pixels, of a photo that is kept for a slot, when the window grows as well. The more pixels
// there are, the longer Fyne's goroutine takes to paint them.
func (t *verificationTab) sideFor(i int) int {
	const least = 1200
	s := t.slots[i].Size()
	return min(max(int(2*max(s.Width, s.Height)*t.win.Canvas().Scale()), least), viewSide)
}

// readPhoto runs off Fyne's goroutine.
func readPhoto(path string, side int) (slotPhoto, error) {
	p := slotPhoto{path: path, shown: widgets.Photo{Name: shortPath(path)}}
	info, err := photo.Stat(path)
	if err != nil {
		return p, err
	}
	img, err := photo.Open(path)
	if err != nil {
		return p, err
	}
	p.shown.Image, p.shown.Width, p.shown.Height = forView(img, side), info.Width, info.Height
	p.shown.Detail = format.Bytes(info.Bytes)
	if info.Width*info.Height <= mostKept {
		p.whole = img
	}
	return p, nil
}

// showSlot brings a slot in line with what lies in it.
func (t *verificationTab) showSlot(i int) {
	p, slot := t.photos[i], t.slots[i]
	switch {
	case p.path == "":
		slot.Clear()
	case p.loading:
		slot.SetBusy(p.shown.Name, t.Words.Text("verification.reading"))
	case p.err != nil:
		slot.SetFailed(p.shown.Name, t.Words.Translate(photo.Reason(p.err)))
	default:
		shown := p.shown
		shown.Detail = t.Words.Text("photo.detail", p.shown.Width, p.shown.Height, p.shown.Detail)
		found := t.found(i)
		if found == nil && p.seen != nil {
			found = p.seen.Found(p.seen.Main) // until the one chosen is described
		}
		if found == nil {
			slot.SetPhoto(shown)
			return
		}
		shown.Detail = describeFound(t.Words, found) + " · " + shown.Detail
		slot.SetPhoto(shown)
		slot.SetMarks(marksOf(found.Description))
	}
}

// swapPhotos changes the sides. What was seen holds on either.
func (t *verificationTab) swapPhotos() {
	t.photos[0], t.photos[1] = t.photos[1], t.photos[0]
	t.settle()
}

func (t *verificationTab) clearPhotos() {
	for i := range t.photos {
		p := &t.photos[i]
		p.forget()
		*p = slotPhoto{version: p.version + 1}
	}
	t.settle()
}
