package torch

// void siamface_set_threads(int n);
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// MostThreads is how many threads one operation may be given: as many as no machine's memory and scheduler suffer from.
const MostThreads = 256

// SetThreads sets the number of threads that one operation may use, from 1 to MostThreads; with one, results don't depend on the machine's load.
// It is called on libtorch's thread.
func SetThreads(n int) { C.siamface_set_threads(C.int(min(max(1, n), MostThreads))) }

// threads is what UseThreads was told: 0 is libtorch's choice.
var threads struct {
	sync.Mutex
	wanted int
	begun  bool // whether libtorch is loaded
}

// UseThreads is SetThreads for any goroutine, with 0 for as many as there are cores. It doesn't load libtorch for that: where it isn't
// loaded yet, the number holds from then on.
func UseThreads(ctx context.Context, n int) error {
	threads.Lock()
	threads.wanted = max(0, n)
	begun := threads.begun
	threads.Unlock()
	if !begun {
		return nil
	}
	return Do(ctx, func() error {
		if n <= 0 {
			n = runtime.NumCPU()
		}
		SetThreads(n)
		return nil
	})
}

// beginThreads sets what was wanted before there was a libtorch.
func beginThreads() {
	threads.Lock()
	defer threads.Unlock()
	threads.begun = true
	if threads.wanted > 0 {
		SetThreads(threads.wanted)
	}
}
