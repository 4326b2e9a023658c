package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"siamface/model/database"
	"siamface/model/file"
	"siamface/model/parallel"
	"siamface/model/spelling"
)

// Work does a part: of the task that all parts of a batch share, and its own, it makes the result. It is called again where a worker was
// killed over it, perhaps elsewhere, and must make the same of the same.
type Work func(ctx context.Context, task, part []byte) (result []byte, err error)

// Options say how a worker works.
type Options struct {
	Kinds       map[string]Work // by the batch's kind
	Jobs        int             // done at once; from 1
	Drain       bool            // end when nothing is left to do
	RescueAfter time.Duration   // of silence, after which a part counts as abandoned and is given to another; 0 is the usual one

	committing func(number int) // of tests: called when all of a part's transaction is written and nothing yet counts
}

// usualRescue is several times the beat of a living worker.
const usualRescue = 90 * time.Second

// Event says what a worker did: a part was begun; or done, or not, which Err says.
type Event struct {
	Batch  int64
	Kind   string
	Number int
	Begun  bool
	Err    error
}

// finalError is an error that another try doesn't mend.
type finalError struct{ error }

func (e finalError) Unwrap() error { return e.error }

// Final marks an error of Work as one that another try doesn't mend, such as a photo that is gone: the part counts as failed at once.
func Final(err error) error {
	if err == nil {
		return nil
	}
	return finalError{err}
}

// IsFinal tells an error that Final has marked.
func IsFinal(err error) bool {
	_, final := errors.AsType[finalError](err)
	return final
}

// Work does parts of the queue until ctx ends, or with Drain until none is left. What it was at then is left to others. report, which may be
// nil, is called from several goroutines.
func (q *Queue) Work(ctx context.Context, o Options, report func(Event)) error {
	if report == nil {
		report = func(Event) {}
	}
	o.Jobs = max(1, o.Jobs)
	if o.RescueAfter <= 0 {
		o.RescueAfter = usualRescue
	}
	w := &worker{queue: q, options: o, report: report, stopped: ctx}
	stop, err := q.engine.start(context.WithoutCancel(ctx), o, w.doPart)
	if err != nil {
		return fmt.Errorf("the worker can't start: %w", err)
	}
	err = w.wait(ctx)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if stopping := stop(ending); stopping != nil {
		err = errors.Join(err, fmt.Errorf("the worker didn't end well: %w", stopping))
	}
	return err
}

// worker is one call of Work.
type worker struct {
	queue   *Queue
	options Options
	report  func(Event)
	stopped context.Context // ends when the worker is to end
	busy    atomic.Int64
}

// wait returns when ctx ends, or the queue is empty and that is the end.
func (w *worker) wait(ctx context.Context) error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		if w.options.Drain && w.busy.Load() == 0 {
			left, err := w.queue.countLeft(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
			if err == nil && left == 0 {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// countLeft counts the parts without a result that aren't given up.
func (q *Queue) countLeft(ctx context.Context) (n int, err error) {
	err = q.data.Change(ctx, func(s database.Session) error {
		return s.Query(ctx, func(scan func(...any) error) error { return scan(&n) }, "SELECT count(*) FROM siamface_part WHERE finished IS NULL AND failed = 0")
	})
	return n, err
}

// doPart does a part that was fetched. River's limit on its time only says when a silent one is abandoned: a part may take longer.
func (w *worker) doPart(limited context.Context, job, batch int64, number int, last bool, finish func(context.Context, database.Session) error) error {
	w.busy.Add(1)
	defer w.busy.Add(-1)
	ctx, cancel := context.WithCancel(context.WithoutCancel(limited))
	defer cancel()
	defer context.AfterFunc(w.stopped, cancel)()
	kind, task, part, err := w.queue.begin(ctx, batch, number, last)
	if errors.Is(err, ErrUnknown) {
		return nil // removed, or done by another while this one counted as abandoned
	}
	if err != nil {
		return err
	}
	w.report(Event{Batch: batch, Kind: kind, Number: number, Begun: true})
	result, err := w.compute(ctx, job, kind, task, part)
	if err == nil {
		err = w.queue.keep(ctx, batch, number, part, result, func(ctx context.Context, s database.Session) error {
			err := finish(ctx, s)
			if w.options.committing != nil {
				w.options.committing(number)
			}
			return err
		})
	}
	if ctx.Err() != nil {
		return ctx.Err() // stopped: nothing is wrong with the part
	}
	if err != nil {
		err = errors.Join(err, w.queue.note(ctx, batch, number, part, err, last || IsFinal(err)))
	}
	w.report(Event{Batch: batch, Kind: kind, Number: number, Err: err})
	return err
}

// compute does the work, and says meanwhile that this worker lives.
func (w *worker) compute(ctx context.Context, job int64, kind string, task, part []byte) (result []byte, err error) {
	do, known := w.options.Kinds[kind]
	if !known {
		return nil, fmt.Errorf("this worker doesn't know the work %q: it may be older than what put it into the queue", kind)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_ = parallel.Catch(func() error { return w.queue.beat(ctx, job, w.options.RescueAfter/4) }) // the part is then done by another, at worst
	}()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the work broke down: %v", r)
		}
	}()
	return do(ctx, task, part)
}

// beat renews the time by which River tells jobs that were abandoned, until ctx ends: a part may take longer than that.
func (q *Queue) beat(ctx context.Context, job int64, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			// One that doesn't arrive is made up for by the next.
			_ = q.data.Change(ctx, func(s database.Session) error {
				_, err := s.Execute(ctx, "UPDATE river_job SET attempted_at = ?1 WHERE id = ?2 AND state = 'running'", q.stamp(time.Now()), job)
				return err
			})
		}
	}
}

