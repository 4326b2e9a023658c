// Package parallel does many things of one kind at once.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do(0) … do(n−1), as many at once as there are cores, until one fails or ctx ends, and returns why it ended early.
// progress, when given, is called with the number that are done, from one goroutine at a time and not after Each has returned.
func Each(ctx context.Context, n int, do func(ctx context.Context, i int) error, progress func(done int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		next    atomic.Int64
		counted sync.Mutex
		done    int
		workers sync.WaitGroup
	)
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
				if progress == nil {
					continue
				}
				counted.Lock()
				done++
				progress(done)
				counted.Unlock()
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
