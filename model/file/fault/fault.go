// Package fault makes the system calls by which model/file writes fail, for tests. A program never injects anything.
package fault

import (
	"io/fs"
	"sync/atomic"
)

// injected, when set, stands before every system call of writing.
var injected atomic.Pointer[func(call, path string) error]

// Inject asks fails before every system call of writing, with the call's name and the path. Where it gives an error the call isn't
// made and fails so. restore ends that.
func Inject(fails func(call, path string) error) (restore func()) {
	old := injected.Swap(&fails)
	return func() { injected.Store(old) }
}

// Attempt makes a system call, unless a test wants it to fail.
func Attempt(call, path string, do func() error) error {
	if fails := injected.Load(); fails != nil {
		if err := (*fails)(call, path); err != nil {
			return &fs.PathError{Op: call, Path: path, Err: err}
		}
	}
	return do()
}
