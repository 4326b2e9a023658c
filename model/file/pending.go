package file

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"siamface/model/file/fault"
)

// pendingEnd is what the temporary names end in.
const pendingEnd = ".writing"

// longestBase keeps a temporary name within what file systems take, 255 bytes.
const longestBase = 200

// pending is a file that takes the place of the one at path once it is whole.
type pending struct {
	file *os.File
	path string
	done bool
	old  string // the name under which the old file is kept meanwhile
}

// newPending makes the file, with mode perm before the umask.
func newPending(path string, perm os.FileMode) (*pending, error) {
	for {
		name := temporaryName(path)
		var f *os.File
		err := fault.Attempt("create", name, func() (err error) {
			f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
			return err
		})
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &pending{file: f, path: path}, nil
	}
}

// temporaryName is a name for a file beside the one at path.
func temporaryName(path string) string {
	return filepath.Join(filepath.Dir(path), pendingStart(path)+rand.Text()[:8]+pendingEnd)
}

// pendingStart is what the temporary names of a file begin with.
func pendingStart(path string) string {
	base := filepath.Base(path)
	return "." + base[:min(len(base), longestBase)] + "."
}

func (p *pending) Write(data []byte) (n int, err error) {
	err = fault.Attempt("write", p.file.Name(), func() error {
		n, err = p.file.Write(data)
		return err
	})
	return n, err
}

// finish syncs and closes the file.
func (p *pending) finish() error {
	if err := fault.Attempt("sync", p.file.Name(), p.file.Sync); err != nil {
		return err
	}
	return fault.Attempt("close", p.file.Name(), p.file.Close)
}

// replace finishes the file and gives it its name.
func (p *pending) replace() error {
	if err := p.finish(); err != nil {
		return err
	}
	if err := rename(p.file.Name(), p.path); err != nil {
		return err
	}
	p.done = true
	return nil
}

// cleanUp removes what has not taken its place. What can't be removed stays, for CleanUp.
func (p *pending) cleanUp() {
	if !p.done {
		_ = p.file.Close() // it may be closed already
		_ = remove(p.file.Name())
	}
}

// CleanUp removes what writers of the file at path that were killed have left. Nobody may be writing it (see Hold).
func CleanUp(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		middle, ours := strings.CutPrefix(e.Name(), pendingStart(path))
		if middle, ours2 := strings.CutSuffix(middle, pendingEnd); ours && ours2 && len(middle) == 8 && e.Type().IsRegular() {
			_ = remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}
