package cli_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"siamface/model/cache"
	"siamface/model/file/fault"
)

// TestEveryWriteFails injects an error at the system calls by which verbs write their files, one after the other: the verb fails in one
// sentence that says what to do, and what was there before is there, whole; or it did what was asked.
func TestEveryWriteFails(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	faces, run, model, _ := trainedRun(t)
	photo, dir := filepath.Join(faces, "d01", "1.pgm"), t.TempDir()
	for name, args := range map[string][]string{
		"histogram": {"histogram", run, "--out", filepath.Join(dir, "figure", "h.png"), "--force"},
		"embed":     {"embed", faces, "--model", model, "--out", filepath.Join(dir, "table", "e.npy"), "--force"},
		"report":    {"evaluate", faces, "--model", model, "--no-baseline", "--no-faces", "--report", filepath.Join(dir, "report"), "--force"},
		"forget":    {"forget", photo, "--run", filepath.Join(dir, "table")},
	} {
		out := filepath.Join(dir, map[string]string{"histogram": "figure", "embed": "table", "report": "report", "forget": "table"}[name])
		write(t, filepath.Join(out, "mine.txt"), "the user's")
		if name == "report" {
			out = filepath.Join(dir, "report2") // which holds nothing else
			args[7] = out
		}
		if name == "forget" {
			succeed(t, "embed", faces, "--model", model, "--out", filepath.Join(out, "e.npy"), "--force")
		} else {
			succeed(t, args...)
		}
		old := readAll(t, out)
		causes := []syscall.Errno{syscall.ENOSPC, syscall.EROFS, syscall.ENOENT}
		n, injected := 0, true
		for injected {
			if n++; name == "report" {
				n += 2 // it takes a while
			}
			count := 0
			restore := fault.Inject(func(string, string) error {
				if count++; count == n {
					return causes[n%len(causes)]
				}
				return nil
			})
			o := quiet(call(t, args...))
			restore()
			injected = count >= n
			_ = os.Remove(filepath.Join(out, "e.npy.partial")) // what embed keeps of unfinished work
			now := readAll(t, out)
			lines := strings.Split(strings.TrimSpace(o.stderr), "\n")
			last := lines[len(lines)-1]
			same := maps.EqualFunc(old, now, bytes.Equal)
			switch {
			case o.code == 0 && len(now) != len(old):
				t.Errorf("%s, call %d: it was done, and left %d files of %d", name, n, len(now), len(old))
			case o.code == 0:
				old = now // a report says when it was made
			case o.code != 1 || !same:
				t.Errorf("%s, call %d: exit %d, the files stayed: %v, %q", name, n, o.code, same, last)
			case !strings.HasPrefix(last, "siamface: ") || !strings.Contains(last, "can't write") || strings.Contains(last, ".writing"):
				t.Errorf("%s, call %d: %q", name, n, last)
			}
		}
		if n < 5 {
			t.Errorf("%s: only %d calls", name, n)
		}
		t.Logf("%s: %d calls", name, n)
	}
}
