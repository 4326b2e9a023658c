//go:build unix

package trash

import (
	"os"
	"syscall"
)

// sameDisk tells whether two paths lie on one disk.
func sameDisk(a, b string) bool {
	one, known := diskOf(a)
	other, alsoKnown := diskOf(b)
	return known && alsoKnown && one == other
}

func diskOf(path string) (disk uint64, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(s.Dev), true
}
