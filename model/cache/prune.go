package cache

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// entry is a file of a store.
type entry struct {
	path string
	info fs.FileInfo
}

// Prune takes away what was used longest ago until the store keeps its limit.
func (s *Store) Prune() error {
	entries, total, err := s.listEntries()
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.info.ModTime().UnixNano(), b.info.ModTime().UnixNano()) })
	for _, e := range entries {
		if total <= s.limit {
			break
		}
		if err := ignoreMissing(os.Remove(e.path)); err != nil {
			return err
		}
		total -= e.info.Size()
	}
	return nil
}

// listEntries lists the store's files and their length together.
func (s *Store) listEntries() (entries []entry, total int64, err error) {
	err = filepath.WalkDir(s.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return ignoreMissing(err)
		}
		info, err := e.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		entries, total = append(entries, entry{path, info}), total+info.Size()
		return nil
	})
	return entries, total, err
}

// ignoreMissing forgives what another program took away meanwhile.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
