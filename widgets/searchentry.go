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

	sign *widget.Button // a glass, or a cross where there is something to clear
}

// NewSearchEntry makes an empty one; changed is told what is searched for, found that the arrow down was pressed.
func NewSearchEntry(changed func(string), found func()) *SearchEntry {
	e := &SearchEntry{OnEnter: found}
	e.sign = widget.NewButtonWithIcon("", theme.SearchIcon(), e.Clear)
	e.sign.Importance = widget.LowImportance
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
	icon := theme.SearchIcon()
	if text != "" {
		icon = theme.CancelIcon()
	}
	e.sign.SetIcon(icon)
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
