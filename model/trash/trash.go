// Package trash moves files and folders into the desktop's bin, from which they can be taken back: by the freedesktop.org Trash
// specification 1.0 (https://specifications.freedesktop.org/trash-spec/), and into ~/.Trash on macOS.
package trash

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"
)

// ErrNoBin is a system or a disk without a bin that can be moved to.
var ErrNoBin = errors.New("there is no bin on this disk that it can be moved to")

// Move moves a file or a folder into the bin. What is moved isn't copied: it stays on its disk. On an error it is where it was.
func Move(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err != nil {
		return fmt.Errorf("can't move %s to the bin: %w", path, err)
	}
	switch runtime.GOOS {
	case "windows":
		return ErrNoBin
	case "darwin":
		home, err := os.UserHomeDir()
		if err != nil {
			return errors.Join(ErrNoBin, err)
		}
		_, err = moveInto(filepath.Join(home, ".Trash"), path)
		return err
	}
	b, err := findBin(path)
	if err != nil {
		return err
	}
	return b.take(path)
}

// bin is a folder of a disk with the folders files and info.
type bin struct {
	folder string
	top    string // the disk's top folder, below which paths are written; "" in the user's own bin, where they are absolute
}

// findBin is the user's bin, where that is on the path's disk, else the one of the disk.
func findBin(path string) (bin, error) {
	own, err := homeBin()
	if err == nil && sameDisk(nearest(own), filepath.Dir(path)) {
		return bin{folder: own}, nil
	}
	top := topOf(filepath.Dir(path))
	id := strconv.Itoa(os.Getuid())
	if shared := filepath.Join(top, ".Trash"); isSharedBin(shared) {
		return bin{filepath.Join(shared, id), top}, nil
	}
	return bin{filepath.Join(top, ".Trash-"+id), top}, nil
}

// homeBin is Trash in the user's data.
func homeBin() (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "Trash"), nil
}

// nearest is the path, or the nearest folder above it that is there.
func nearest(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || filepath.Dir(path) == path {
			return path
		}
		path = filepath.Dir(path)
	}
}

// isSharedBin tells whether an administrator has made a bin that everybody may use: a real folder with the sticky bit.
func isSharedBin(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && info.Mode()&fs.ModeSticky != 0
}

// topOf is the topmost folder above a path on the same disk.
func topOf(path string) string {
	for {
		up := filepath.Dir(path)
		if up == path || !sameDisk(up, path) {
			return path
		}
		path = up
	}
}

// take moves a path into the bin. Where it was is written down first, as the specification wants it.
func (b bin) take(path string) error {
	for _, dir := range []string{"files", "info"} {
		if err := os.MkdirAll(filepath.Join(b.folder, dir), 0o700); err != nil {
			return errors.Join(ErrNoBin, err)
		}
	}
	from := path
	if b.top != "" {
		below, err := filepath.Rel(b.top, path)
		if err != nil {
			return errors.Join(ErrNoBin, err)
		}
		from = below
	}
	text := fmt.Sprintf("[Trash Info]\nPath=%s\nDeletionDate=%s\n", (&url.URL{Path: from}).EscapedPath(), time.Now().Format("2006-01-02T15:04:05"))
	for n := 1; n < mostNames; n++ {
		name := numbered(filepath.Base(path), n)
		info := filepath.Join(b.folder, "info", name+".trashinfo")
		err := writeNew(info, text)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return errors.Join(ErrNoBin, err)
		}
		to := filepath.Join(b.folder, "files", name)
		if _, err := os.Lstat(to); err == nil { // of which the info was lost
			_ = os.Remove(info)
			continue
		}
		if err := os.Rename(path, to); err != nil {
			_ = os.Remove(info)
			return fmt.Errorf("can't move %s to the bin: %w", path, err)
		}
		return nil
	}
	return fmt.Errorf("there is no free name for %s in the bin", filepath.Base(path))
}

// mostNames is how many things of one name a bin holds.
const mostNames = 10_000

func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s.%d", name, n)
}

// writeNew writes a file that isn't there yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// moveInto moves a path into a folder, under a name that is free there.
func moveInto(folder, path string) (string, error) {
	for n := 1; n < mostNames; n++ {
		to := filepath.Join(folder, numbered(filepath.Base(path), n))
		if _, err := os.Lstat(to); err == nil {
			continue
		}
		if err := os.Rename(path, to); err != nil {
			return "", fmt.Errorf("can't move %s to the bin: %w", path, err)
		}
		return to, nil
	}
	return "", fmt.Errorf("there is no free name for %s in the bin", filepath.Base(path))
}
