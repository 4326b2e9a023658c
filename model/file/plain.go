package file

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Plain is what an error says, with the system's own words put in plain ones: "can't open a.csv: stat a.csv: no such file or
// directory" becomes "can't open a.csv: no such file". The path stands in it once.
func Plain(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	for _, raw := range listSystemErrors(err, nil) {
		before, after, found := strings.Cut(text, raw.text)
		if !found {
			continue // somebody put it in words already
		}
		words := describeCause(raw.cause)
		if strings.HasSuffix(before, " (") && strings.HasPrefix(after, ")") { // behind a sentence that says what it means
			text = strings.TrimSuffix(before, " (") + strings.TrimPrefix(after, ")")
			continue
		}
		if raw.path != "" && !strings.Contains(before+after, raw.path) {
			words = raw.path + ": " + words
		}
		text = before + words + after
	}
	return text
}

// Explain is an error that says a sentence of its own; errors.Is and errors.As find its cause.
func Explain(sentence string, cause error) error { return &explained{sentence, cause} }

type explained struct {
	text string
	err  error
}

func (e *explained) Error() string { return e.text }

func (e *explained) Unwrap() error { return e.err }

// systemError is what the system said of a path, "" where it named none.
type systemError struct {
	text, path string
	cause      error
}

// listSystemErrors finds those beneath an error, the outer ones first.
func listSystemErrors(err error, found []systemError) []systemError {
	switch e := err.(type) {
	case *fs.PathError:
		return append(found, systemError{e.Error(), e.Path, e.Err})
	case *os.LinkError:
		return append(found, systemError{e.Error(), e.New, e.Err})
	case *os.SyscallError:
		return append(found, systemError{e.Error(), "", e.Err})
	case syscall.Errno:
		return append(found, systemError{e.Error(), "", e})
	case interface{ Unwrap() []error }:
		for _, below := range e.Unwrap() {
			found = listSystemErrors(below, found)
		}
		return found
	}
	if below := errors.Unwrap(err); below != nil {
		return listSystemErrors(below, found)
	}
	return found
}

// describeCause puts what the system answers in words.
func describeCause(err error) string {
	if isOverQuota(err) {
		return "your share of the disk is used up"
	}
	for _, c := range []struct {
		err   error
		words string
	}{
		{fs.ErrNotExist, "no such file"},
		{fs.ErrPermission, "no permission"},
		{syscall.EISDIR, "it is a folder"},
		{syscall.ENOTDIR, "a part of the path is a file, no folder"},
		{syscall.ENOTEMPTY, "something is in it"}, // before the next, which it counts as too
		{fs.ErrExist, "it is there already"},
		{syscall.ENOSPC, "the disk is full"},
		{syscall.EROFS, "the disk can only be read"},
		{syscall.EIO, "the disk doesn't answer as it should"},
		{syscall.ENAMETOOLONG, "the name is too long"},
		{syscall.ELOOP, "a link that leads to itself"},
		{syscall.EMFILE, "too many files are open"},
		{syscall.ENFILE, "too many files are open"},
		{syscall.EXDEV, "it lies on another disk"},
	} {
		if errors.Is(err, c.err) {
			return c.words
		}
	}
	return err.Error()
}
