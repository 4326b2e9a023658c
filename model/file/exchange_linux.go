package file

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchangeFolders is renameat2 with RENAME_EXCHANGE, which some file systems lack.
func exchangeFolders(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	for _, lacking := range []error{unix.ENOSYS, unix.EINVAL, unix.EXDEV, unix.EBUSY, unix.ENOTSUP} {
		if errors.Is(err, lacking) {
			return errors.Join(ErrCantExchange, err)
		}
	}
	if err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}
