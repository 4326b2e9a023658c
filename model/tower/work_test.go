package tower_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"siamface/model/cache"
	"siamface/model/recipes"
)

// bytesRead is how many bytes this process has read from files so far.
func bytesRead(t *testing.T) (n int64) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip("this system doesn't count what a process reads")
	}
	for line := range strings.Lines(string(text)) {
		if _, err := fmt.Sscanf(line, "rchar: %d", &n); err == nil {
			return n
		}
	}
	t.Fatalf("no count in %q", text)
	return 0
}

// TestEachFileIsReadOnce counts the bytes that are read, for its hash and its pixels together.
func TestEachFileIsReadOnce(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	const slack = 10_000 // what else goes on in the process
	for _, name := range []string{recipes.Small, recipes.PublishedResNet50} {
		paths := drawn(t, 8, 8) // of its own: files that were just read may still be in memory
		var bytes int64
		for _, p := range paths {
			info, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			bytes += info.Size()
		}
		net := opened(t, name, 1)
		before := bytesRead(t)
		features, failed, err := net.ExtractFeatures(t.Context(), paths, nil)
		read := bytesRead(t) - before
		if err != nil || len(failed) > 0 || read < bytes || read > bytes+slack {
			t.Errorf("%s: %d bytes were read of photos of %d (failed %v, %v)", name, read, bytes, failed, err)
		}
		if name == recipes.Small {
			continue
		}
		before = bytesRead(t)
		extracted(t, net, paths, 0)
		kept := int64(len(paths) * (32 + 1 + 4*features.Width))
		if read := bytesRead(t) - before; read > bytes+kept+slack {
			t.Errorf("again: %d bytes were read of photos of %d and features of %d", read, bytes, kept)
		}
	}
}

// TestKeptFeaturesTakeFewAllocations: a photo whose features are kept takes its file, its entry and little else, however many
// numbers they are.
func TestKeptFeaturesTakeFewAllocations(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	paths := drawn(t, 8, 8)
	net := opened(t, recipes.PublishedResNet50, 1)
	extracted(t, net, paths, 2)
	few := func(paths []string) float64 {
		return testing.AllocsPerRun(3, func() { extracted(t, net, paths, 0) })
	}
	const most = 50
	if each := (few(paths) - few(paths[:32])) / 32; each > most {
		t.Errorf("%.0f allocations a photo, at most %d", each, most)
	}
}
