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

// candidate is a folder that may be a person, with the files in it.
type candidate struct {
	listing
	name  string
	split Split
}

// layout is how a folder is laid out, before any photo is looked at.
type layout struct {
	root       string
	candidates []candidate
	skipped    []Skipped
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
	var people []listing
	for _, name := range top.folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		inside, err := l.list(name)
		if err != nil {
			l.skip(name, photo.Reason(err))
			continue
		}
		if split, ok := splitFolders[strings.ToLower(name)]; ok && len(inside.folders) > 0 {
			if err := l.readSplit(ctx, inside, split); err != nil {
				return nil, err
			}
			continue
		}
		people = append(people, inside)
	}
	l.strayFiles(top)
	for _, inside := range people {
		if l.published && len(inside.files) > 0 {
			l.skip(inside.path, "a folder beside those of the split")
			continue
		}
		l.person(inside, Train)
	}
	return l, nil
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

// readSplit takes in the people of a split's folder. The error is that of ctx alone.
func (l *layout) readSplit(ctx context.Context, folder listing, split Split) error {
	l.published = true
	l.strayFiles(folder)
	for _, name := range folder.folders {
		if err := ctx.Err(); err != nil {
			return err
		}
		inside, err := l.list(path.Join(folder.path, name))
		if err != nil {
			l.skip(path.Join(folder.path, name), photo.Reason(err))
			continue
		}
		l.person(inside, split)
	}
	return nil
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
	l.candidates = append(l.candidates, candidate{listing: inside, name: path.Base(inside.path), split: split})
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

// isHidden tells the files that systems leave about, which nobody wants to hear of.
func isHidden(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "system volume information":
		return true
	}
	return strings.HasPrefix(name, ".")
}

// compareNames is natural order, equal only for equal names.
func compareNames(a, b string) int {
	if c := natural.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}
