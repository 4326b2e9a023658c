package session

import (
	"path/filepath"

	"siamface/model/gallery"
)

// GalleryEnding is what the names of galleries end in.
const GalleryEnding = ".gallery"

// GalleryFile is the gallery that was open last, or else one of the program's own.
func (s Settings) GalleryFile() string {
	usual := gallery.UsualFile()
	if usual == "" {
		usual = filepath.Join(DocumentsFolder(), "people"+GalleryEnding)
	}
	return s.StringWithFallback(KeyGallery, usual)
}

// SetGalleryFile remembers the gallery that is open.
func (s Settings) SetGalleryFile(path string) { s.SetString(KeyGallery, path) }
