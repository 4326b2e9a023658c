//go:build !windows

package file

import (
	"errors"
	"os"
	"syscall"
)

// errLocked is the error of lockFile for a file that somebody else has locked.
var errLocked = errors.New("locked")

// lockFile locks an open file until it is closed, without waiting.
func lockFile(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}
