//go:build !windows

package file

import (
	"errors"
	"syscall"
)

// isOverQuota tells that a user may take no more of a disk.
func isOverQuota(err error) bool { return errors.Is(err, syscall.EDQUOT) }
