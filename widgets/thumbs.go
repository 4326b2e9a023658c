package widgets

import (
	"context"
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
	ready func(thumbSpot) // called on Fyne's goroutine

	mu      sync.Mutex
	queue   []*thumbJob
	jobs    map[thumbSpot]*thumbJob // queued and running
	cache   *thumbCache
	workers int
	closed  bool
	idle    sync.WaitGroup
}

// thumbSpot is where a thumbnail is wanted: at the item of that index, to fit into a square of side pixels.
type thumbSpot struct{ item, side int }

type thumbJob struct {
	spot   thumbSpot
	name   string // of the picture, under which it is kept
	ctx    context.Context
	cancel context.CancelFunc
}

func newThumbLoader(load LoadThumb, ready func(thumbSpot)) *thumbLoader {
	return &thumbLoader{
		load: load, ready: ready,
		jobs: map[thumbSpot]*thumbJob{}, cache: newThumbCache(thumbBytes),
	}
}

// get returns a thumbnail, or asks for it and returns false; ready tells when it is there.
func (l *thumbLoader) get(spot thumbSpot, name string) (thumb, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.cache.get(thumbKey{name, spot.side}); ok || l.closed || l.load == nil {
		return t, ok
	}
	if l.jobs[spot] == nil {
		ctx, cancel := context.WithCancel(context.Background())
		job := &thumbJob{spot, name, ctx, cancel}
		l.jobs[spot] = job
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
	l.cancelWhere(func(k thumbSpot) bool { return k.item < first || k.item > last })
}

func (l *thumbLoader) cancelWhere(unwanted func(thumbSpot) bool) {
	l.queue = slices.DeleteFunc(l.queue, func(j *thumbJob) bool { return unwanted(j.spot) })
	for spot, job := range l.jobs {
		if unwanted(spot) {
			job.cancel()
			delete(l.jobs, spot)
		}
	}
}

// cancel gives all jobs up: the items are others now. What is there stays.
func (l *thumbLoader) cancel() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelWhere(func(thumbSpot) bool { return true })
}

// reset forgets all jobs and thumbnails.
func (l *thumbLoader) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelWhere(func(thumbSpot) bool { return true })
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
		img, err := l.load(job.ctx, job.spot.item, job.spot.side)
		t := thumb{err: err}
		if err == nil && img != nil && job.ctx.Err() == nil {
			t.img = shrink(img, job.spot.side)
		}
		if l.keepResult(job, t) {
			doUI(func() { l.ready(job.spot) })
		}
	}
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
	if l.jobs[job.spot] != job {
		return false
	}
	delete(l.jobs, job.spot)
	l.cache.put(thumbKey{job.name, job.spot.side}, t)
	return true
}
