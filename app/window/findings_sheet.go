package window

import (
	"context"
	"image"
	"path"
	"path/filepath"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/audit"
	"siamface/widgets"
)

const (
	everyKind   audit.Kind = ""
	skippedKind audit.Kind = "skipped"
	// fewOfEach is how many photos are shown of two people who are probably one.
	fewOfEach = 4
)

// findingsSheet shows what the audit found: a list, and beside it the pictures that the finding chosen is about, which can be left
// out and put back.
type findingsSheet struct {
	t       *datasetTab
	content fyne.CanvasObject
	dialog  dialog.Dialog // the last one that showed it

	kinds        *widgets.Select
	deeper, each *widgets.Button
	list         *widgets.FindingList
	text         *widget.Label
	grid         *widgets.FaceGrid
	out, jump    *widgets.Button
	groups       [2]*widgets.Button
	browser      fyne.CanvasObject
	skipped      *skippedList

	offered []audit.Kind // in the order of the selection
	kind    audit.Kind
	shown   []finding
	files   []string                 // of the pictures shown, below the folder
	paths   atomic.Pointer[[]string] // the same on the disk, for the loader's goroutines
	again   bool                     // whether to open when the audit ends
}

func newFindingsSheet(t *datasetTab) *findingsSheet {
	s := &findingsSheet{t: t, text: widget.NewLabel(""), skipped: newSkippedList(t.w)}
	s.kinds = widgets.NewSelect(func(i int) { s.pick(s.offered[i]) })
	s.deeper = widgets.NewQuietButton("", theme.SearchIcon(), s.lookDeeper)
	s.each = widgets.NewButton("", nil, s.keepFirstOfEach)
	s.list = widgets.NewFindingList(func(int) { s.showFinding() })
	s.text.Wrapping, s.text.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	s.grid = widgets.NewFaceGrid(s.load)
	s.grid.SetNames(func(i int) string { return at(s.files, i) })
	s.grid.SetBadges(s.badge)
	s.grid.SetFaded(func(i int) bool { return t.w.excluded.Has(at(s.files, i)) })
	s.grid.OnSelected = func(int) { s.enable() }
	s.grid.OnDelete = func(int) { s.toggle() }
	s.grid.OnOpen = func(int) { s.reveal() }
	s.out = widgets.NewButton("", nil, s.toggle)
	s.jump = widgets.NewQuietButton("", theme.NavigateNextIcon(), s.reveal)
	for i := range s.groups {
		s.groups[i] = widgets.NewButton("", nil, func() { s.groupAction(i) })
	}
	head := container.NewBorder(nil, nil, wide(200, s.kinds), container.NewHBox(s.deeper, s.each))
	buttons := container.NewHScroll(container.NewHBox(s.out, s.groups[0], s.groups[1])) // long names need more room than a small window has
	foot := container.NewBorder(nil, nil, nil, s.jump, buttons)
	split := container.NewHSplit(padded(0, 0, 0, step, s.list), padded(0, 0, step, 0, container.NewBorder(s.text, foot, nil, nil, s.grid)))
	split.Offset = 0.33
	s.browser = split
	s.content = container.NewBorder(padded(0, 2*step, 0, 0, head), nil, nil, nil, container.NewStack(split, s.skipped.content))
	return s
}

// at is an element of a list, or nothing: the grid may ask for what it showed before.
func at(list []string, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i]
}

func (s *findingsSheet) speak() {
	s.deeper.SetText(s.t.w.t("findings.look"))
	s.each.SetText(s.t.w.t("findings.each"))
	s.jump.SetText(s.t.w.t("findings.jump"))
	s.grid.SetReasons(s.t.w.thumbReason)
}

// load runs off Fyne's goroutine.
func (s *findingsSheet) load(ctx context.Context, i, side int) (image.Image, error) {
	paths := s.paths.Load()
	if paths == nil || i >= len(*paths) || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return thumbnail((*paths)[i], side)
}

// clear forgets what was shown of another folder.
func (s *findingsSheet) clear() {
	s.hide()
	s.kind, s.shown, s.again = everyKind, nil, false
	s.files = nil
	s.grid.SetItems(0, nil)
	s.grid.Forget()
}

// open shows the sheet; where there is nothing to show, it looks for something.
func (s *findingsSheet) open() {
	w := s.t.w
	if w.whole == nil {
		return
	}
	if s.isEmpty() {
		s.lookDeeper()
		return
	}
	d := dialog.NewCustom(w.t("findings.title"), w.t("close"), s.content, w.win)
	s.dialog = d
	s.grid.SetFaceSize(s.faceSize())
	w.show(d, fyne.NewSize(940, 640))
	s.show()
	w.win.Canvas().Focus(s.list.Keys())
}

// isEmpty tells whether there is nothing to show.
func (s *findingsSheet) isEmpty() bool {
	d := s.t.w.whole
	return len(s.t.found)+len(d.Skipped)+len(d.Warnings) == 0
}

// faceSize is how large pictures fit into the window.
func (s *findingsSheet) faceSize() widgets.FaceSize {
	switch height := s.t.w.win.Canvas().Size().Height; {
	case height < 500:
		return widgets.FacesSmall
	case height < leastHeight:
		return widgets.FacesMedium
	}
	return widgets.FacesLarge
}

func (s *findingsSheet) isOpen() bool {
	return s.dialog != nil && slices.Contains(s.t.w.sheets, s.dialog)
}

func (s *findingsSheet) hide() {
	if s.isOpen() {
		s.dialog.Hide()
	}
}

