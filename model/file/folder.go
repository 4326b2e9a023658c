package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/file/fault"
)

// asideStart is what the names of folders begin with in which files are written before they take their places.
const asideStart = ".writing-"

// oldFolder is where, in such a folder, the old files are kept while new ones take their places one by one.
const oldFolder = "old"

// Folder is a folder whose files are replaced together: all of them or none. They are written to names that Path gives, and Commit
// puts them into their places: by exchanging the whole folders in one step where the system can, otherwise one by one, and what
// fails then puts the old files back. What else lies in the folder stays in it.
type Folder struct {
	target string
	aside  string
	names  []string // of the files that belong to the folder, the last in place last
	fresh  bool     // the target wasn't there
}

// NewFolder begins to replace the named files of the folder at path, which is made if it isn't there (mode 0700; the one above
// must be). Discard must be called in the end.
func NewFolder(path string, names []string) (*Folder, error) {
	f := &Folder{target: path, names: names}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		f.target = real
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, failed(path, err)
	} else {
		f.fresh = true
	}
	abs, err := filepath.Abs(f.target)
	if err != nil {
		return nil, failed(path, err)
	}
	f.target = abs
	err = f.makeAside(filepath.Dir(f.target), asideOf(f.target))
	if err != nil && !f.fresh { // the folder above may not be ours
		err = f.makeAside(f.target, asideStart)
	}
	if err != nil {
		return nil, failed(path, err)
	}
	return f, nil
}

// asideOf is what the names of the folders beside target begin with in which its files are written.
func asideOf(target string) string {
	base := filepath.Base(target)
	return asideStart + base[:min(len(base), longestBase)] + "-"
}

func (f *Folder) makeAside(in, start string) error {
	return fault.Attempt("mkdir", filepath.Join(in, start), func() (err error) {
		f.aside, err = os.MkdirTemp(in, start) // for the user alone
		return err
	})
}

// Path is where to write one of the folder's files.
func (f *Folder) Path(name string) string { return filepath.Join(f.aside, name) }

// Commit puts the files into their places. Those of the folder's files that were not written are taken away there. When it
// fails, the folder is as it was.
func (f *Folder) Commit() error {
	if err := f.checkNames(); err != nil {
		return err
	}
	err := ErrCantExchange
	switch {
	case f.fresh:
		err = rename(f.aside, f.target)
	case f.canExchange():
		err = f.commitWhole()
	}
	if errors.Is(err, ErrCantExchange) {
		err = f.commitOneByOne()
	}
	if err != nil {
		return failed(f.target, err)
	}
	SyncFolder(f.target)
	SyncFolder(filepath.Dir(f.target))
	return nil
}

// checkNames refuses to replace a folder by a file.
func (f *Folder) checkNames() error {
	for _, name := range f.names {
		if info, err := os.Lstat(filepath.Join(f.target, name)); err == nil && info.IsDir() {
			return fmt.Errorf("can't write %s: a folder has that name", filepath.Join(f.target, name))
		}
	}
	return nil
}

// canExchange tells whether the folders may be exchanged: they must lie side by side, and the target mustn't be where somebody
// works, who would find themselves in the old folder.
func (f *Folder) canExchange() bool {
	if filepath.Dir(f.aside) != filepath.Dir(f.target) {
		return false
	}
	here, err := os.Getwd()
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(here); err == nil {
		here = real
	}
	return !IsWithin(f.target, here)
}

// commitWhole exchanges the folders, then moves what else lay in the old one to the new one.
func (f *Folder) commitWhole() error {
	info, err := os.Stat(f.target)
	if err != nil {
		return err
	}
	if err := fault.Attempt("chmod", f.aside, func() error { return os.Chmod(f.aside, info.Mode().Perm()) }); err != nil {
		return err
	}
	if err := f.takeLock(); err != nil {
		return errors.Join(ErrCantExchange, err)
	}
	if err := exchange(f.aside, f.target); err != nil {
		return err
	}
	others, err := f.others(f.aside)
	for i := 0; i < len(others) && err == nil; i++ {
		if err = rename(filepath.Join(f.aside, others[i]), filepath.Join(f.target, others[i])); err != nil {
			others = others[:i]
		}
	}
	if err == nil {
		return nil
	}
	for _, name := range others { // back to where everything was
		err = errors.Join(err, again(func() error { return rename(filepath.Join(f.target, name), filepath.Join(f.aside, name)) }))
	}
	return errors.Join(err, again(func() error { return exchange(f.aside, f.target) }))
}

// takeLock has the lock file of who writes here (see Hold) in both folders, so that nobody else can take it meanwhile.
func (f *Folder) takeLock() error {
	return ignoreMissing(link(filepath.Join(f.target, LockFile), filepath.Join(f.aside, LockFile)))
}

// others are the names in a folder that aren't the folder's own.
func (f *Folder) others(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	var names []string
	for _, e := range entries {
		if !slices.Contains(f.names, e.Name()) && e.Name() != LockFile && e.Name() != oldFolder && !isPending(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// isPending tells the temporary names of files.
func isPending(name string) bool {
	return strings.HasPrefix(name, ".") && strings.HasSuffix(name, pendingEnd)
}

// again tries twice what must not fail.
func again(do func() error) error {
	if err := do(); err == nil {
		return nil
	}
	return do()
}

// Discard takes away what is left of the writing: the files that did not take their places, or the old ones. What the user has in
// there is left alone, for Recover.
func (f *Folder) Discard() {
	if others, err := f.others(f.aside); err == nil && len(others) == 0 && !isFolder(filepath.Join(f.aside, oldFolder)) {
		_ = removeAll(f.aside)
	}
}

func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}
