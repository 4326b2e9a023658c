package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/model/audit"
	"siamface/widgets"
)

// findingActions are the buttons that leave files of a finding out and put them back.
type findingActions struct {
	s      *findingsSheet
	each   *widgets.Button // for all findings listed
	out    *widgets.Button // for the picture selected
	jump   *widgets.Button // to it
	groups [2]*widgets.Button
}

func newFindingActions(s *findingsSheet) *findingActions {
	a := &findingActions{s: s}
	a.each = widgets.NewButton("", nil, func() { a.keepFirst(a.unsettled()...) })
	a.out = widgets.NewButton("", nil, a.toggle)
	a.jump = widgets.NewQuietButton("", theme.NavigateNextIcon(), s.reveal)
	for i := range a.groups {
		a.groups[i] = widgets.NewButton("", nil, func() { a.actOnGroup(i) })
	}
	return a
}

// foot are the buttons below the pictures.
func (a *findingActions) foot() fyne.CanvasObject {
	buttons := container.NewHScroll(container.NewHBox(a.out, a.groups[0], a.groups[1])) // long names need more room than a small window has
	return container.NewBorder(nil, nil, nil, a.jump, buttons)
}

// keepFirst leaves out all copies of a picture but the first.
func (a *findingActions) keepFirst(findings ...finding) {
	var keep, out []string
	for _, f := range findings {
		if first, rest := f.copies(); len(rest) > 0 {
			keep, out = append(keep, first), append(out, rest...)
		}
	}
	// One file may be among the copies of several findings: where it is to be kept by one and left out by another, it goes.
	excluded := a.s.t.Folder.Excluded
	keep = slices.DeleteFunc(keep, func(file string) bool { return slices.Contains(out, file) || !excluded.Has(file) })
	excluded.Remove(keep...)
	a.s.t.leaveOut(true, out...)
}

// unsettled are the copies among the findings listed that aren't settled.
func (a *findingActions) unsettled() (list []finding) {
	for _, f := range a.s.shown {
		if _, rest := f.copies(); len(rest) > 0 && !f.settled {
			list = append(list, f)
		}
	}
	return list
}

// toggle leaves the selected picture out, or puts it back.
func (a *findingActions) toggle() {
	if file, ok := a.s.pictures.selected(); ok {
		a.s.t.leaveOut(!a.s.t.Folder.Excluded.Has(file), file)
	}
}

// groupAction is what a button does to the whole of a finding.
type groupAction struct {
	word string
	do   func()
}

// groupActions are those for the chosen finding as a whole, two at most.
func (a *findingActions) groupActions() []groupAction {
	f, ok := a.s.chosen()
	words := a.s.t.Words
	putBack := func(word string, files []string) groupAction {
		return groupAction{word, func() { a.s.t.leaveOut(false, files...) }}
	}
	switch _, rest := f.copies(); {
	case !ok:
	case f.Kind == leftOut:
		return []groupAction{putBack(words.Text("findings.back.all"), f.Files)}
	case len(rest) > 0 && !a.areOut(rest):
		return []groupAction{{words.Text("findings.first"), func() { a.keepFirst(f) }}}
	case len(rest) > 0:
		return []groupAction{putBack(words.Text("findings.back.all"), f.Used())}
	case f.Kind == audit.SamePerson && len(f.People) == 2:
		var list []groupAction
		for _, name := range f.People {
			files, short := filesOf(f.Finding, name), shortenText(name, 12)
			if a.areOut(files) {
				list = append(list, putBack(words.Text("findings.back.person", short), files))
			} else {
				list = append(list, groupAction{words.Text("findings.out.person", short), func() { a.s.t.leaveOut(true, files...) }})
			}
		}
		return list
	}
	return nil
}

func (a *findingActions) areOut(files []string) bool {
	return !slices.ContainsFunc(files, func(file string) bool { return !a.s.t.Folder.Excluded.Has(file) })
}

func (a *findingActions) actOnGroup(i int) {
	if list := a.groupActions(); i < len(list) {
		list[i].do()
	}
}

// enable brings the buttons in line with what is chosen.
func (a *findingActions) enable() {
	words := a.s.t.Words
	file, ok := a.s.pictures.selected()
	a.out.SetText(words.Text("findings.out"))
	a.out.SetTip(words.Text("tip.leaveout"))
	if a.s.t.Folder.Excluded.Has(file) {
		a.out.SetText(words.Text("findings.back"))
	}
	setEnabled(a.out, ok)
	setEnabled(a.jump, ok)
	actions := a.groupActions()
	for i, b := range a.groups {
		b.SetTip(words.Text("tip.wholefinding"))
		setVisible(b, i < len(actions))
		if i < len(actions) {
			b.SetText(actions[i].word)
		}
	}
	setVisible(a.each, a.s.kind != skippedKind && len(a.unsettled()) > 1)
}
