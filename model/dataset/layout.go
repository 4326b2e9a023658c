package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/maruel/natural"

	"siamface/model/photo"
)

// splitFolders are the names that make a folder a split, in lower case.
var splitFolders = map[string]Split{
	"train": Train, "training": Train,
	"val": Validation, "valid": Validation, "validate": Validation, "validation": Validation,
	"test": Test, "testing": Test,
}

// modelFile is what tells the folder of a run from one of a person.
const modelFile = "model.safetensors"

// candidate is a folder that may be a person, or several that are one by name, with the files in them.
type candidate struct {
	name  string
	path  string   // of the first folder, below the root
	files []string // below the root
	split Split
}

// layout is how a folder is laid out, before any photo is looked at.
type layout struct {
	root       string
	candidates []candidate
	skipped    []Skipped
	warnings   []string
	published  bool
	links      map[string]bool // where links to folders lead that were followed
}

func (l *layout) skip(path, reason string) {
	l.skipped = append(l.skipped, Skipped{Path: path, Reason: reason})
}

// readLayout lists the people's folders of a root.
func readLayout(ctx context.Context, root string) (*layout, error) {
	l := &layout{root: root, links: map[string]bool{}}
	top, err := l.list(".")
	if err != nil {
		return nil, cantOpen(root, err)
	}
	if len(top.folders) == 0 {
		return nil, noFolders(root, top)
	}
	folders, err := l.look(ctx, top)
	if err != nil {
		return nil, err
	}
	l.published = areSplits(folders)
	l.strayFiles(top)
	for _, f := range folders {
		l.takeIn(f)
	}
	l.warnOfLoosePhotos(top, len(l.candidates))
	return l, nil
}

// takeIn takes a folder of the top level in, as a split or as a person.
func (l *layout) takeIn(f topFolder) {
	switch {
	case l.published && f.named && f.holdsPeople():
		l.strayFiles(f.listing)
		for _, inside := range f.inside {
			l.person(inside, f.split)
		}
	case l.published && len(f.files) > 0:
		l.skip(f.path, "a folder beside those of the split")
	default:
		l.person(f.listing, Train)
		l.warnOfInside(f)
	}
}

// cantOpen says why a folder of faces can't be opened.
func cantOpen(root string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s: %w", root, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("there is no permission to open the folder %s: %w", root, err)
	}
	return fmt.Errorf("can't open the folder %s: %w", root, err)
}

// person takes a folder in as a candidate.
func (l *layout) person(inside listing, split Split) {
	for _, name := range inside.folders {
		l.skip(path.Join(inside.path, name), "a folder inside a person's folder")
	}
	if len(inside.files) == 0 {
		l.skip(inside.path, "no photos in it")
		return
	}
	if slices.Contains(inside.files, modelFile) {
		l.skip(inside.path, "a run of Siamface: its pictures are figures")
		return
	}
	c := candidate{name: path.Base(inside.path), path: inside.path, split: split}
	for _, name := range inside.files {
		c.files = append(c.files, path.Join(inside.path, name))
	}
	l.candidates = append(l.candidates, c)
}

// strayFiles skips what lies beside the people's folders.
func (l *layout) strayFiles(inside listing) {
	for _, name := range inside.files {
		reason := photo.NotAPhoto
		if photo.MaybePhoto(name) {
			reason = "not in a person's folder"
		}
		l.skip(path.Join(inside.path, name), reason)
	}
}

// listing is what a folder holds, hidden and system files left out, in natural order.
type listing struct {
	path           string // below the root, with slashes
	folders, files []string
}

// list reads a folder below the root. Links to files are files; a link to a folder is followed once, and only out of the
// root: inside, it would show the same people again, or itself.
func (l *layout) list(folder string) (listing, error) {
	found := listing{path: folder}
	at := filepath.Join(l.root, filepath.FromSlash(folder))
	entries, err := os.ReadDir(at)
	if err != nil {
		if pathErr, ok := errors.AsType[*os.PathError](err); ok {
			err = pathErr.Err // the path is said beside it
		}
		return found, fmt.Errorf("a folder that can't be listed: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case isHidden(name):
		case entry.IsDir():
			found.folders = append(found.folders, name)
		case entry.Type()&os.ModeSymlink != 0 && isFolder(filepath.Join(at, name)):
			if l.follows(path.Join(folder, name)) {
				found.folders = append(found.folders, name)
			}
		case entry.Type() != 0 && entry.Type() != os.ModeSymlink: // pipes and devices: some do something when they are opened
			l.skip(path.Join(folder, name), photo.NotRegular)
		default:
			found.files = append(found.files, name)
		}
	}
	slices.SortFunc(found.folders, compareNames)
	slices.SortFunc(found.files, compareNames)
	return found, nil
}

// follows tells whether a link to a folder leads somewhere new; if not, it is skipped.
func (l *layout) follows(link string) bool {
	target, err := filepath.EvalSymlinks(filepath.Join(l.root, filepath.FromSlash(link)))
	if err != nil {
		l.skip(link, "a link that leads nowhere")
		return false
	}
	root, err := filepath.EvalSymlinks(l.root)
	if err != nil || contains(root, target) || contains(target, root) {
		l.skip(link, "a link back into the folder")
		return false
	}
	if l.links[target] {
		l.skip(link, "a link to a folder that is read already")
		return false
	}
	l.links[target] = true
	return true
}

// contains tells whether the file or folder lies in the folder or is it.
func contains(folder, file string) bool {
	rel, err := filepath.Rel(folder, file)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
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
