package trash_test

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"siamface/model/trash"
)

func makeRun(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "model"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// infoOf reads a .trashinfo as the specification has it.
func infoOf(t *testing.T, path string) (from string, when time.Time) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != 3 || lines[0] != "[Trash Info]" || !strings.HasPrefix(lines[1], "Path=") || !strings.HasPrefix(lines[2], "DeletionDate=") {
		t.Fatalf("%q", lines)
	}
	from, err = url.PathUnescape(strings.TrimPrefix(lines[1], "Path="))
	if err != nil {
		t.Fatal(err)
	}
	when, err = time.ParseInLocation("2006-01-02T15:04:05", strings.TrimPrefix(lines[2], "DeletionDate="), time.Local)
	if err != nil {
		t.Fatal(err)
	}
	return from, when
}

// What is moved lies in the bin, whole, with the place that it came from, whatever its name; a second of the name is kept beside it.
func TestMoveToTheUsersBin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems have bins of other kinds")
	}
	data, root := t.TempDir(), t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	bin := filepath.Join(data, "Trash")
	for n, name := range []string{"run", "run", "2026-01-02 150405 名 100 % #1?", "run"} {
		path := filepath.Join(root, name)
		makeRun(t, path)
		if err := trash.Move(path); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there", name)
		}
		kept := map[int]string{0: "run", 1: "run.2", 2: name, 3: "run.3"}[n]
		if _, err := os.Stat(filepath.Join(bin, "files", kept, "model")); err != nil {
			t.Error(err)
		}
		from, when := infoOf(t, filepath.Join(bin, "info", kept+".trashinfo"))
		if from != path || when.IsZero() {
			t.Errorf("it came from %q, want %q", from, path)
		}
	}
}

// On another disk than the user's the bin is that disk's own, and the path is written below its top.
func TestMoveOnAnotherDisk(t *testing.T) {
	const other = "/dev/shm"
	root, err := os.MkdirTemp(other, "trash")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	bin := filepath.Join(other, ".Trash-"+strconv.Itoa(os.Getuid()))
	if _, err := os.Lstat(bin); err == nil {
		t.Skip("that disk has a bin already, which isn't touched")
	}
	t.Cleanup(func() { _ = os.RemoveAll(bin) })
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	path := filepath.Join(root, "a run")
	makeRun(t, path)
	if err := trash.Move(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(bin, "files", "a run", "model")); err != nil {
		t.Skip("both lie on one disk")
	}
	if from, _ := infoOf(t, filepath.Join(bin, "info", "a run.trashinfo")); from != filepath.Base(root)+"/a run" {
		t.Errorf("it came from %q", from)
	}
}

// What can't be moved stays where it is, and nothing is left in the bin.
func TestMoveFails(t *testing.T) {
	data, root := t.TempDir(), t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	if err := trash.Move(filepath.Join(root, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what isn't there: %v", err)
	}
	path := filepath.Join(root, "run")
	makeRun(t, path)
	if err := os.WriteFile(filepath.Join(data, "Trash"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := trash.Move(path); !errors.Is(err, trash.ErrNoBin) {
		t.Errorf("a bin that is a file: %v", err)
	}
	if _, err := os.Stat(filepath.Join(path, "model")); err != nil {
		t.Error(err)
	}
}
