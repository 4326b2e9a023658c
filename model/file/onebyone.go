package file

import (
	"errors"
	"os"
	"path/filepath"
)

// Names in the folder beside. A folder of old files has its name only while it is whole and needed.
const (
	oldPart = ".part" + pendingEnd // while the old files are gathered
	oldDone = ".done" + pendingEnd // once they are needed no more
	absent  = ".absent"            // stands for an old file that wasn't there
)

// commitOneByOne renames the new files over the old ones, which are kept beside until all are in their places; what fails puts
// them back. The last name comes last.
func (f *Folder) commitOneByOne() error {
	part, old := filepath.Join(f.aside, oldPart), filepath.Join(f.aside, oldFolder)
	if err := makeFolder(part, 0o700); err != nil {
		return err
	}
	if err := f.keepOld(part); err != nil {
		return err
	}
	if err := rename(part, old); err != nil {
		return err
	}
	err := f.placeNew()
	if err == nil {
		err = dropOld(old)
	}
	if err != nil {
		return errors.Join(err, f.putBack(old))
	}
	return nil
}

// keepOld keeps a second name of every old file.
func (f *Folder) keepOld(old string) error {
	for _, name := range f.names {
		from, to := filepath.Join(f.target, name), filepath.Join(old, name)
		if _, err := os.Lstat(from); errors.Is(err, os.ErrNotExist) {
			if err := WriteBytes(to+absent, 0o600, nil); err != nil {
				return err
			}
			continue
		}
		if link(from, to) == nil {
			continue
		}
		if err := copyFile(from, to); err != nil { // on file systems without second names
			return err
		}
	}
	return nil
}

// copyFile copies a file as Write writes, so that the copy is whole or not there.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return WriteBytes(to, 0o600, data)
}

// placeNew renames the new files over the old ones, and takes away those that have no new one.
func (f *Folder) placeNew() error {
	for _, name := range f.names {
		from, to := filepath.Join(f.aside, name), filepath.Join(f.target, name)
		_, err := os.Lstat(from)
		switch {
		case err == nil:
			err = rename(from, to)
		case errors.Is(err, os.ErrNotExist):
			err = ignoreMissing(remove(to))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putBack puts the old files back, and takes away the new ones where there was none. It may be done again after it was stopped.
func (f *Folder) putBack(old string) error {
	var failed error
	for _, name := range f.names {
		from, to := filepath.Join(old, name), filepath.Join(f.target, name)
		if _, err := os.Lstat(from); err == nil {
			failed = errors.Join(failed, again(func() error { return rename(from, to) }))
		} else if _, err := os.Lstat(from + absent); err == nil {
			failed = errors.Join(failed, again(func() error { return ignoreMissing(remove(to)) }))
		}
	}
	if failed != nil {
		return failed // the old files stay in their folder, for Recover
	}
	return dropOld(old)
}

// dropOld takes the old files away: from its renaming on they are nothing that is put back.
func dropOld(old string) error {
	done := filepath.Join(filepath.Dir(old), oldDone)
	if err := again(func() error { return rename(old, done) }); err != nil {
		return err
	}
	_ = removeAll(done)
	return nil
}

// Recover tidies up after writers of the folder at path that were killed or failed: files that didn't take their places are removed,
// old ones that were being replaced one by one are put back, and what else was in the folder returns to it. Nobody may be
// writing there (see Hold). What can't be done now is left for the next time.
func Recover(path string, names []string) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	target, err := filepath.Abs(path)
	if err != nil {
		return
	}
	f := &Folder{target: target, names: names}
	for _, place := range [][2]string{{filepath.Dir(target), asideOf(target)}, {target, asideStart}} {
		entries, _ := os.ReadDir(place[0])
		for _, e := range entries {
			if e.IsDir() && isAside(e.Name(), place[1]) {
				f.aside = filepath.Join(place[0], e.Name())
				f.recover()
			}
		}
	}
	for _, name := range names {
		CleanUp(filepath.Join(target, name))
	}
}

// isAside tells the names that os.MkdirTemp makes of a start: digits follow.
func isAside(name, start string) bool {
	if len(name) <= len(start) || name[:len(start)] != start {
		return false
	}
	for _, c := range name[len(start):] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// recover tidies up one left-over folder.
func (f *Folder) recover() {
	if old := filepath.Join(f.aside, oldFolder); isFolder(old) && f.putBack(old) != nil {
		return
	}
	others, err := f.others(f.aside)
	if err != nil {
		return
	}
	for _, name := range others {
		to := filepath.Join(f.target, name)
		if _, err := os.Lstat(to); err == nil || rename(filepath.Join(f.aside, name), to) != nil {
			return // neither is lost
		}
	}
	_ = removeAll(f.aside)
}
