package file

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Part is one of some files that are written together.
type Part struct {
	Path  string
	Write func(io.Writer) error
}

// WriteTogether is Write for files that belong together: all of them are made or replaced, or none. They stand in one folder.
func WriteTogether(perm os.FileMode, parts ...Part) error {
	var all []*pending
	defer func() {
		for _, p := range all {
			p.cleanUp()
		}
	}()
	for _, part := range parts {
		p, err := newPending(part.Path, perm)
		if err != nil {
			return failed(part.Path, err)
		}
		all = append(all, p)
		buffered := bufio.NewWriterSize(p, 1<<16)
		if err := errors.Join(part.Write(buffered), buffered.Flush()); err != nil {
			return failed(part.Path, err)
		}
		if err := p.finish(); err != nil {
			return failed(part.Path, err)
		}
	}
	for i, p := range all {
		if err := p.place(i < len(all)-1); err != nil {
			for _, placed := range all[:i] {
				err = errors.Join(err, placed.putBack())
			}
			return failed(p.path, err)
		}
	}
	for _, p := range all {
		p.dropOld()
	}
	SyncFolder(filepath.Dir(parts[0].Path))
	return nil
}

// place gives the file its name; with keep, a second name of the old file is kept for putBack.
func (p *pending) place(keep bool) error {
	if keep {
		old := temporaryName(p.path)
		err := link(p.path, old)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			err = copyFile(p.path, old) // on file systems without second names
		}
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil {
			p.old = old
		}
	}
	if err := rename(p.file.Name(), p.path); err != nil {
		p.dropOld()
		return err
	}
	p.done = true
	return nil
}

// putBack gives the old file its name again.
func (p *pending) putBack() error {
	if p.old == "" {
		return again(func() error { return remove(p.path) })
	}
	old := p.old
	p.old = ""
	return again(func() error { return rename(old, p.path) })
}

// dropOld takes the old file away.
func (p *pending) dropOld() {
	if p.old != "" {
		_ = again(func() error { return remove(p.old) })
		p.old = ""
	}
}
