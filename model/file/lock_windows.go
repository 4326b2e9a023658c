package file

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// errLocked is the error of lockFile for a file that somebody else has locked.
var errLocked = errors.New("locked")

// lockedByte lies behind all that is ever in a lock file: others couldn't read a byte that is locked.
const lockedByte = 1 << 30

// lockFile locks an open file until it is closed, without waiting.
func lockFile(f *os.File) error {
	at := &windows.Overlapped{Offset: lockedByte}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errLocked
	}
	return err
}
