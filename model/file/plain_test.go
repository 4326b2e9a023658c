package file_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"siamface/model/file"
)

func TestPlain(t *testing.T) {
	missing := &fs.PathError{Op: "stat", Path: "a/b.csv", Err: syscall.ENOENT}
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{missing, "a/b.csv: no such file"},
		{fmt.Errorf("can't open a/b.csv: %w", missing), "can't open a/b.csv: no such file"},
		{fmt.Errorf("can't open it: %w; try another", missing), "can't open it: a/b.csv: no such file; try another"},
		{fmt.Errorf("r: %w", &fs.PathError{Op: "mkdir", Path: "r", Err: syscall.ENOTDIR}), "r: a part of the path is a file, no folder"},
		{errors.Join(errors.New("first"), &os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.EXDEV}), "first\ny: it lies on another disk"},
		{fmt.Errorf("two: %w, %w", syscall.ENOSPC, syscall.EACCES), "two: the disk is full, no permission"},
		{fmt.Errorf("the folder a isn't there (%w).", missing), "the folder a isn't there."},
		{os.NewSyscallError("openat", syscall.ELOOP), "a link that leads to itself"},
		{file.Explain("in words of our own", missing), "in words of our own"},
		{errors.New("no call of the system's"), "no call of the system's"},
		{&fs.PathError{Op: "open", Path: "p", Err: errors.New("something else")}, "p: something else"},
	} {
		if got := file.Plain(c.err); got != c.want {
			t.Errorf("%v is said as %q, not %q", c.err, got, c.want)
		}
	}
	_, err := os.ReadDir(filepath.Join(t.TempDir(), "gone"))
	if got := file.Plain(err); !strings.HasSuffix(got, "gone: no such file") || strings.HasPrefix(got, "open") {
		t.Errorf("of a real call: %q", got)
	}
	if err := file.Explain("no such list", missing); !errors.Is(err, fs.ErrNotExist) || err.Error() != "no such list" {
		t.Errorf("%v, whose cause is %v", err, errors.Unwrap(err))
	}
}
