//go:build !windows

package file

import (
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// newPending makes a file that takes the place of the one at path once it is whole.
func newPending(path string, perm os.FileMode) (*renameio.PendingFile, error) {
	return renameio.NewPendingFile(path, renameio.WithPermissions(perm), renameio.WithTempDir(filepath.Dir(path)))
}
