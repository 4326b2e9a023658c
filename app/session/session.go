// Package session is what the tabs of the window share: open folder, model in use, running work, language and look. Each is a
// small type that calls its listeners when it has changed. All of it belongs to Fyne's goroutine.
package session

import (
	"fyne.io/fyne/v2"
)

// Session is what the tabs share.
type Session struct {
	Settings Settings
	Words    *Words
	Look     *Look
	Folder   *Folder
	Models   *Models
	Work     *Work
}

// New begins a session with what the program remembers.
func New(a fyne.App) *Session {
	settings, fonts := Settings{a.Preferences()}, shippedFonts()
	settings.apply()
	return &Session{
		Settings: settings,
		Words:    rememberedWords(settings, fonts),
		Look:     rememberedLook(a.Settings(), settings, fonts),
		Folder:   &Folder{settings: settings},
		Models:   newModels(settings),
		Work:     &Work{},
	}
}

// Work is what goes on that there may be only one of: a training, a search or a test in folds.
type Work struct {
	Running bool
	Changed Listeners // it has begun or ended
}

// SetRunning says that the work has begun or ended.
func (w *Work) SetRunning(running bool) {
	w.Running = running
	w.Changed.notify()
}
