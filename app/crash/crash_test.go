package crash_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/crash"
	"siamface/model/parallel"
)

// inHome puts the logs of a test aside.
func inHome(t *testing.T) string {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	return crash.Folder()
}

// fall panics.
func fall() { panic(fs.ErrNotExist) }

func TestLog(t *testing.T) {
	dir := inHome(t)
	err := crash.Explain(parallel.Catch(func() error { fall(); return nil }))
	sentence, path, found := strings.Cut(err.Error(), "; what is known of it is in ")
	if !found || sentence != "something unexpected went wrong: file does not exist" || filepath.Dir(path) != dir || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	text, readErr := os.ReadFile(path)
	if readErr != nil || !strings.Contains(string(text), "crash_test.fall") || !strings.HasPrefix(string(text), "siamface ") {
		t.Errorf("%s, %v", text, readErr)
	}
	for file, want := range map[string]os.FileMode{path: 0o600, dir: 0o700} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	if again := crash.Explain(err); again.Error() != err.Error() {
		t.Errorf("it was logged twice: %v", again)
	}
	if plain := crash.Explain(fs.ErrExist); plain != fs.ErrExist {
		t.Errorf("an error became %v", plain)
	}
	if last := crash.Last(); last != "" {
		t.Errorf("%s was told already", last)
	}
}

func TestNoPlaceForALog(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "/dev/null/none")
	t.Setenv("TMPDIR", "/dev/null/none")
	err := crash.Explain(parallel.Catch(func() error { fall(); return nil }))
	if err.Error() != "something unexpected went wrong: file does not exist" {
		t.Errorf("%v", err)
	}
	crash.Start().End()
}

// TestWhatCantBeRecovered runs this test's own program, which ends badly on a goroutine that nobody guards.
func TestWhatCantBeRecovered(t *testing.T) {
	if os.Getenv("END_BADLY") != "" {
		crash.Start()
		go fall()
		select {}
	}
	dir := inHome(t)
	watch := crash.Start()
	if logs, _ := filepath.Glob(filepath.Join(dir, "*.log")); len(logs) != 1 {
		t.Errorf("%q", logs)
	}
	watch.End()
	if last := crash.Last(); last != "" {
		t.Errorf("a good end left %s", last)
	}
	if logs, _ := filepath.Glob(filepath.Join(dir, "*.log")); len(logs) != 0 {
		t.Errorf("a good end left %q", logs)
	}
	for range 25 {
		self := exec.Command(os.Args[0], "-test.run=^TestWhatCantBeRecovered$")
		self.Env = append(os.Environ(), "END_BADLY=1")
		if out, err := self.CombinedOutput(); err == nil || !strings.Contains(string(out), "panic: file does not exist") {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	last := crash.Last()
	text, err := os.ReadFile(last)
	if err != nil || !strings.Contains(string(text), "crash_test.fall") {
		t.Errorf("%s: %s, %v", last, text, err)
	}
	if info, err := os.Stat(last); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if again := crash.Last(); again != "" {
		t.Errorf("%s is told twice", again)
	}
	if logs, _ := filepath.Glob(filepath.Join(dir, "*.log")); len(logs) > 20 {
		t.Errorf("%d logs were kept", len(logs))
	}
}
