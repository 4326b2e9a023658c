package session

import (
	"fyne.io/fyne/v2"

	"siamface/widgets"
)

// Look is the theme of the window.
type Look struct {
	Changed  Listeners
	toolkit  fyne.Settings
	settings Settings
	fonts    widgets.Fonts
	mode     widgets.Mode
}

// The modes by the names under which they are remembered; the system's own has none.
var modeNames = map[widgets.Mode]string{widgets.Light: "light", widgets.Dark: "dark"}

// rememberedLook shows the theme that was chosen last.
func rememberedLook(toolkit fyne.Settings, settings Settings, fonts widgets.Fonts) *Look {
	mode := map[string]widgets.Mode{"light": widgets.Light, "dark": widgets.Dark}[settings.String(KeyTheme)]
	toolkit.SetTheme(widgets.NewTheme(mode).WithFonts(fonts))
	return &Look{toolkit: toolkit, settings: settings, fonts: fonts, mode: mode}
}

// SetMode changes the theme.
func (l *Look) SetMode(mode widgets.Mode) {
	l.mode = mode
	l.settings.SetString(KeyTheme, modeNames[mode])
	l.toolkit.SetTheme(widgets.NewTheme(mode).WithFonts(l.fonts))
	l.Changed.notify()
}

// Mode is the theme that was chosen, or that of the system.
func (l *Look) Mode() widgets.Mode { return l.mode }
