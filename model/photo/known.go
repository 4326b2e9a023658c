package photo

import (
	"io/fs"
	"os"
	"sync"
	"time"
)

const (
	// mostSums is how many files' sums are remembered, mostHeld how many bytes of files are held, and largestHeld how many of one file.
	mostSums    = 100_000
	mostHeld    = 64 << 20
	largestHeld = mostHeld / 8
	// heldFor is how long files are held after the last one was read.
	heldFor = time.Minute
	// settled is how long ago a file must have changed to be remembered: a change just after this one may have the same time.
	settled = 2 * time.Second
)

// register remembers by path what photos' files hold and what their sums are, as long as the files stay as they are. So a photo is
// opened once and hashed once by all that ask for it, unless it is large, many others were read since, or its file has just changed.
type register struct {
	mu    sync.Mutex
	sums  map[string]knownSum
	files map[string]*File
	held  int64 // bytes of files
	rest  *time.Timer
}

// knownSum is a sum, of a file as it was then.
type knownSum struct {
	of  fs.FileInfo
	sum string
}

var known = &register{sums: map[string]knownSum{}, files: map[string]*File{}}

// keepSettled keeps what was told of a file that is about to be read; nil where a later change might not show in it.
func keepSettled(info fs.FileInfo) fs.FileInfo {
	if time.Since(info.ModTime()) < settled {
		return nil
	}
	return info
}

// isSame tells, without opening it, whether a file is as it was.
func isSame(was, is fs.FileInfo) bool {
	return os.SameFile(was, is) && was.Size() == is.Size() && was.ModTime().Equal(is.ModTime()) && was.Mode() == is.Mode()
}

// findFile is the file at path, if it is held and is as it was.
func (r *register) findFile(path string) *File {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.files[path]
	if f == nil {
		return nil
	}
	if is, err := os.Stat(path); err != nil || !isSame(f.info, is) {
		r.dropFile(path)
		return nil
	}
	return f
}

// keepFile holds a file that was just read.
func (r *register) keepFile(f *File) {
	if f.info == nil || len(f.Data) > largestHeld {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropFile(f.Path)
	r.files[f.Path] = f
	r.held += int64(len(f.Data))
	for path := range r.files { // whichever comes first: of a row that is read again and again, the oldest would all be gone each time
		if r.held <= mostHeld {
			break
		}
		r.dropFile(path)
	}
	if r.rest == nil {
		r.rest = time.AfterFunc(heldFor, r.dropAll)
	}
	r.rest.Reset(heldFor)
}

func (r *register) dropFile(path string) {
	if f := r.files[path]; f != nil {
		r.held -= int64(len(f.Data))
		delete(r.files, path)
	}
}

// Release lets go of the photos' files that are held in memory, at the end of a stage that read many. Their sums are remembered.
func Release() { known.dropAll() }

// dropAll lets go of all files; their sums stay.
func (r *register) dropAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.files)
	r.held = 0
}

// findSum is the sum of a file that is as it was; "" where it isn't known.
func (r *register) findSum(path string, is fs.FileInfo) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.sums[path]; ok && is != nil && isSame(k.of, is) {
		return k.sum
	}
	return ""
}

// keepSum remembers the sum of a file as it was before it was read.
func (r *register) keepSum(path string, was fs.FileInfo, sum string) {
	if was == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sums[path] = knownSum{was, sum}
	for path := range r.sums {
		if len(r.sums) <= mostSums {
			break
		}
		delete(r.sums, path)
	}
}
