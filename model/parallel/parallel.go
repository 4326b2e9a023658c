// Package parallel does many things of one kind at once.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each is By with as many workers as there are cores.
func Each(ctx context.Context, n int, do func(ctx context.Context, i int) error, progress func(done int)) error {
	return By(ctx, runtime.GOMAXPROCS(0), n, do, progress)
}

// By calls do(0) … do(n−1), begun in this order, on as many goroutines as workers. It stops when one fails or ctx ends, and returns why;
// a panic fails as a *Panic.
// progress, when given, is called with the number that are done: from one goroutine at a time, and not after By has returned.
func By(ctx context.Context, workers, n int, do func(ctx context.Context, i int) error, progress func(done int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		next    atomic.Int64
		counted sync.Mutex
		done    int
		all     sync.WaitGroup
	)
	count := func() {
		counted.Lock()
		defer counted.Unlock()
		done++
		progress(done)
	}
	work := func() error {
		stepAside(ctx)
		for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			if err := do(ctx, i); err != nil {
				return err
			}
			if progress != nil {
				count()
			}
		}
		return nil
	}
	for range min(n, workers) {
		all.Go(func() {
			if err := Catch(work); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// All is Each of things that don't fail and aren't stopped. A panic in one of them comes out of it, as a *Panic.
func All(n int, do func(i int)) {
	if err := Each(context.Background(), n, func(_ context.Context, i int) error { do(i); return nil }, nil); err != nil {
		panic(err)
	}
}
