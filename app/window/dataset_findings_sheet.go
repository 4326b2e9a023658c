package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/audit"
	"siamface/model/format"
	"siamface/widgets"
)

const (
	everyKind   audit.Kind = ""
	skippedKind audit.Kind = "skipped"
	// fewOfEach is how many photos are shown of two people who are probably one.
	fewOfEach = 4
)

// findingsSheet shows a list of what the audit found, and beside it the pictures of the chosen finding. They can be left out
// and put back.
type findingsSheet struct {
	t       *datasetTab
	content fyne.CanvasObject
	dialog  dialog.Dialog // the last one that showed it

	kinds    *widgets.Select
	deeper   *widgets.Button
	list     *widgets.FindingList
	text     *widget.Label
	pictures *findingPictures
	actions  *findingActions
	browser  fyne.CanvasObject
	skipped  *skippedList

	offered []audit.Kind // in the order of the selection
	kind    audit.Kind
	shown   []finding
	again   bool // whether to open when the audit ends
}

func newFindingsSheet(t *datasetTab) *findingsSheet {
	s := &findingsSheet{t: t, text: widget.NewLabel(""), skipped: newSkippedList(t.Session)}
	s.kinds = widgets.NewSelect(func(i int) { s.pickKind(s.offered[i]) })
	s.deeper = widgets.NewQuietButton("", theme.SearchIcon(), s.lookDeeper)
	s.list = widgets.NewFindingList(func(int) { s.showFinding() })
	s.text.Wrapping, s.text.SizeName = fyne.TextWrapWord, theme.SizeNameCaptionText
	s.pictures, s.actions = newFindingPictures(t.Folder, t.Words), newFindingActions(s)
	grid := s.pictures.grid
	grid.OnSelected = func(int) { s.actions.enable() }
	grid.OnDelete = func(int) { s.actions.toggle() }
	grid.OnOpen = func(int) { s.reveal() }
	head := container.NewBorder(nil, nil, fixWidth(200, s.kinds), container.NewHBox(s.deeper, s.actions.each))
	split := container.NewHSplit(addPadding(0, 0, 0, step, s.list), addPadding(0, 0, step, 0, container.NewBorder(s.text, s.actions.foot(), nil, nil, grid)))
	split.Offset = 0.33
	s.browser = split
	s.content = container.NewBorder(addPadding(0, 2*step, 0, 0, head), nil, nil, nil, container.NewStack(split, s.skipped.content))
	return s
}

func (s *findingsSheet) retranslate() {
	words := s.t.Words
	s.deeper.SetText(words.Text("findings.look"))
	s.deeper.SetTip(words.Text("tip.deeper"))
	s.actions.each.SetText(words.Text("findings.each"))
	s.actions.each.SetTip(words.Text("tip.each"))
	s.actions.jump.SetText(words.Text("findings.jump"))
	s.actions.jump.SetTip(words.Text("tip.jump"))
	s.pictures.grid.SetReasons(func(err error) string { return thumbnailReason(words, err) })
}

// clear forgets what was shown of another folder.
func (s *findingsSheet) clear() {
	s.hide()
	s.kind, s.shown, s.again = everyKind, nil, false
	s.pictures.clear()
}

// open shows the sheet; where there is nothing to show, it looks for something.
func (s *findingsSheet) open() {
	t := s.t
	if t.Folder.Whole == nil {
		return
	}
	if s.isEmpty() {
		s.lookDeeper()
		return
	}
	d := dialog.NewCustom(t.Words.Text("findings.title"), t.Words.Text("close"), s.content, t.win)
	s.dialog = d
	s.pictures.grid.SetSide(fittingSide(t.win.Canvas().Size().Height))
	t.openDialog(d, fyne.NewSize(940, 640))
	s.show()
	t.win.Canvas().Focus(s.list.Keys())
}

// fittingSide is how large pictures fit into a window of a height.
func fittingSide(height float32) float32 {
	switch {
	case height < 500:
		return 72
	case height < session.LeastHeight:
		return widgets.MiddleSide
	}
	return 176
}

// isEmpty tells whether there is nothing to show.
func (s *findingsSheet) isEmpty() bool {
	d := s.t.Folder.Whole
	return len(s.t.found.all)+len(d.Skipped)+len(d.Warnings) == 0
}

func (s *findingsSheet) isOpen() bool {
	return s.dialog != nil && slices.Contains(s.t.sheets, s.dialog)
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
	s.t.audit.startDeep()
}

// endAudit says what came of an audit that was asked for.
func (s *findingsSheet) endAudit() {
	if !s.again {
		return
	}
	s.again = false
	switch t := s.t; {
	case t.found.unsettled == 0:
		t.notice.say(t.Words.Text("audit.nothing"))
	case t.page.isShown() && len(t.sheets) == 0:
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
	s.offerKinds()
	setVisible(s.browser, s.kind != skippedKind)
	setVisible(s.skipped.content, s.kind == skippedKind)
	setVisible(s.deeper, s.t.audit.canFindMore())
	s.skipped.show()
	s.showList()
	s.showFinding()
}

// offerKinds lists the kinds that there are, each with its number.
func (s *findingsSheet) offerKinds() {
	whole := s.t.Folder.Whole
	counts := map[audit.Kind]int{everyKind: len(s.t.found.all), skippedKind: len(whole.Skipped) + len(whole.Warnings)}
	for _, f := range s.t.found.all {
		counts[f.Kind]++
	}
	counts[everyKind] -= counts[leftOut]
	s.offered = nil
	var words []string
	for _, k := range append(append([]audit.Kind{everyKind}, audit.Kinds...), leftOut, skippedKind) {
		if counts[k] == 0 && (k != everyKind || counts[leftOut] == 0) {
			continue
		}
		s.offered = append(s.offered, k)
		words = append(words, s.t.Words.Text("kind.count", kindTitle(s.t.Words, k), format.Count(counts[k])))
	}
	if !slices.Contains(s.offered, s.kind) {
		s.kind = s.offered[0]
	}
	s.kinds.SetWords(words...)
	s.kinds.Pick(slices.Index(s.offered, s.kind))
}

// pickKind shows the findings of a kind.
func (s *findingsSheet) pickKind(k audit.Kind) {
	s.kind = k
	s.show()
}

// showList lists the findings of the kind picked. What was chosen stays chosen as long as it is there.
func (s *findingsSheet) showList() {
	shown := slices.DeleteFunc(slices.Clone(s.t.found.all), func(f finding) bool { return s.kind != everyKind && f.Kind != s.kind })
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
		return widgets.Finding{Title: kindTitle(s.t.Words, f.Kind), Text: s.describe(f), Urgent: f.Leak, Done: f.settled}
	})
	s.list.Select(chosen)
}

func (s *findingsSheet) describe(f finding) string {
	return findingWords{s.t.Words, s.t.Folder}.describe(f.Finding)
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
		s.pictures.of = finding{}
		s.pictures.setFiles(nil)
		s.actions.enable()
		return
	}
	s.text.SetText(s.describe(f))
	files := f.Files
	if f.Kind == audit.SamePerson && len(f.People) == 2 {
		files = nil
		for _, name := range f.People {
			of := filesOf(f.Finding, name)
			files = append(files, of[:min(len(of), fewOfEach)]...)
		}
	}
	s.pictures.show(f, files)
	s.actions.enable()
}

// reveal shows the selected picture among its person's photos.
func (s *findingsSheet) reveal() {
	if file, ok := s.pictures.selected(); ok {
		s.hide()
		s.t.photos.reveal(file)
	}
}
