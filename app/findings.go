//go:build !headless

package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// writeFindings says below the photos how many files were skipped, what else is odd, and which faces were found.
func (t *datasetTab) writeFindings() {
	d := t.w.data
	setVisible(t.summary, !t.progress.Active())
	if t.progress.Active() {
		return // they are written when they can be seen again
	}
	setVisible(t.findings, d != nil && len(d.Skipped)+len(d.Warnings) > 0)
	t.writeFaces()
	if d == nil {
		return
	}
	text := ""
	switch skipped, warnings := len(d.Skipped), len(d.Warnings); {
	case skipped > 0 && warnings > 0:
		text = t.w.t("list", t.w.n("findings.skipped", skipped), t.w.n("findings.warnings", warnings))
	case skipped > 0:
		text = t.w.n("findings.skipped", skipped)
	default:
		text = t.w.n("findings.warnings", warnings)
	}
	t.findings.SetText(t.w.t("findings.show", text))
}

// showFindings lists what was skipped, with reasons, and the warnings above it.
func (t *datasetTab) showFindings() {
	d := t.w.data
	if d == nil {
		return
	}
	warnings := container.NewVBox()
	for _, text := range d.Warnings {
		label := widget.NewLabel(text)
		label.Wrapping = fyne.TextWrapWord
		warnings.Add(label)
	}
	list := widget.NewList(
		func() int { return len(d.Skipped) },
		func() fyne.CanvasObject {
			path, why := widget.NewLabel(""), widget.NewLabel("")
			path.Truncation = fyne.TextTruncateEllipsis
			why.Importance = widget.LowImportance
			return container.NewBorder(nil, nil, nil, why, path)
		},
		func(i widget.ListItemID, o fyne.CanvasObject) {
			row := o.(*fyne.Container).Objects
			row[0].(*widget.Label).SetText(d.Skipped[i].Path)
			row[1].(*widget.Label).SetText(t.w.translated(d.Skipped[i].Reason))
			o.Refresh()
		})
	t.w.sheet(t.w.t("findings.title"), container.NewBorder(warnings, nil, nil, nil, list), fyne.NewSize(640, 460))
}
