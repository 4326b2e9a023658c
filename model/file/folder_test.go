package file_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"siamface/model/file"
	"siamface/model/file/fault"
)

// names are a run's, as it were; c is only in the old one, d only in the new one, model comes last.
var names = []string{"a", "b", "c", "d", "model"}

// content is what the files hold, or nothing where it isn't there.
func content(which string) map[string]string {
	files := map[string]string{"a": which + " a", "b": which + " b", "model": which + " model"}
	if which == "old" {
		files["c"] = "old c"
	} else {
		files["d"] = "new d"
	}
	return files
}

func fill(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// users are what a user keeps beside a run.
var users = map[string]string{"notes.txt": "mine", "more/deep.txt": "mine too"}

// replace writes the new files in the place of the old ones.
func replace(target string) error {
	f, err := file.NewFolder(target, names)
	if err != nil {
		return err
	}
	defer f.Discard()
	for name, text := range content("new") {
		if err := file.WriteBytes(f.Path(name), 0o600, []byte(text)); err != nil {
			return err
		}
	}
	return f.Commit()
}

// state says which run a folder holds, whole, with what the user keeps beside it.
func state(t *testing.T, target string, withUsers bool) string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(target, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if e != nil && strings.HasPrefix(e.Name(), ".writing-") {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(target, path)
		found[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(found, file.LockFile)
	for name, text := range users {
		if withUsers && found[filepath.FromSlash(name)] != text {
			return fmt.Sprintf("lost the user's %s: %v", name, found)
		}
		delete(found, filepath.FromSlash(name))
	}
	for _, which := range []string{"old", "new"} {
		if fmt.Sprint(found) == fmt.Sprint(content(which)) {
			return which
		}
	}
	return fmt.Sprintf("neither: %v", found)
}

// leftOvers are the temporary names in a folder and in the one above.
func leftOvers(t *testing.T, target string) (names []string) {
	t.Helper()
	for _, folder := range []string{target, filepath.Dir(target)} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(e.Name(), ".writing") {
				names = append(names, e.Name())
			}
		}
	}
	return names
}

// ways are how files may take their places, by the calls that fail always.
var ways = map[string]func(call, path string) error{
	"exchanged": func(string, string) error { return nil },
	"one by one": func(call, _ string) error {
		if call == "exchange" {
			return file.ErrCantExchange
		}
		return nil
	},
	"without links": func(call, _ string) error {
		if call == "link" {
			return syscall.EPERM
		}
		return nil
	},
	"inside the folder": func(call, path string) error {
		if call == "mkdir" && strings.Contains(filepath.Base(path), ".writing-run-") {
			return syscall.EACCES
		}
		return nil
	},
}

func TestFolderIsReplacedWhole(t *testing.T) {
	for way, always := range ways {
		target := filepath.Join(t.TempDir(), "run")
		fill(t, target, content("old"))
		fill(t, target, users)
		restore := fault.Inject(always)
		err := replace(target)
		restore()
		if got := state(t, target, true); err != nil || got != "new" {
			t.Errorf("%s: %s, %v", way, got, err)
		}
		if left := leftOvers(t, target); len(left) > 0 {
			t.Errorf("%s: left %q", way, left)
		}
	}
}

func TestFolderIsMade(t *testing.T) {
	target := filepath.Join(t.TempDir(), "run")
	if err := replace(target); err != nil || state(t, target, false) != "new" {
		t.Fatal(err)
	}
	if info, _ := os.Stat(target); info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v: others can look into it", info.Mode())
	}
	if err := os.Chmod(target, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := replace(target); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(target); info.Mode().Perm() != 0o750 {
		t.Errorf("mode %v, not the user's own", info.Mode())
	}
}

// TestEveryCallFails injects an error at every system call of the writing, one after the other: the folder then holds a whole run,
// old or new, and an error is given where it holds the old one. The same from every call on: that is a process that was killed, or
// a disk that died, after which Recover finds a whole run.
func TestEveryCallFails(t *testing.T) {
	if _, err := os.Stat("/dev/shm"); err == nil {
		t.Setenv("TMPDIR", "/dev/shm") // where a sync costs nothing
	}
	causes := []error{syscall.ENOSPC, syscall.EIO, syscall.EPERM, syscall.EROFS}
	for way, always := range ways {
		for _, persists := range []bool{false, true} {
			for _, cause := range causes {
				n := 1
				for ; injectAt(t, way, always, n, persists, cause); n++ {
				}
				if n < 20 {
					t.Errorf("%s: only %d calls", way, n-1)
				}
			}
		}
	}
}

// injectAt fails the n-th call, or all from it on, and tells whether there were so many.
func injectAt(t *testing.T, way string, always func(call, path string) error, n int, persists bool, cause error) bool {
	t.Helper()
	parent := t.TempDir()
	target := filepath.Join(parent, "run")
	fill(t, target, content("old"))
	fill(t, target, users)
	calls, failing := 0, ""
	restore := fault.Inject(func(call, path string) error {
		if err := always(call, path); err != nil {
			return err
		}
		if calls++; calls == n || persists && calls > n {
			failing = call + " " + path
			return cause
		}
		return nil
	})
	err := replace(target)
	restore()
	where := fmt.Sprintf("%s, %v at call %d (%s), persists: %v", way, cause, n, failing, persists)
	got := state(t, target, !persists)
	switch {
	case persists: // whole after Recover
	case got != "old" && got != "new":
		t.Errorf("%s: %s", where, got)
	case got == "old" && err == nil:
		t.Errorf("%s: no error, and yet the old run", where)
	case err != nil && strings.Contains(err.Error(), ".writing-"):
		t.Errorf("%s: %v names what nobody knows", where, err)
	case err != nil && !errors.Is(err, cause):
		t.Errorf("%s: %v doesn't carry its cause", where, err)
	}
	file.Recover(target, names)
	if got := state(t, target, true); got != "old" && got != "new" || got == "old" && err == nil {
		t.Errorf("%s, recovered: %s (%v)", where, got, err)
	}
	if left := leftOvers(t, target); len(left) > 0 {
		t.Errorf("%s: left %q", where, left)
	}
	return calls >= n
}

// TestEveryCallOfAFileFails: the old file or the new one, whole, and a sentence that says what to do.
func TestEveryCallOfAFileFails(t *testing.T) {
	for cause, says := range map[error]string{
		syscall.ENOSPC: "is full; free space there", syscall.EROFS: "can only be read", syscall.EDQUOT: "used up", syscall.EACCES: "no permission",
		syscall.ENOENT: "isn't there", syscall.EIO: "input/output error",
	} {
		for n, more := 1, true; more; n++ {
			dir := t.TempDir()
			path := filepath.Join(dir, "e\x1b.csv")
			if err := file.WriteBytes(path, 0o600, []byte("old")); err != nil {
				t.Fatal(err)
			}
			calls, failing := 0, ""
			restore := fault.Inject(func(call, path string) error {
				if calls++; calls == n {
					failing = call
					return cause
				}
				return nil
			})
			err := file.Write(path, 0o600, func(w io.Writer) error {
				_, err := io.WriteString(w, strings.Repeat("new", 50_000)) // more than a buffer
				return err
			})
			restore()
			more = calls >= n
			got, _ := os.ReadFile(path)
			switch text := string(got); {
			case err == nil && (!strings.HasPrefix(text, "new") || len(text) != 150_000):
				t.Errorf("%v at %s: no error, and %d bytes", cause, failing, len(text))
			case err != nil && text != "old":
				t.Errorf("%v at %s: the old file became %d bytes", cause, failing, len(text))
			case err != nil && (!errors.Is(err, cause) || !strings.Contains(err.Error(), says) || strings.ContainsAny(err.Error(), "\n\x1b")):
				t.Errorf("%v at %s: %q", cause, failing, err)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 1 {
				t.Errorf("%v at %s: left %v", cause, failing, entries)
			}
		}
	}
}

// TestCleanUp takes away what a killed writer left, and nothing else.
func TestCleanUp(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]string{".e.csv.ABCDEFGH.writing": "", ".e.csv.ABC.writing": "", ".x.csv.ABCDEFGH.writing": "", "e.csv": "", ".e.csv": ""})
	file.CleanUp(filepath.Join(dir, "e.csv"))
	var left []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{".e.csv", ".e.csv.ABC.writing", ".x.csv.ABCDEFGH.writing", "e.csv"}; !slices.Equal(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}

// TestRecoverLeavesOthersAlone: folders of other runs, and links, are none of a run's.
func TestRecoverLeavesOthersAlone(t *testing.T) {
	parent := t.TempDir()
	target := filepath.Join(parent, "run")
	fill(t, parent, map[string]string{
		"run/model": "old model", "run/.writing-123/model": "half", ".writing-run-456/a": "half", ".writing-run-1-789/a": "another run's",
		".writing-run-x/a": "nobody's", "elsewhere/a": "the user's",
	})
	if err := os.Symlink(filepath.Join(parent, "elsewhere"), filepath.Join(target, ".writing-9")); err != nil {
		t.Skip("no links here:", err)
	}
	file.Recover(target, names)
	for path, there := range map[string]bool{
		"run/model": true, "run/.writing-123": false, ".writing-run-456": false, ".writing-run-1-789/a": true, ".writing-run-x/a": true, "elsewhere/a": true,
	} {
		if _, err := os.Stat(filepath.Join(parent, path)); (err == nil) != there {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestWhereSomebodyWorksFilesAreReplacedOneByOne: whoever stands in the folder is in the new one afterwards.
func TestWhereSomebodyWorksFilesAreReplacedOneByOne(t *testing.T) {
	target := filepath.Join(t.TempDir(), "run")
	fill(t, target, content("old"))
	t.Chdir(target)
	if err := replace("."); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile("model"); err != nil || string(data) != "new model" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	first, err := file.HoldFolder(dir, "train")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = file.HoldFolder(dir, "train again")
		want := fmt.Sprintf("process %d", os.Getpid())
		if !errors.Is(err, file.ErrHeld) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), ", train, since") {
			t.Fatalf("a second writer: %v", err)
		}
	}
	fill(t, dir, content("old"))
	if err := replace(dir); err != nil { // the lock goes over into the new folder
		t.Fatal(err)
	}
	if _, err = file.HoldFolder(dir, "train again"); !errors.Is(err, file.ErrHeld) {
		t.Fatalf("after the folder was replaced: %v", err)
	}
	first.Release()
	first.Release()
	if entries, _ := os.ReadDir(dir); len(entries) != len(content("new")) {
		t.Errorf("left %v", entries)
	}
	path := filepath.Join(dir, "e.csv")
	a, err := file.Hold(path, "embed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Hold(path, "embed"); !errors.Is(err, file.ErrHeld) || !strings.Contains(err.Error(), "e.csv") {
		t.Errorf("%v", err)
	}
	a.Release()
	b, err := file.Hold(path, "embed")
	if err != nil {
		t.Errorf("after it was released: %v", err)
	}
	b.Release()
	if err := os.WriteFile(filepath.Join(dir, file.LockFile), []byte("\x1b garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := file.HoldFolder(dir, "train") // a lock file that nobody locks is left of one who was killed
	if err != nil {
		t.Errorf("left over: %v", err)
	}
	c.Release()
}

// TestWhatCantBeHeldIsNamed: an error names what somebody wanted to write, not the file that says who writes.
func TestWhatCantBeHeldIsNamed(t *testing.T) {
	dir := t.TempDir()
	gone := filepath.Join(dir, "gone")
	for what, hold := range map[string]func() (*file.Held, error){
		gone:                            func() (*file.Held, error) { return file.HoldFolder(gone, "a training") },
		filepath.Join(gone, "list.csv"): func() (*file.Held, error) { return file.Hold(filepath.Join(gone, "list.csv"), "embed") },
	} {
		_, err := hold()
		if err == nil || !strings.HasPrefix(err.Error(), "can't write to "+what+": the folder "+gone+" isn't there") || strings.Contains(err.Error(), ".lock") {
			t.Errorf("%v", err)
		}
	}
}
