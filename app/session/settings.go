package session

import (
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"siamface/app/remembered"
	"siamface/widgets"
)

// Settings are what the program remembers from one start to the next.
type Settings struct{ fyne.Preferences }

// The keys of the settings.
const (
	KeyRecent   = remembered.RecentFolders
	KeyExport   = "export folder"
	KeyFormat   = "export format"
	KeyPicked   = "picked folder"
	KeyRuns     = "runs folder"
	KeyLanguage = "language"
	KeyTheme    = "theme"
	keyDevice   = "device"
	keyThreads  = "threads"
	keyCaches   = "caches folder"
	KeyModel    = "model in use"
	KeyGallery  = "gallery"
	KeyQueue    = "queue"
	keyWidth    = "window width"
	keyHeight   = "window height"
	keyFaceSide = "face side"

	mostRecent = 8
)

// The size from which on the window has room for everything.
const (
	LeastWidth  = 1000
	LeastHeight = 700
)

// The window's first size, and what is remembered.
const (
	firstWidth, firstHeight = 1080, 740
	smallWidth, smallHeight = 600, 380 // the least
	mostWidth, mostHeight   = 7680, 4320
)

// RecentFolders are the folders opened last, the newest first, that still exist.
func (s Settings) RecentFolders() []string {
	return slices.DeleteFunc(s.StringList(KeyRecent), func(path string) bool { return !isFolder(path) })
}

func (s Settings) addRecent(path string) {
	list := slices.DeleteFunc(s.StringList(KeyRecent), func(p string) bool { return p == path })
	list = append([]string{path}, list...)
	s.SetStringList(KeyRecent, list[:min(len(list), mostRecent)])
}

// ExportFolder is where the last picture was saved.
func (s Settings) ExportFolder() string {
	if path := s.String(KeyExport); isFolder(path) {
		return path
	}
	return DocumentsFolder()
}

// RunsFolder is where runs go: a folder of its own among the user's documents, unless another was chosen.
func (s Settings) RunsFolder() string {
	return s.StringWithFallback(KeyRuns, filepath.Join(DocumentsFolder(), "Siamface runs"))
}

// WindowSize is the size that the window starts with.
func (s Settings) WindowSize() fyne.Size {
	w, h := s.FloatWithFallback(keyWidth, firstWidth), s.FloatWithFallback(keyHeight, firstHeight)
	return fyne.NewSize(float32(min(max(w, smallWidth), mostWidth)), float32(min(max(h, smallHeight), mostHeight)))
}

// SetWindowSize remembers the size of the window.
func (s Settings) SetWindowSize(size fyne.Size) {
	s.SetFloat(keyWidth, float64(size.Width))
	s.SetFloat(keyHeight, float64(size.Height))
}

// FaceSide is the side of the pictures in the grid of photos, in units.
func (s Settings) FaceSide() float32 {
	return float32(s.FloatWithFallback(keyFaceSide, widgets.MiddleSide))
}

// SetFaceSide remembers the side of the pictures.
func (s Settings) SetFaceSide(side float32) { s.SetFloat(keyFaceSide, float64(side)) }

// DocumentsFolder is the user's folder Documents, else the home, else the working folder.
func DocumentsFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	if d := filepath.Join(home, "Documents"); isFolder(d) {
		return d
	}
	return home
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return path != "" && err == nil && info.IsDir()
}
