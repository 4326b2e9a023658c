package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/file/fault"
	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/torch/torchtest"
)

// contents are all files of a folder, without the lock of who writes.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		if e.Name() == file.LockFile || e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

// TestEveryCallOfWritingFails injects an error at every system call with which a run is written over an older one, one after the
// other: the folder holds the whole old run, or the new one where there was no error.
func TestEveryCallOfWritingFails(t *testing.T) {
	if _, err := os.Stat("/dev/shm"); err == nil {
		t.Setenv("TMPDIR", "/dev/shm") // where a sync costs nothing
	}
	root := filepath.Join(t.TempDir(), "faces")
	if err := sample.Write(t.Context(), root, 8, 4, 1, nil); err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Open(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "run")
	o := Options{Folder: folder, Recipe: recipes.Small, Epochs: 1, Seed: 1, Device: torchtest.Name, Threads: 1}
	held, err := claimFolder("", o)
	if err != nil {
		t.Fatal(err)
	}
	defer held.release()
	if err := drawSplit(d, o.Seed); err != nil {
		t.Fatal(err)
	}
	audited, err := audit.Quick(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := prepare(t.Context(), o, func(Event) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.release)
	f, err := makeRun(t.Context(), p, d, audited)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeRun(f); err != nil {
		t.Fatal(err)
	}
	for n := int64(1); failAt(t, f, n); n += 1 + n/20*3 { // the writing of the files one by one is like itself
		if n > 1000 {
			t.Fatal("no end of calls")
		}
	}
}

// failAt writes the run once more with an error at the n-th call, and tells whether there were so many.
func failAt(t *testing.T, f finished, n int64) bool {
	t.Helper()
	folder := f.plan.options.Folder
	before := contents(t, folder)
	f.made.Seconds += float64(n) // so that each is another run
	var calls atomic.Int64
	var failing atomic.Value
	restore := fault.Inject(func(call, path string) error {
		if calls.Add(1) == n {
			failing.Store(call + " " + path)
			return syscall.ENOSPC
		}
		return nil
	})
	err := writeRun(f)
	restore()
	after := contents(t, folder)
	same := fmt.Sprint(before) == fmt.Sprint(after)
	if err != nil && (!same || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "is full; free space there")) {
		t.Errorf("call %d, %v: %v; the old run is whole: %v", n, failing.Load(), err, same)
	}
	if err == nil && (same || len(after) != len(files)-2) { // nothing was left out, so that the list of that is missing, and it is finished
		t.Errorf("call %d, %v: no error, and the old run is still there: %v; %d files", n, failing.Load(), same, len(after))
	}
	file.Recover(folder, files)
	if entries, _ := os.ReadDir(filepath.Dir(folder)); len(entries) != 1 {
		t.Errorf("call %d, %v: left %v", n, failing.Load(), entries)
	}
	return calls.Load() >= n
}

// TestLeftOversAreCleaned: the next run takes away what killed ones left in its folder and beside it.
func TestLeftOversAreCleaned(t *testing.T) {
	parent := t.TempDir()
	folder := filepath.Join(parent, "run")
	for _, name := range []string{"run/.writing-12345/" + ModelFile, ".writing-run-678/" + ReportFile, "run/.report.json.ABCDEFGH.writing"} {
		at := filepath.Join(parent, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte("half"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Folder: folder, Recipe: recipes.Small, Epochs: 1}
	held, err := claimFolder("", o)
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(parent, "*", ".*")); len(left) != 1 || filepath.Base(left[0]) != file.LockFile {
		t.Errorf("left %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(parent, ".*")); len(left) != 0 {
		t.Errorf("left beside it %v", left)
	}
	if _, err := claimFolder("", o); !errors.Is(err, file.ErrHeld) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("a second training: %v", err)
	}
	held.release()
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm()&0o077 != 0 && len(contents(t, folder)) > 0 {
		t.Errorf("%v, %v", info, err)
	}
}
