package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// summaryLine says below the photos how many files were skipped, what the audit found, and which faces were found.
type summaryLine struct {
	t        *datasetTab
	content  *fyne.Container
	findings *widgets.Button // opens them
	find     *widgets.Button // looks for faces
	faces    *widgets.Passage
}

func newSummaryLine(t *datasetTab) *summaryLine {
	l := &summaryLine{t: t, faces: widgets.NewPassage(1)}
	l.findings = widgets.NewQuietButton("", theme.WarningIcon(), t.findings.open)
	l.findings.Alignment = widget.ButtonAlignLeading
	l.find = widgets.NewQuietButton("", theme.SearchIcon(), t.faces.startSearch)
	l.content = container.NewBorder(nil, nil, l.findings, l.find, l.faces)
	return l
}

func (l *summaryLine) retranslate() {
	l.find.SetText(l.t.Words.Text("dataset.find"))
	l.find.SetTip(l.t.Words.Text("tip.findfaces"))
	l.findings.SetTip(l.t.Words.Text("tip.findings"))
}

// write says what is known now. While the progress is shown in its place it waits: it is written when it can be seen again.
func (l *summaryLine) write() {
	busy := l.t.progress.Active()
	setVisible(l.content, !busy)
	if !busy {
		l.writeFaces()
		l.writeFindings()
	}
}

// writeFaces says what the search for faces found, or why there can be none.
func (l *summaryLine) writeFaces() {
	t := l.t
	d, known := t.Folder.Whole, len(t.faces.notes)
	setVisible(l.find, d != nil && t.Models.Lacking == nil && known < d.Photos())
	text := ""
	switch {
	case d == nil:
	case t.Models.Lacking != nil:
		text = lackText(t.Session)
	case known > 0:
		text = t.faces.countText()
	}
	l.faces.SetText(text)
}

func (l *summaryLine) writeFindings() {
	t := l.t
	d := t.Folder.Whole
	if d == nil {
		l.findings.Hide()
		return
	}
	var parts []string
	add := func(key string, n int) {
		if n > 0 {
			parts = append(parts, t.Words.Count(key, n))
		}
	}
	add("findings.skipped", len(d.Skipped))
	add("findings.found", t.found.unsettled)
	add("findings.leftout", len(t.Folder.Data.Excluded))
	setVisible(l.findings, len(parts) > 0 || t.audit.canFindMore() && t.audit.running == unaudited && !t.faces.running)
	if len(parts) == 0 {
		l.findings.SetText(t.Words.Text("findings.look"))
		return
	}
	l.findings.SetText(t.Words.Text("findings.show", t.Words.JoinList(parts)))
}
