package window

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// inBackground does work off Fyne's goroutine and hands what came of it to done, on it.
func inBackground[T any](work func() (T, error), done func(T, error)) {
	atWork.Go(func() {
		v, err := work()
		draw(func() { done(v, err) })
	})
}

// ended says that the window is about to close: what is still at work then has nothing to draw on.
var ended atomic.Bool

// draw has something done on Fyne's goroutine, as long as there is a window.
func draw(fn func()) {
	if ended.Load() {
		return
	}
	fyne.Do(func() {
		if !ended.Load() {
			fn()
		}
	})
}

// atWork is what goes on in the background.
var atWork sync.WaitGroup

// frame is the least time between two reports that are drawn: 15 a second.
const frame = time.Second / 15

// latest hands the newest of many reports to Fyne's goroutine, a few a second. Put may be called from anywhere.
type latest struct {
	mu      sync.Mutex
	show    func()
	waiting bool
	closed  bool
}

// Put replaces what isn't shown yet.
func (l *latest) Put(show func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.show = show
	if !l.waiting {
		l.waiting = true
		time.AfterFunc(frame, func() { draw(l.flush) })
	}
}

func (l *latest) flush() {
	l.mu.Lock()
	show := l.show
	l.show, l.waiting = nil, false
	l.mu.Unlock()
	if show != nil {
		show()
	}
}

// Close shows what isn't shown yet, on Fyne's goroutine, and throws away all that comes: what follows is the end of the work.
func (l *latest) Close() {
	l.flush()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}
