package process

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPercentFor(t *testing.T) {
	for used, want := range map[uint64]int{0: 1000, 1 << 20: 1000, 32 << 20: 100, 64 << 20: 50, 320 << 20: 10, 4 << 30: 6} {
		if got := percentFor(used); got < want || got > want+1 {
			t.Errorf("of %d bytes in use %d %% are waited for, want %d", used, got, want)
		}
	}
}

// TestCollectionFollowsWhatIsInUse goes from a little in use to much and back: the percentage follows.
func TestCollectionFollowsWhatIsInUse(t *testing.T) {
	if os.Getenv("GOGC") != "" {
		t.Skip("GOGC is set, which is left alone")
	}
	reaches := func(name string, fits func(percent int) bool) {
		t.Helper()
		var percent int
		for range 200 {
			runtime.GC()
			time.Sleep(time.Millisecond) // what follows a collection runs beside the program
			percent = debug.SetGCPercent(-1)
			debug.SetGCPercent(percent)
			if fits(percent) {
				return
			}
		}
		t.Errorf("with %s in use %d %% are waited for", name, percent)
	}
	reaches("little", func(percent int) bool { return percent > 200 })
	much := make([]byte, 640<<20)
	reaches("much", func(percent int) bool { return percent == leastPercent })
	runtime.KeepAlive(much)
	much = nil
	reaches("little again", func(percent int) bool { return percent > 200 })
}
