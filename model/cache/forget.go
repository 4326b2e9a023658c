package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// stale is a store of before, whose keys don't begin with a photo's sum: nobody can tell whose its entries are.
const stale = "features"

// Forgotten is what Forget took away.
type Forgotten struct {
	Entries int // of the photos
	Stale   int // of a store of before, which goes as a whole
}

// Forget removes from all stores among the user's caches what was kept of photos, by the SHA-256 of their files: the keys of such
// entries begin with it. A dry run only counts. It reads no entry. It looks where caches lie now (see Folder), and in the usual
// place.
func Forget(sums []string, dry bool) (Forgotten, error) {
	var gone Forgotten
	for _, dir := range folders() {
		names, err := listNames(dir)
		if err != nil {
			return gone, err
		}
		for _, name := range names {
			store := filepath.Join(dir, name)
			if name == stale {
				n, err := removeAll(store, dry)
				if gone.Stale += n; err != nil {
					return gone, err
				}
				continue
			}
			n, err := forgetIn(store, sums, dry)
			if gone.Entries += n; err != nil {
				return gone, err
			}
		}
	}
	return gone, nil
}

// folders are where caches may lie.
func folders() (dirs []string) {
	for _, dir := range []string{Folder(), UsualFolder()} {
		if dir != "" && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// forgetIn removes the entries of photos from one store.
func forgetIn(store string, sums []string, dry bool) (n int, err error) {
	lists := map[string][]string{} // what is in each folder
	for _, sum := range sums {
		at := filepath.Join(store, sum[:2])
		if _, read := lists[at]; !read {
			if lists[at], err = listNames(at); err != nil {
				return n, err
			}
		}
		for _, name := range lists[at] {
			if !strings.HasPrefix(name, sum) {
				continue
			}
			n++
			if dry {
				continue
			}
			if err := ignoreMissing(os.Remove(filepath.Join(at, name))); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// listNames are the names in a folder; one that isn't there holds none.
func listNames(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if errors.Is(err, fs.ErrNotExist) || !isFolder(folder) {
		return nil, nil
	}
	return names, err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// removeAll removes a whole store, and counts its entries.
func removeAll(store string, dry bool) (int, error) {
	entries, _, err := New(store, 0).listEntries()
	if err != nil || dry {
		return len(entries), err
	}
	return len(entries), os.RemoveAll(store)
}
