package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// skippedList lists what was skipped in the open folder, with reasons, and the warnings above it.
type skippedList struct {
	w        *Window
	content  fyne.CanvasObject
	warnings *fyne.Container
	list     *widget.List
}

func newSkippedList(w *Window) *skippedList {
	s := &skippedList{w: w, warnings: container.NewVBox()}
	s.list = widget.NewList(s.count, func() fyne.CanvasObject {
		path, why := widget.NewLabel(""), widget.NewLabel("")
		path.Truncation = fyne.TextTruncateEllipsis
		why.Importance = widget.LowImportance
		return container.NewBorder(nil, nil, nil, why, path)
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		row := o.(*fyne.Container).Objects
		if i < s.count() {
			row[0].(*widget.Label).SetText(w.whole.Skipped[i].Path)
			row[1].(*widget.Label).SetText(w.translated(w.whole.Skipped[i].Reason))
		}
		o.Refresh()
	})
	s.content = container.NewBorder(s.warnings, nil, nil, nil, s.list)
	return s
}

func (s *skippedList) count() int {
	if s.w.whole == nil {
		return 0
	}
	return len(s.w.whole.Skipped)
}

// show lists what was skipped in the folder that is open now.
func (s *skippedList) show() {
	s.warnings.RemoveAll()
	for _, text := range s.w.whole.Warnings {
		label := widget.NewLabel(text)
		label.Wrapping = fyne.TextWrapWord
		s.warnings.Add(label)
	}
	s.list.Refresh()
}
