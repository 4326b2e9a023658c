package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/crash"
	"siamface/app/remembered"
)

// Logs of faults that name somebody go, and so does a person's folder among those that the window opened last.
func TestForgetReachesLogsAndRecentFolders(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	faces := draw(t, 2, 2, 1)
	if err := os.Rename(filepath.Join(faces, "d01"), filepath.Join(faces, who)); err != nil {
		t.Fatal(err)
	}
	own := write(t, filepath.Join(crash.Folder(), "told-1.log"), "panic while reading "+filepath.Join(faces, who, "1.pgm"))
	others := write(t, filepath.Join(crash.Folder(), "told-2.log"), "panic while reading "+filepath.Join(faces, other, "1.pgm"))
	settings := write(t, remembered.File(), `{"recent folders":["`+filepath.Join(faces, who)+`","`+faces+`"],"theme":"dark"}`)
	if err := remembered.Secure(settings); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dry  []string
		gone bool
	}{{[]string{"--dry-run"}, false}, {nil, true}} {
		o := succeed(t, append([]string{"forget", filepath.Join(faces, who)}, c.dry...)...)
		if !strings.Contains(o.stdout, own+": the whole log of a fault") || strings.Contains(o.stdout, others) ||
			!strings.Contains(o.stdout, "1 entry of the list of folders that the window opened last") {
			t.Errorf("said %q", o.stdout)
		}
		if _, err := os.Stat(own); (err != nil) != c.gone {
			t.Errorf("%v: the log: %v", c.dry, err)
		}
		for _, path := range remembered.Files() {
			if holds := read(t, path); strings.Contains(holds, who) == c.gone || !strings.Contains(holds, `"dark"`) {
				t.Errorf("%v: %s: %s", c.dry, path, holds)
			}
		}
		read(t, others)
	}
}

// Where nothing can be kept, every verb works, and it is said once.
func TestNoCaches(t *testing.T) {
	withNetworks(t)
	t.Setenv("SIAMFACE_CACHE", "/proc/1/none")
	photos := filepath.Dir(realPhoto(t, "people", "rose-leslie", "1.jpg"))
	faces := filepath.Dir(photos)
	out := filepath.Join(t.TempDir(), "e.csv")
	for _, args := range [][]string{{"group", photos}, {"embed", faces, "--out", out}, {"evaluate", faces, "--recipe", "face", "--split", "all", "--no-baseline"}} {
		if o := succeed(t, args...); strings.Count(o.stderr, "Nothing is kept for the next time: caches can't be written in /proc/1/none") != 1 {
			t.Errorf("%s says %q", args[0], o.stderr)
		}
	}
	t.Setenv("SIAMFACE_CACHE", "off")
	if o := succeed(t, "group", photos); strings.Contains(o.stderr, "Nothing is kept") {
		t.Errorf("with caches off it says %q", o.stderr)
	}
}
