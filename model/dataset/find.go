package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"siamface/model/photo"
	"siamface/model/spelling"
)

// ErrOutside is beneath the error for a name that leads out of the folder.
var ErrOutside = errors.New("it must be a path below the folder, not one that leads out of it")

// Finder finds the files that a list means in a folder, however the list spells them: below the folder or below the one above
// it, as absolute paths, with backslashes, in another letter case, with accents stored in another way, in the encoding of an old
// spreadsheet, or without their ending. Each file has one name then. It lists a folder once.
type Finder struct {
	root  string
	real  string // where root really lies
	lists map[string]*folderList
}

// folderList is what a folder holds: its names, and these by their keys once they are asked for.
type folderList struct {
	names map[string]bool
	keys  map[string][]string
	stems map[string][]string
}

// NewFinder is a finder of files below root.
func NewFinder(root string) *Finder {
	f := &Finder{root: root, lists: map[string]*folderList{}}
	if abs, err := filepath.Abs(root); err == nil {
		f.root = abs
	}
	f.real = f.root
	if real, err := filepath.EvalSymlinks(f.root); err == nil {
		f.real = real
	}
	return f
}

// Find is the file's path below the folder, with slashes. A name that fits nothing comes back tidied. The error is about a name
// that leads out of the folder, or that fits several files and none exactly.
func (f *Finder) Find(name string) (string, error) { return f.findName(name, false) }

// FindStem is Find for a name without the ending of its kind of photo; where nothing fits, it gets .jpg.
func (f *Finder) FindStem(name string) (string, error) { return f.findName(name, true) }

func (f *Finder) findName(name string, stem bool) (string, error) {
	if strings.ContainsRune(name, 0) {
		return "", fmt.Errorf("%s: a file's name can't hold a zero byte", spelling.Show(name))
	}
	names := listSpellings(name)
	first, failed := "", error(nil)
	for _, name := range names {
		below, err := f.pathBelow(name)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if first == "" {
			first = below
		}
		file, err := f.matchPath(below, stem)
		if file != "" || err != nil {
			return file, err
		}
	}
	if first == "" {
		return "", fmt.Errorf("%s: %w", spelling.Show(name), ErrOutside)
	}
	if stem {
		first += ".jpg"
	}
	return first, nil
}

// listSpellings are the ways to read a name, the plainest first.
func listSpellings(name string) []string {
	names := []string{name}
	if strings.Contains(name, `\`) {
		names = append(names, strings.ReplaceAll(name, `\`, "/"))
	}
	if !utf8.ValidString(name) {
		if western, err := charmap.Windows1252.NewDecoder().String(name); err == nil {
			names = append(names, western)
		}
	}
	return names
}

// pathBelow is a name's path below the root.
func (f *Finder) pathBelow(name string) (string, error) {
	native := filepath.FromSlash(name)
	if filepath.IsAbs(native) {
		for _, from := range [][2]string{{f.root, native}, {f.real, native}, {f.real, realPath(native)}} {
			if rel, err := filepath.Rel(from[0], from[1]); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel), nil
			}
		}
		return "", ErrOutside
	}
	if !filepath.IsLocal(native) {
		return "", ErrOutside
	}
	return path.Clean(filepath.ToSlash(native)), nil
}

// realPath is where a path really lies, as far as it exists.
func realPath(name string) string {
	if real, err := filepath.EvalSymlinks(name); err == nil || filepath.Dir(name) == name {
		return cmp.Or(real, name)
	}
	return filepath.Join(realPath(filepath.Dir(name)), filepath.Base(name))
}

// isRoot tells whether an element is the name of the root.
func (f *Finder) isRoot(element string) bool {
	key := spelling.Key(element)
	return key == spelling.Key(filepath.Base(f.root)) || key == spelling.Key(filepath.Base(f.real))
}

// matchPath is the one file that a path below the root fits; "" where there is none.
func (f *Finder) matchPath(below string, stem bool) (string, error) {
	elements := strings.Split(below, "/")
	found := f.walkBelow(".", elements, stem)
	if len(found) == 0 && len(elements) > 1 && f.isRoot(elements[0]) {
		found = f.walkBelow(".", elements[1:], stem) // as seen from the folder above
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("%s may be %s: write it as the file is called", spelling.Show(below), spelling.List(found, 3))
}

// mostFits bounds the files that one name is found to fit.
const mostFits = 8

// walkBelow is which paths the elements fit below a folder: the exact one alone where there is one.
func (f *Finder) walkBelow(folder string, elements []string, stem bool) []string {
	l, isStem := f.listFolder(folder), stem && len(elements) == 1
	if l.names[elements[0]] && !isStem {
		if found := f.followNames(folder, []string{elements[0]}, elements[1:], stem); len(found) > 0 {
			return found
		}
	}
	return f.followNames(folder, l.namesLike(elements[0], isStem), elements[1:], stem)
}

// followNames is which paths the rest of the elements fit below the named ones of a folder.
func (f *Finder) followNames(folder string, names, rest []string, stem bool) (found []string) {
	for _, name := range names {
		at := path.Join(folder, name)
		if len(rest) == 0 {
			found = append(found, at)
		} else {
			found = append(found, f.walkBelow(at, rest, stem)...)
		}
		if len(found) >= mostFits {
			break
		}
	}
	return found
}

// namesLike are the names that an element may mean, by their keys.
func (l *folderList) namesLike(element string, stem bool) []string {
	if stem {
		if l.stems == nil {
			l.stems = groupByKey(l.names, func(name string) string { return strings.TrimSuffix(name, path.Ext(name)) })
		}
		return l.stems[spelling.Key(element)]
	}
	if l.keys == nil {
		l.keys = groupByKey(l.names, func(name string) string { return name })
	}
	return l.keys[spelling.Key(element)]
}

// groupByKey are names by the keys of a part of them; of stems, those of photos alone.
func groupByKey(names map[string]bool, part func(string) string) map[string][]string {
	keys := map[string][]string{}
	for _, name := range slices.SortedFunc(maps.Keys(names), compareNames) {
		if p := part(name); p == name || photo.MaybePhoto(name) {
			keys[spelling.Key(p)] = append(keys[spelling.Key(p)], name)
		}
	}
	return keys
}

// listFolder is what a folder below the root holds; nothing where it can't be listed.
func (f *Finder) listFolder(folder string) *folderList {
	if l := f.lists[folder]; l != nil {
		return l
	}
	l := &folderList{names: map[string]bool{}}
	if at, err := os.Open(filepath.Join(f.root, filepath.FromSlash(folder))); err == nil {
		names, _ := at.Readdirnames(-1) // what could be listed
		for _, name := range names {
			l.names[name] = true
		}
		_ = at.Close()
	}
	f.lists[folder] = l
	return l
}
