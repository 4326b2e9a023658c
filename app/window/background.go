package window

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"siamface/app/crash"
	"siamface/model/parallel"
)

// runInBackground does work off Fyne's goroutine and hands what came of it to done, on it.
func runInBackground[T any](work func() (T, error), done func(T, error)) {
	atWork.Go(func() {
		var v T
		err := parallel.Catch(func() (err error) {
			v, err = work()
			return err
		})
		_, panicked := errors.AsType[*parallel.Panic](err)
		err = crash.Explain(err)
		draw(func() {
			done(v, err)
			if panicked {
				reportPanic(err)
			}
		})
	})
}

// startWork does work in the background that reports how far it is and can be cancelled.
func startWork[T any](work func(ctx context.Context, report *coalescer) (T, error), done func(T, error)) context.CancelFunc {
	ctx, cancel := context.WithCancel(context.Background())
	report := &coalescer{}
	noteWork(report, cancel)
	runInBackground(func() (T, error) { return work(ctx, report) }, func(v T, err error) {
		report.close()
		noteWork(report, nil)
		cancel()
		done(v, err)
	})
	return cancel
}

// ended says that the window is about to close: what is still at work then has nothing to draw on.
var ended atomic.Bool

// draw has something done on Fyne's goroutine, as long as there is a window.
func draw(fn func()) {
	if ended.Load() {
		return
	}
	fyne.Do(func() {
		if ended.Load() {
			return
		}
		if err := parallel.Catch(func() error { fn(); return nil }); err != nil {
			reportPanic(err)
		}
	})
}

// atWork is what goes on in the background.
var atWork sync.WaitGroup

// frame is the least time between two reports that are drawn: 15 a second.
const frame = time.Second / 15

// coalescer hands the newest of many reports to Fyne's goroutine, a few a second. put may be called from anywhere.
type coalescer struct {
	mu      sync.Mutex
	show    func()
	waiting bool
	closed  bool
}

// put replaces what isn't shown yet.
func (c *coalescer) put(show func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.show = show
	if !c.waiting {
		c.waiting = true
		time.AfterFunc(frame, func() { draw(c.flush) })
	}
}

func (c *coalescer) flush() {
	c.mu.Lock()
	show := c.show
	c.show, c.waiting = nil, false
	c.mu.Unlock()
	if show != nil {
		show()
	}
}

// close shows what isn't shown yet, on Fyne's goroutine, and throws away all that comes: what follows is the end of the work.
func (c *coalescer) close() {
	c.flush()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}
