package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"siamface/model/database"
)

// migrations is how often the making of tables is tried, beside others who make the same ones.
const migrations = 6

// attempts is how often a part is tried before it counts as failed; a worker that is killed over it has tried it too.
const attempts = 12

// engine is River on one kind of database.
type engine interface {
	migrate(ctx context.Context) error
	insert(ctx context.Context, s database.Session, batch int64, parts int) error
	insertParts(ctx context.Context, s database.Session, batch int64, numbers []int) error
	start(ctx context.Context, o Options, do doPart) (stop func(context.Context) error, err error)
}

// doPart does a part. finish, which it calls in the transaction that keeps the result, completes the job.
type doPart func(ctx context.Context, job, batch int64, number int, last bool, finish func(ctx context.Context, s database.Session) error) error

// partArgs are the arguments of a job.
type partArgs struct {
	Batch  int64 `json:"batch"`
	Number int   `json:"number"`
}

// Kind is the jobs' name in the database.
func (partArgs) Kind() string { return "siamface_part" }

type riverEngine[D riverdriver.Driver[T], T any] struct{ driver D }

func newEngine[D riverdriver.Driver[T], T any](driver D) engine { return riverEngine[D, T]{driver} }

// migrate makes River's own tables, unless they are there. Others may do so at the same time: what they made counts too.
func (e riverEngine[D, T]) migrate(ctx context.Context) error {
	m, err := rivermigrate.New(e.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	var failed error
	for try := range migrations {
		if r, err := m.Validate(ctx, nil); err == nil && r.OK {
			return nil
		}
		if _, failed = m.Migrate(ctx, rivermigrate.DirectionUp, nil); failed == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * 200 * time.Millisecond):
		}
	}
	return fmt.Errorf("the tables of the queue can't be made ready: %w", database.Explain(failed))
}

func (e riverEngine[D, T]) insert(ctx context.Context, s database.Session, batch int64, parts int) error {
	numbers := make([]int, parts)
	for i := range numbers {
		numbers[i] = i
	}
	return e.insertParts(ctx, s, batch, numbers)
}

func (e riverEngine[D, T]) insertParts(ctx context.Context, s database.Session, batch int64, numbers []int) error {
	client, err := river.NewClient(e.driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	jobs := make([]river.InsertManyParams, len(numbers))
	for i, n := range numbers {
		jobs[i] = river.InsertManyParams{Args: partArgs{batch, n}, InsertOpts: &river.InsertOpts{MaxAttempts: attempts}}
	}
	_, err = client.InsertManyFastTx(ctx, s.Raw().(T), jobs)
	return err
}

func (e riverEngine[D, T]) start(ctx context.Context, o Options, do doPart) (func(context.Context) error, error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &partWorker[D, T]{do: do}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(e.driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Jobs}}, Workers: workers, Logger: slog.New(slog.DiscardHandler),
		JobTimeout: o.RescueAfter, RescueStuckJobsAfter: o.RescueAfter, FetchPollInterval: time.Second, MaxAttempts: attempts,
	})
	if err != nil {
		return nil, err
	}
	return client.StopAndCancel, client.Start(ctx)
}

// partWorker does the jobs of River.
type partWorker[D riverdriver.Driver[T], T any] struct {
	river.WorkerDefaults[partArgs]
	do doPart
}

// Work does one part.
func (w *partWorker[D, T]) Work(ctx context.Context, job *river.Job[partArgs]) error {
	err := w.do(ctx, job.ID, job.Args.Batch, job.Args.Number, job.Attempt >= job.MaxAttempts, func(ctx context.Context, s database.Session) error {
		_, err := river.JobCompleteTx[D](ctx, s.Raw().(T), job)
		return err
	})
	switch {
	case IsFinal(err):
		return river.JobCancel(errPart)
	case err != nil && !errors.Is(err, context.Canceled):
		return errPart
	}
	return err
}

// errPart is what River gets to know: sentences that may name people stand in the part alone, from where they can be taken away.
var errPart = errors.New("the part went wrong: its row says why")

// NextRetry is when a part that went wrong is tried again: after a second, then ever later, as River does it.
func (w *partWorker[D, T]) NextRetry(job *river.Job[partArgs]) time.Time {
	return (&river.DefaultClientRetryPolicy{}).NextRetry((*rivertype.JobRow)(job.JobRow))
}
