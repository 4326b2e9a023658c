package widgets

import (
	"context"
	"errors"
	"image"
	"slices"
	"sync"
)

// LoadThumb makes the thumbnail of item i, fitting into a square of side pixels. It is called off Fyne's goroutine and
// should return early when ctx ends; what it returns then is ignored. A larger picture is shrunk.
type LoadThumb func(ctx context.Context, i, side int) (image.Image, error)

const (
	thumbWorkers = 2
	thumbBytes   = 64 << 20
)

// thumbLoader makes thumbnails on at most thumbWorkers goroutines, which live only while there is work. After close it
// starts none, cancels those that run and throws away what they bring.
type thumbLoader struct {
	load  LoadThumb
	ready func(item int, key thumbKey) // called on Fyne's goroutine

	mu      sync.Mutex
	queue   []*thumbJob
	jobs    map[thumbKey]*thumbJob // queued and running
	cache   *thumbCache
	workers int
	closed  bool
	idle    sync.WaitGroup
}

type thumbJob struct {
	item   int // that wants it
	key    thumbKey
	ctx    context.Context
	cancel context.CancelFunc
}

func newThumbLoader(load LoadThumb, ready func(item int, key thumbKey)) *thumbLoader {
	return &thumbLoader{
		load: load, ready: ready,
		jobs: map[thumbKey]*thumbJob{}, cache: newThumbCache(thumbBytes),
	}
}

// find returns a thumbnail that is there.
func (l *thumbLoader) find(key thumbKey) (thumb, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cache.get(key)
}

// get returns an item's thumbnail, or asks for it and returns false; ready tells when it is there.
func (l *thumbLoader) get(item int, key thumbKey) (thumb, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.cache.get(key); ok || l.closed || l.load == nil {
		return t, ok
	}
	if l.jobs[key] == nil {
		ctx, cancel := context.WithCancel(context.Background())
		job := &thumbJob{item, key, ctx, cancel}
		l.jobs[key] = job
		l.queue = append(l.queue, job)
		l.startWorker()
	}
	return thumb{}, false
}

func (l *thumbLoader) startWorker() {
	if l.workers < thumbWorkers {
		l.workers++
		l.idle.Go(l.work)
	}
}

// keep cancels all jobs but those of the items first…last.
func (l *thumbLoader) keep(first, last int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelWhere(func(j *thumbJob) bool { return j.item < first || j.item > last })
}

func (l *thumbLoader) cancelWhere(unwanted func(*thumbJob) bool) {
	l.queue = slices.DeleteFunc(l.queue, unwanted)
	for key, job := range l.jobs {
		if unwanted(job) {
			job.cancel()
			delete(l.jobs, key)
		}
	}
}

// cancel gives all jobs up: the items are others now. What is there stays.
func (l *thumbLoader) cancel() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelWhere(func(*thumbJob) bool { return true })
}

// reset forgets all jobs and thumbnails.
func (l *thumbLoader) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelWhere(func(*thumbJob) bool { return true })
	l.cache.clear()
}

func (l *thumbLoader) close() {
	l.reset()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

func (l *thumbLoader) work() {
	for job := l.next(); job != nil; job = l.next() {
		t := thumb{err: errPanicked} // unless it is made
		guard(func() { t = l.makeThumb(job) })
		if l.keepResult(job, t) {
			doUI(func() { l.ready(job.item, job.key) })
		}
	}
}

// errPanicked is the error of a thumbnail whose making panicked.
var errPanicked = errors.New("something unexpected went wrong")

// makeThumb makes the thumbnail of a job.
func (l *thumbLoader) makeThumb(job *thumbJob) thumb {
	img, err := l.load(job.ctx, job.item, job.key.side)
	t := thumb{err: err}
	if err == nil && img != nil && job.ctx.Err() == nil {
		t.img = shrink(img, job.key.side)
	}
	return t
}

// next takes a job off the queue; nil, where there is none, ends the worker.
func (l *thumbLoader) next() *thumbJob {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		l.workers--
		return nil
	}
	job := l.queue[0]
	l.queue = slices.Delete(l.queue, 0, 1)
	return job
}

// keepResult stores what a job brought, unless it was cancelled meanwhile.
func (l *thumbLoader) keepResult(job *thumbJob, t thumb) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer job.cancel()
	if l.jobs[job.key] != job {
		return false
	}
	delete(l.jobs, job.key)
	l.cache.put(job.key, t)
	return true
}
