package file

import (
	"errors"
	"io/fs"
	"os"
	"sync/atomic"
)

// ErrCantExchange is beneath the error of a system that can't exchange two folders in one step.
var ErrCantExchange = errors.New("two folders can't be exchanged here")

// fault, when set, stands before every system call of writing.
var fault atomic.Pointer[func(call, path string) error]

// FailWith is for tests: before every system call by which this package writes, fails is asked, with the call's name and the
// path, and where it gives an error the call isn't made and fails so. restore ends that.
func FailWith(fails func(call, path string) error) (restore func()) {
	old := fault.Swap(&fails)
	return func() { fault.Store(old) }
}

// attempt makes a system call, unless a test wants it to fail.
func attempt(call, path string, do func() error) error {
	if fails := fault.Load(); fails != nil {
		if err := (*fails)(call, path); err != nil {
			return &fs.PathError{Op: call, Path: path, Err: err}
		}
	}
	return do()
}

func rename(from, to string) error {
	return attempt("rename", to, func() error { return os.Rename(from, to) })
}

func remove(path string) error {
	return attempt("remove", path, func() error { return os.Remove(path) })
}

func removeAll(path string) error {
	return attempt("removeall", path, func() error { return os.RemoveAll(path) })
}

func makeFolder(path string, perm os.FileMode) error {
	return attempt("mkdir", path, func() error { return os.Mkdir(path, perm) })
}

func link(from, to string) error {
	return attempt("link", to, func() error { return os.Link(from, to) })
}

// exchange puts each of two folders in the other's place, in one step.
func exchange(a, b string) error {
	return attempt("exchange", b, func() error { return exchangeFolders(a, b) })
}

// ignoreMissing forgives that something isn't there.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
