package file

import (
	"errors"
	"syscall"
)

// Windows's codes: ERROR_DISK_QUOTA_EXCEEDED, and ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL, which Go doesn't call ENOSPC.
const quotaExceeded, diskFull, handleDiskFull = syscall.Errno(1295), syscall.Errno(112), syscall.Errno(39)

// isOverQuota tells that a user may take no more of a disk.
func isOverQuota(err error) bool {
	return errors.Is(err, quotaExceeded) || errors.Is(err, diskFull) || errors.Is(err, handleDiskFull)
}
