package file

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// exchangeFolders is renamex_np with RENAME_SWAP, which some file systems lack.
func exchangeFolders(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
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
