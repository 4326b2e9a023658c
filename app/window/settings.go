package window

import (
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
)

// settings are what the program remembers from one start to the next.
type settings struct{ fyne.Preferences }

const (
	keyRecent   = "recent folders"
	keyExport   = "export folder"
	keyRuns     = "runs folder"
	keyWidth    = "window width"
	keyHeight   = "window height"
	keyLanguage = "language"
	keyTheme    = "theme"

	mostRecent = 8
)

// The window's first size, which is the least it starts with, and the greatest that is remembered.
const (
	firstWidth, firstHeight = 1080, 740
	leastWidth, leastHeight = 1000, 700
	mostWidth, mostHeight   = 7680, 4320
)

// recent are the folders opened last, the newest first, that still exist.
func (s settings) recent() []string {
	return slices.DeleteFunc(s.StringList(keyRecent), func(path string) bool { return !isFolder(path) })
}

func (s settings) addRecent(path string) {
	list := slices.DeleteFunc(s.StringList(keyRecent), func(p string) bool { return p == path })
	list = append([]string{path}, list...)
	s.SetStringList(keyRecent, list[:min(len(list), mostRecent)])
}

// exportFolder is where the last picture was saved.
func (s settings) exportFolder() string {
	if path := s.String(keyExport); isFolder(path) {
		return path
	}
	return documents()
}

// runsFolder is where runs go: a folder of its own among the user's documents, unless another was chosen.
func (s settings) runsFolder() string {
	return s.StringWithFallback(keyRuns, filepath.Join(documents(), "Siamface runs"))
}

func (s settings) windowSize() fyne.Size {
	w, h := s.FloatWithFallback(keyWidth, firstWidth), s.FloatWithFallback(keyHeight, firstHeight)
	return fyne.NewSize(float32(min(max(w, leastWidth), mostWidth)), float32(min(max(h, leastHeight), mostHeight)))
}

func (s settings) setWindowSize(size fyne.Size) {
	s.SetFloat(keyWidth, float64(size.Width))
	s.SetFloat(keyHeight, float64(size.Height))
}

// documents is the user's folder Documents, else the home, else the working folder.
func documents() string {
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
