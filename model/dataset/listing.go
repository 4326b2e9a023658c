package dataset

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/maruel/natural"

	"siamface/model/file"
	"siamface/model/photo"
)

// listing is what a folder holds, hidden and system files left out, in natural order.
type listing struct {
	path           string // below the root, with slashes
	folders, files []string
}

// countPhotos is the number of files that look like photos.
func (l listing) countPhotos() int {
	n := 0
	for _, name := range l.files {
		if photo.MaybePhoto(name) {
			n++
		}
	}
	return n
}

// listFolder reads a folder below the root. Links to files are files; a link to a folder is followed once, and only out of the
// root: inside, it would show the same people again, or itself.
func (l *layout) listFolder(folder string) (listing, error) {
	found := listing{path: folder}
	at := filepath.Join(l.root, filepath.FromSlash(folder))
	entries, err := os.ReadDir(at)
	if err != nil {
		if pathErr, ok := errors.AsType[*os.PathError](err); ok {
			err = pathErr.Err // the path is said beside it
		}
		return found, file.Explain("a folder that can't be listed: "+file.Plain(err), err)
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case isHidden(name):
		case entry.IsDir():
			found.folders = append(found.folders, name)
		case entry.Type()&os.ModeSymlink != 0 && isFolder(filepath.Join(at, name)):
			if l.followsLink(path.Join(folder, name)) {
				found.folders = append(found.folders, name)
			}
		case entry.Type() != 0 && entry.Type() != os.ModeSymlink: // pipes and devices: some do something when they are opened
			l.skipPath(path.Join(folder, name), photo.NotRegular)
		default:
			found.files = append(found.files, name)
		}
	}
	slices.SortFunc(found.folders, compareNames)
	slices.SortFunc(found.files, compareNames)
	return found, nil
}

func (l *layout) skipPath(path, reason string) {
	l.skipped = append(l.skipped, Skipped{Path: path, Reason: reason})
}

// followsLink tells whether a link to a folder leads somewhere new; if not, it is skipped.
func (l *layout) followsLink(link string) bool {
	target, err := filepath.EvalSymlinks(filepath.Join(l.root, filepath.FromSlash(link)))
	if err != nil {
		l.skipPath(link, "a link that leads nowhere")
		return false
	}
	root, err := filepath.EvalSymlinks(l.root)
	if err != nil || file.IsWithin(root, target) || file.IsWithin(target, root) {
		l.skipPath(link, "a link back into the folder")
		return false
	}
	if l.links[target] {
		l.skipPath(link, "a link to a folder that is read already")
		return false
	}
	l.links[target] = true
	return true
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// compareNames is natural order, equal only for equal names.
func compareNames(a, b string) int {
	if c := natural.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}
