package file

import (
	"errors"
	"os"
	"path/filepath"
)

// pending is a file that takes the place of the one at path once it is whole, as renameio has it for other systems: it leaves Windows
// out because a rename there isn't promised to be one step, though it never shows half of a file either.
type pending struct {
	*os.File
	path string
	done bool
}

// newPending makes the file. Windows has no permissions of this kind.
func newPending(path string, _ os.FileMode) (*pending, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, err
	}
	return &pending{File: f, path: path}, nil
}

// CloseAtomicallyReplace syncs the file and gives it its name.
func (p *pending) CloseAtomicallyReplace() error {
	if err := errors.Join(p.Sync(), p.Close()); err != nil {
		return err
	}
	if err := os.Rename(p.Name(), p.path); err != nil {
		return err
	}
	p.done = true
	return nil
}

// Cleanup removes what has not taken its place.
func (p *pending) Cleanup() error {
	if p.done {
		return nil
	}
	_ = p.Close() // it may be closed already
	return os.Remove(p.Name())
}
