package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// SearchEntry is an entry for what is searched for: a cross clears it, as Escape does, and the arrow down or Enter leads to what was
// found.
type SearchEntry struct {
	Entry
	OnEnter func()

	sign  *widget.Icon
	clear *widget.Button
}

// NewSearchEntry makes an empty one; changed is told what is searched for, found that the arrow down was pressed.
func NewSearchEntry(changed func(string), found func()) *SearchEntry {
	e := &SearchEntry{OnEnter: found, sign: widget.NewIcon(theme.SearchIcon())}
	e.clear = widget.NewButtonWithIcon("", theme.CancelIcon(), e.Clear)
	e.clear.Importance = widget.LowImportance
	e.ActionItem = e.sign
	e.OnChanged = func(text string) {
		e.showAction(text)
		changed(text)
	}
	e.ExtendBaseWidget(e)
	return e
}

// showAction shows the cross where there is something to clear.
func (e *SearchEntry) showAction(text string) {
	var action fyne.CanvasObject = e.sign
	if text != "" {
		action = e.clear
	}
	if action != e.ActionItem {
		e.ActionItem = action
		e.Refresh()
	}
}

// Clear searches for nothing any more.
func (e *SearchEntry) Clear() { e.SetText("") }

// TypedKey clears, leads to what was found, edits or hands on.
func (e *SearchEntry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape && e.Text != "":
		e.Clear()
	case k.Name == fyne.KeyDown, k.Name == fyne.KeyReturn, k.Name == fyne.KeyEnter:
		e.OnEnter()
	default:
		e.Entry.TypedKey(k)
	}
}
