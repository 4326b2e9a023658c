package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
)

// skippedList lists what was skipped in the open folder, with reasons, and the warnings above it.
type skippedList struct {
	session  *session.Session
	content  fyne.CanvasObject
	warnings *fyne.Container
	list     *widget.List
}

func newSkippedList(of *session.Session) *skippedList {
	s := &skippedList{session: of, warnings: container.NewVBox()}
	s.list = widget.NewList(s.count, func() fyne.CanvasObject {
		path, why := widget.NewLabel(""), widget.NewLabel("")
		path.Truncation = fyne.TextTruncateEllipsis
		why.Importance = widget.LowImportance
		return container.NewBorder(nil, nil, nil, why, path)
	}, func(i widget.ListItemID, o fyne.CanvasObject) {
		row := o.(*fyne.Container).Objects
		if i < s.count() {
			row[0].(*widget.Label).SetText(of.Folder.Whole.Skipped[i].Path)
			row[1].(*widget.Label).SetText(of.Words.Translate(of.Folder.Whole.Skipped[i].Reason))
		}
		o.Refresh()
	})
	s.content = container.NewBorder(s.warnings, nil, nil, nil, s.list)
	return s
}

func (s *skippedList) count() int {
	if s.session.Folder.Whole == nil {
		return 0
	}
	return len(s.session.Folder.Whole.Skipped)
}

// show lists what was skipped in the folder that is open now.
func (s *skippedList) show() {
	s.warnings.RemoveAll()
	for _, text := range s.session.Folder.Whole.Warnings {
		label := widget.NewLabel(s.session.Words.Translate(text))
		label.Wrapping = fyne.TextWrapWord
		s.warnings.Add(label)
	}
	s.list.Refresh()
}