// stamp is a time as River keeps it.
func (q *Queue) stamp(t time.Time) any {
	if q.data.Postgres != nil {
		return t.UTC()
	}
	return t.UTC().Format("2006-01-02 15:04:05.000")
}

// begin notes who does a part, and gives what is to be done. ErrUnknown means that there is nothing. A part that is tried for the last
// time counts as failed until it has a result: no worker may live to say so.
func (q *Queue) begin(ctx context.Context, batch int64, number int, last bool) (kind string, task, part []byte, err error) {
	trouble := ""
	if last {
		trouble = "the workers that tried it were lost"
	}
	err = q.data.Change(ctx, func(s database.Session) error {
		n, err := s.Execute(ctx, `UPDATE siamface_part SET begun = ?1, worker = ?2, failed = ?3, trouble = ?4
			WHERE batch = ?5 AND number = ?6 AND finished IS NULL`, time.Now().UnixMilli(), nameWorker(), toNumber(last), trouble, batch, number)
		if err == nil && n == 0 {
			err = ErrUnknown
		}
		if err != nil {
			return err
		}
		return s.Query(ctx, func(scan func(...any) error) error { return scan(&kind, &task, &part) },
			`SELECT b.kind, b.task, p.task FROM siamface_part p JOIN siamface_batch b ON b.id = p.batch WHERE p.batch = ?1 AND p.number = ?2`, batch, number)
	})
	if part == nil {
		part = []byte{} // one without bytes, which a driver gives as none
	}
	return kind, task, part, err
}

// keep keeps the result of a part's task and completes the job, both or neither. A part that has a result keeps it, and one that was
// changed meanwhile takes none.
func (q *Queue) keep(ctx context.Context, batch int64, number int, task, result []byte, finish func(context.Context, database.Session) error) error {
	if result == nil {
		result = []byte{}
	}
	return q.data.Change(ctx, func(s database.Session) error {
		_, err := s.Execute(ctx, `UPDATE siamface_part SET result = ?1, finished = ?2, trouble = '', failed = 0
			WHERE batch = ?3 AND number = ?4 AND task = ?5 AND finished IS NULL`, result, time.Now().UnixMilli(), batch, number, task)
		if err != nil {
			return err
		}
		return finish(ctx, s)
	})
}

// note keeps what went wrong with a part, and whether it is given up.
func (q *Queue) note(ctx context.Context, batch int64, number int, task []byte, trouble error, failed bool) error {
	return q.data.Change(ctx, func(s database.Session) error {
		_, err := s.Execute(ctx, "UPDATE siamface_part SET trouble = ?1, failed = ?2, begun = NULL WHERE batch = ?3 AND number = ?4 AND task = ?5 AND finished IS NULL",
			spelling.Clean(file.Plain(trouble)), toNumber(failed), batch, number, task)
		return err
	})
}

// toNumber is a truth as both kinds of databases have it.
func toNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nameWorker names this process among those of other machines.
func nameWorker() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}
