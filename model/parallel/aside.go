package parallel

import (
	"context"
	"runtime"
)

// asideKey marks a context whose work lets others go first.
type asideKey struct{}

// Aside is a context in which By and Each do their work aside: where the system knows priorities of threads (Linux does), others who want
// the processor go first, such as a window that is scrolled. It is for work that nobody waits for.
func Aside(ctx context.Context) context.Context { return context.WithValue(ctx, asideKey{}, true) }

// stepAside lowers the priority of the goroutine's thread where the context says so. The thread is the goroutine's alone from then on, and
// ends with it: a lowered priority can't be raised again.
func stepAside(ctx context.Context) {
	if ctx.Value(asideKey{}) != nil {
		runtime.LockOSThread()
		lowerPriority()
	}
}
