// Package file writes files so that a reader never meets half of one: the bytes go to a temporary name in the same folder,
// are synced, and take the final name in one step; then the folder is synced too, so that the name survives a power cut. The
// files of a folder are replaced together by a Folder, and one writer at a time holds it (Hold).
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
	"strings"
	"syscall"

	"siamface/model/file/fault"
	"siamface/model/spelling"
)

// Write makes or replaces the file at path, mode perm before the umask, with what write puts out. When write or the disk
// fails, the old file stays as it was and nothing else is left behind.
func Write(path string, perm os.FileMode, write func(io.Writer) error) error {
	p, err := newPending(path, perm)
	if err != nil {
		return failed(path, err)
	}
	defer p.cleanUp()

	buffered := bufio.NewWriterSize(p, 1<<16)
	if err := write(buffered); err != nil {
		return failed(path, err)
	}
	if err := buffered.Flush(); err != nil {
		return failed(path, err)
	}
	if err := p.replace(); err != nil {
		return failed(path, err)
	}
	SyncFolder(filepath.Dir(path))
	return nil
}

// failed says which file can't be written, why without the temporary name, and what can be done about it.
func failed(path string, err error) error {
	path, err = spelling.Show(inPlace(path)), cause(err)
	text := fmt.Sprintf("can't write %s: %v", path, err)
	if advice := advise(path, err); advice != "" {
		text = fmt.Sprintf("can't write %s: %s (%v)", path, advice, err)
	}
	return &writeError{text, err}
}

// writeError is a sentence on what can't be written, with its cause.
type writeError struct {
	text string
	err  error
}

func (e *writeError) Error() string { return e.text }

func (e *writeError) Unwrap() error { return e.err }

// inPlace is where a file that is written aside will be (see Folder).
func inPlace(path string) string {
	folder, base := filepath.Split(path)
	folder = filepath.Clean(folder)
	rest, aside := strings.CutPrefix(filepath.Base(folder), asideStart)
	if !aside {
		return path
	}
	name := strings.TrimRight(rest, "0123456789")
	return filepath.Join(filepath.Dir(folder), strings.TrimSuffix(name, "-"), base)
}

// cause is an error without the call and the path that it carries.
func cause(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	var writeErr *writeError
	switch {
	case errors.As(err, &writeErr):
		return writeErr.err
	case errors.As(err, &pathErr):
		return pathErr.Err
	case errors.As(err, &linkErr):
		return linkErr.Err
	}
	return err
}

// advise says what a person can do about a disk that doesn't take a file.
func advise(path string, err error) string {
	folder := filepath.Dir(path)
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the disk with the folder " + folder + " is full; free space there, or write elsewhere"
	case isOverQuota(err):
		return "your share of the disk with the folder " + folder + " is used up; free space there, or write elsewhere"
	case errors.Is(err, syscall.EROFS):
		return "the disk with the folder " + folder + " can only be read; write elsewhere"
	case errors.Is(err, fs.ErrNotExist):
		return "the folder " + folder + " isn't there"
	case errors.Is(err, fs.ErrPermission):
		return "there is no permission to write in the folder " + folder
	}
	return ""
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
	_ = fault.Attempt("syncfolder", dir, func() error {
		d, err := os.Open(dir)
		if err != nil {
			return err
		}
		defer d.Close()
		return d.Sync()
	})
}