// lookDeeper compares every picture, and shows the sheet again when that is done.
func (s *findingsSheet) lookDeeper() {
	s.hide()
	s.again = true
	s.t.auditDeeply()
}

// ended says what came of an audit that was asked for.
func (s *findingsSheet) ended() {
	if !s.again {
		return
	}
	s.again = false
	switch w := s.t.w; {
	case s.t.unsettled == 0:
		w.notice.say(w.t("audit.nothing"))
	case w.tabs.Selected() == tabDataset && len(w.sheets) == 0:
		s.open()
	}
}

// show brings an open sheet in line with what is known.
func (s *findingsSheet) show() {
	if !s.isOpen() {
		return
	}
	if s.isEmpty() { // the last photo was put back
		s.hide()
		return
	}
	s.offer()
	setVisible(s.browser, s.kind != skippedKind)
	setVisible(s.skipped.content, s.kind == skippedKind)
	setVisible(s.deeper, s.t.canAudit())
	s.skipped.show()
	s.listShown()
	s.showFinding()
}

// offer lists the kinds that there are, each with its number.
func (s *findingsSheet) offer() {
	w := s.t.w
	counts := map[audit.Kind]int{everyKind: len(s.t.found), skippedKind: len(w.whole.Skipped) + len(w.whole.Warnings)}
	for _, f := range s.t.found {
		counts[f.Kind]++
	}
	counts[everyKind] -= counts[leftOut]
	s.offered = nil
	var words []string
	for _, k := range append(append([]audit.Kind{everyKind}, audit.Kinds...), leftOut, skippedKind) {
		if counts[k] == 0 && (k != everyKind || counts[leftOut] == 0) {
			continue
		}
		word := w.kindWord(k)
		switch k {
		case everyKind:
			word = w.t("kind.every")
		case skippedKind:
			word = w.t("kind.skipped")
		}
		s.offered = append(s.offered, k)
		words = append(words, w.t("kind.count", word, grouped(counts[k])))
	}
	if !slices.Contains(s.offered, s.kind) {
		s.kind = s.offered[0]
	}
	s.kinds.SetWords(words...)
	s.kinds.Pick(slices.Index(s.offered, s.kind))
}

// pick shows the findings of a kind.
func (s *findingsSheet) pick(k audit.Kind) {
	s.kind = k
	s.show()
}

// listShown lists the findings of the kind picked. What was chosen stays chosen as long as it is there.
func (s *findingsSheet) listShown() {
	shown := slices.DeleteFunc(slices.Clone(s.t.found), func(f finding) bool { return s.kind != everyKind && f.Kind != s.kind })
	chosen := 0
	if old := s.list.Selected(); old >= 0 && old < len(s.shown) {
		chosen = max(0, slices.IndexFunc(shown, s.shown[old].isSame))
	}
	same := slices.EqualFunc(shown, s.shown, finding.isSame)
	s.shown = shown
	if same && s.list.Selected() == chosen {
		s.list.Update()
		return
	}
	s.list.SetFindings(len(shown), func(i int) widgets.Finding {
		if i >= len(s.shown) {
			return widgets.Finding{}
		}
		f := s.shown[i]
		return widgets.Finding{Title: s.t.w.kindWord(f.Kind), Text: s.t.w.findingText(f.Finding), Urgent: f.Leak, Done: f.done}
	})
	s.list.Select(chosen)
}

// isSame tells whether two entries are about the same thing, settled or not.
func (f finding) isSame(o finding) bool {
	return f.Kind == o.Kind && (f.Kind == leftOut || slices.Equal(f.Files, o.Files) && slices.Equal(f.People, o.People))
}

// chosen is the finding that is chosen in the list.
func (s *findingsSheet) chosen() (f finding, ok bool) {
	i := s.list.Selected()
	if i < 0 || i >= len(s.shown) || s.kind == skippedKind {
		return f, false
	}
	return s.shown[i], true
}

// showFinding shows the pictures that the chosen finding is about.
func (s *findingsSheet) showFinding() {
	f, ok := s.chosen()
	if !ok {
		s.setFiles(nil)
		s.enable()
		return
	}
	s.text.SetText(s.t.w.findingText(f.Finding))
	files := f.Files
	if f.Kind == audit.SamePerson && len(f.People) == 2 {
		files = nil
		for _, name := range f.People {
			of := s.t.w.filesOf(f.Finding, name)
			files = append(files, of[:min(len(of), fewOfEach)]...)
		}
	}
	if slices.Equal(files, s.files) {
		s.grid.Update()
	} else {
		s.setFiles(files)
		s.grid.Select(0)
	}
	s.enable()
}

func (s *findingsSheet) setFiles(files []string) {
	s.grid.SetItems(0, nil) // nothing is fetched while the items change
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = filepath.Join(s.t.w.whole.Root, filepath.FromSlash(file))
	}
	s.files = files
	s.paths.Store(&paths)
	s.grid.SetItems(len(files), func(i int) string {
		return path.Join(path.Base(path.Dir(at(s.files, i))), path.Base(at(s.files, i)))
	})
}

// badge is the word over a picture.
func (s *findingsSheet) badge(i int) string {
	file := at(s.files, i)
	f, _ := s.chosen()
	switch {
	case s.t.w.excluded.Has(file):
		return s.t.w.t("badge.leftout")
	case f.Strays > 0 && !slices.Contains(f.Used(), file):
		return s.t.w.t("badge.unused")
	}
	return ""
}
