package window

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
)

// toolkitWords are the toolkit's own words of dialogs and menus, and the keys of ours. It translates them into the system's language, not
// into the window's.
var toolkitWords = map[string]string{
	"Cancel": "cancel", "Open": "open", "Save": "export.save", "OK": "runs.ok", "Copy": "toolkit.copy", "Cut": "toolkit.cut", "Paste": "toolkit.paste",
	"Select all": "toolkit.all", "Undo": "toolkit.undo", "Redo": "toolkit.redo", "New Folder": "toolkit.newfolder", "Create Folder": "toolkit.newfolder",
	"Show Hidden Files": "toolkit.hidden", "Enter filename": "toolkit.filename", "file.name": "export.name", "file.parent": "toolkit.parent",
	"Yes": "toolkit.yes", "No": "toolkit.no",
}

// translateToolkit has the toolkit speak the window's language, in what is opened from now on.
func translateToolkit(words *session.Words) {
	texts := map[string]string{}
	for theirs, key := range toolkitWords {
		texts[theirs] = words.Text(key)
	}
	if data, err := json.Marshal(texts); err == nil {
		_ = lang.AddTranslationsForLocale(data, lang.SystemLocale()) // what it can't take stays as it is
	}
}

// placeWords are the keys of the places in the toolkit's choice of files, which it has in English alone.
var placeWords = map[string]string{
	"Home": "place.home", "Computer": "place.computer", "Desktop": "place.desktop", "Documents": "place.documents", "Downloads": "place.downloads",
	"Music": "place.music", "Pictures": "place.pictures", "Videos": "place.videos",
}

// translatePlaces has the list of places in an open choice of files speak the window's language.
func translatePlaces(words *session.Words, over fyne.CanvasObject) {
	sheet, ok := over.(*widget.PopUp)
	if !ok {
		return
	}
	list := findList(sheet.Content)
	if list == nil {
		return
	}
	write := list.UpdateItem
	list.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		write(i, o)
		row, ok := o.(*fyne.Container)
		if !ok {
			return
		}
		for _, part := range row.Objects {
			if label, ok := part.(*widget.Label); ok && placeWords[label.Text] != "" {
				label.SetText(words.Text(placeWords[label.Text]))
			}
		}
	}
	list.Refresh()
}

// findList is the first list at the left of a split in a tree of containers, nil where there is none.
func findList(o fyne.CanvasObject) *widget.List {
	switch o := o.(type) {
	case *widget.List:
		return o
	case *container.Split:
		return findList(o.Leading)
	case *fyne.Container:
		for _, part := range o.Objects {
			if list := findList(part); list != nil {
				return list
			}
		}
	}
	return nil
}
