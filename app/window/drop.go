package window

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// dropKind is what was dropped.
type dropKind int

const (
	dropFile dropKind = iota
	dropFolder
	dropWeb     // an address
	dropMissing // nothing on the disk
)

// classify tells what a dropped URI is, with its path. A web address dragged from a browser arrives as a file below
// the working folder: the window system's library takes everything for a path.
func classify(u fyne.URI) (dropKind, string) {
	path := u.Path()
	if u.Scheme() != "file" {
		return dropWeb, u.String()
	}
	for _, scheme := range []string{"http", "https"} {
		for _, mark := range []string{"/" + scheme + ":/", `\` + scheme + `:\`} {
			if i := strings.Index(path, mark); i >= 0 {
				return dropWeb, path[i+1:]
			}
		}
	}
	info, err := os.Stat(path)
	if err != nil { // names may come percent-encoded
		if plain, unescapeErr := url.PathUnescape(path); unescapeErr == nil && plain != path {
			if info, err = os.Stat(plain); err == nil {
				path = plain
			}
		}
	}
	switch {
	case err != nil:
		return dropMissing, path
	case info.IsDir():
		return dropFolder, path
	}
	return dropFile, path
}

// handleDrop handles a drop at a position of the window. A folder opens. One photo goes into the slot below the pointer or
// the empty one, two photos go left and right.
func (w *Window) handleDrop(pos fyne.Position, uris []fyne.URI) {
	w.dropHint.layer.Hide()
	w.closeErrors() // what failed before isn't what counts now
	var files []string
	for _, u := range uris {
		switch kind, path := classify(u); kind {
		case dropWeb:
			w.notice.say(w.Words.Text("drop.web"))
			return
		case dropMissing:
			w.notice.say(w.Words.Text("drop.missing", filepath.Base(path)))
			return
		case dropFolder:
			if len(uris) > 1 {
				w.notice.say(w.Words.Text("drop.onefolder"))
				return
			}
			openDropped(w, path)
			return
		default:
			files = append(files, path)
		}
	}
	w.dropPhotos(pos, files)
}

// openPaths opens files and folders as if they had been dropped.
func (w *Window) openPaths(paths []string) {
	var uris []fyne.URI
	for _, path := range paths {
		uris = append(uris, storage.NewFileURI(path))
	}
	w.handleDrop(fyne.Position{}, uris)
}

// openDropped opens a folder of people; of loose photos, all are compared with all. On the Gallery tab people are enrolled, and loose photos put
// together by the people on them.
func openDropped(w *Window, path string) {
	loose := looseFolder(path)
	switch gallery := w.tabs.Selected() == tabGallery; {
	case gallery && len(loose) > 0 && w.Models.Lacking == nil:
		w.gallery.groups.start(path, nil)
	case gallery:
		w.gallery.file.enrolFolder(path)
	case len(loose) > 0:
		w.comparePhotos(loose)
	default:
		w.selectTab(tabDataset)
		w.dataset.opener.openFolder(path)
	}
}

func (w *Window) dropPhotos(pos fyne.Position, files []string) {
	switch len(files) {
	case 0:
	case 1:
		i := w.verification.slotFor(pos, w.tabs.Selected() == tabVerification)
		if strings.EqualFold(filepath.Ext(files[0]), ".safetensors") {
			w.models.openFile(files[0])
			return
		}
		if w.tabs.Selected() == tabGallery {
			w.gallery.drop(files)
			return
		}
		w.selectTab(tabVerification)
		w.verification.many.forget()
		w.verification.loadPhoto(i, files[0])
	default:
		if w.tabs.Selected() == tabGallery {
			w.gallery.drop(files)
			return
		}
		w.comparePhotos(files)
	}
}

// comparePhotos shows two photos left and right, and more all against all.
func (w *Window) comparePhotos(files []string) {
	w.selectTab(tabVerification)
	if len(files) > 2 {
		w.verification.many.compare(files)
		return
	}
	w.verification.many.forget()
	w.verification.comparePhotos(files)
}
