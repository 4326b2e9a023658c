package session

import (
	"os"
	"path/filepath"
)

// GalleryEnding is what the names of galleries end in.
const GalleryEnding = ".gallery"

// GalleryFile is the gallery that was open last, or else one of the program's own.
func (s Settings) GalleryFile() string {
	config, err := os.UserConfigDir()
	if err != nil {
		config = DocumentsFolder()
	}
	return s.StringWithFallback(KeyGallery, filepath.Join(config, "siamface", "people"+GalleryEnding))
}

// SetGalleryFile remembers the gallery that is open.
func (s Settings) SetGalleryFile(path string) { s.SetString(KeyGallery, path) }
