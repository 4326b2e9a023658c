// Package file writes files so that a reader never meets half of one: the bytes go to a temporary name in the same folder,
// are synced, and take the final name in one step; then the folder is synced too, so that the name survives a power cut.
package file

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes or replaces the file at path, mode perm before the umask, with what write puts out. When write or the disk
// fails, the old file stays as it was and nothing else is left behind.
func Write(path string, perm os.FileMode, write func(io.Writer) error) error {
	pending, err := newPending(path, perm)
	if err != nil {
		return failed(path, err)
	}
	defer pending.Cleanup() //nolint:errcheck // after a successful replace there is nothing to clean

	buffered := bufio.NewWriterSize(pending, 1<<16)
	if err := write(buffered); err != nil {
		return failed(path, err)
	}
	if err := buffered.Flush(); err != nil {
		return failed(path, err)
	}
	if err := pending.CloseAtomicallyReplace(); err != nil {
		return failed(path, err)
	}
	SyncFolder(filepath.Dir(path))
	return nil
}

// failed says which file can't be written, and why without the temporary name.
func failed(path string, err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		err = pathErr.Err
	case errors.As(err, &linkErr):
		err = linkErr.Err
	}
	return fmt.Errorf("can't write %s: %w", path, err)
}

// WriteBytes is Write for bytes at hand.
func WriteBytes(path string, perm os.FileMode, data []byte) error {
	return Write(path, perm, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// SHA256 is the sum of a file's content, as lower-case hexadecimal: its name, wherever it lies.
func SHA256(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// SyncFolder makes a rename in the folder durable. Some file systems can't sync a folder; the file is whole all the same.
func SyncFolder(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}
