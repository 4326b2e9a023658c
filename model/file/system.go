package file

import (
	"errors"
	"io/fs"
	"os"

	"siamface/model/file/fault"
)

// ErrCantExchange is beneath the error of a system that can't exchange two folders in one step.
var ErrCantExchange = errors.New("two folders can't be exchanged here")

func rename(from, to string) error {
	return fault.Attempt("rename", to, func() error { return os.Rename(from, to) })
}

func remove(path string) error {
	return fault.Attempt("remove", path, func() error { return os.Remove(path) })
}

func removeAll(path string) error {
	return fault.Attempt("removeall", path, func() error { return os.RemoveAll(path) })
}

func makeFolder(path string, perm os.FileMode) error {
	return fault.Attempt("mkdir", path, func() error { return os.Mkdir(path, perm) })
}

func link(from, to string) error {
	return fault.Attempt("link", to, func() error { return os.Link(from, to) })
}

// exchange puts each of two folders in the other's place, in one step.
func exchange(a, b string) error {
	return fault.Attempt("exchange", b, func() error { return exchangeFolders(a, b) })
}

// ignoreMissing forgives that something isn't there.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
