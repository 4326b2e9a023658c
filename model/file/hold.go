package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"siamface/model/spelling"
)

// LockFile is the name of the file, in a folder that somebody writes, that says who does.
const LockFile = ".lock"

// ErrHeld is beneath the error for what somebody else is writing.
var ErrHeld = errors.New("is being written by somebody else")

// Held is what one writer has for himself. The system ends it with the process, however that ends.
type Held struct {
	file *os.File
	path string
}

// holder is who writes, as the lock file says.
type holder struct {
	Process int    `json:"process"`
	Host    string `json:"host"`
	Work    string `json:"work"`
	Since   string `json:"since"`
}

// mostHolder bounds what is read of a lock file.
const mostHolder = 4096

// HoldFolder holds a folder that is there, for the work named; a second caller's error says who holds it (ErrHeld).
func HoldFolder(path, work string) (*Held, error) {
	return hold(path, filepath.Join(path, LockFile), work)
}

// Hold is HoldFolder for a file, which needn't be there; its folder must.
func Hold(path, work string) (*Held, error) {
	base := filepath.Base(path)
	return hold(path, filepath.Join(filepath.Dir(path), "."+base[:min(len(base), longestBase)]+LockFile), work)
}

func hold(what, lock, work string) (*Held, error) {
	for {
		f, err := os.OpenFile(lock, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, failedHold(what, lock, err)
		}
		err = lockFile(f)
		if errors.Is(err, errLocked) {
			defer f.Close()
			return nil, fmt.Errorf("%s %w: %s; wait until it is done, or write elsewhere", spelling.Show(what), ErrHeld, readHolder(f))
		}
		// On a file system that knows no locks, work goes on without one.
		if err == nil && !isAt(f, lock) { // its holder took the file away meanwhile
			_ = f.Close()
			continue
		}
		h := &Held{file: f, path: lock}
		h.sign(work)
		return h, nil
	}
}

// failedHold says that nothing can be written to what somebody wants to hold: of the file that would say so nobody wants to know.
func failedHold(what, lock string, err error) error {
	what, err = spelling.Show(what), cause(err)
	text := fmt.Sprintf("can't write to %s: %v", what, err)
	if advice := advise(lock, err); advice != "" {
		text = fmt.Sprintf("can't write to %s: %s (%v)", what, advice, err)
	}
	return &writeError{text, err}
}

// isAt tells whether an open file still has its name.
func isAt(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(mine, there)
}

// sign writes who holds. That it can't be written only makes the second caller's error say less.
func (h *Held) sign(work string) {
	host, _ := os.Hostname()
	text, err := json.Marshal(holder{os.Getpid(), host, work, time.Now().Format("2006-01-02 15:04:05")})
	if err == nil && h.file.Truncate(0) == nil {
		_, _ = h.file.WriteAt(append(text, '\n'), 0)
	}
}

// readHolder says who holds, as far as the lock file tells.
func readHolder(f *os.File) string {
	var who holder
	text, _ := io.ReadAll(io.NewSectionReader(f, 0, mostHolder))
	if json.Unmarshal(text, &who) != nil || who.Process == 0 {
		return "another process"
	}
	return fmt.Sprintf("process %d on %s, %s, since %s", who.Process, spelling.Show(who.Host), spelling.Show(who.Work), spelling.Show(who.Since))
}

// Release lets others write. It may be called twice, and on nil.
func (h *Held) Release() {
	if h == nil || h.file == nil {
		return
	}
	if isAt(h.file, h.path) {
		_ = os.Remove(h.path)
	}
	_ = h.file.Close()
	if runtime.GOOS == "windows" { // which removes no open file
		_ = os.Remove(h.path)
	}
	h.file = nil
}
