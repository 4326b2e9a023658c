package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/file"
	"siamface/model/jobs"
	"siamface/model/queue"
)

// workerVerb is the verb worker.
type workerVerb struct {
	*terminal
	queue   queueFlag
	drain   bool
	atOnce  int
	threads int
	silence time.Duration
	device  *choice
}

func (v *workerVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "worker --queue QUEUE",
		Short: "Do the work that a queue holds",
		Long: `Do the work that a queue holds, part after part, until Ctrl-C, or with --drain until none is left. Any number of
workers, on any number of machines, share a queue. A worker that is stopped or killed loses nothing: its part is
done by another, at the latest when it was silent for --silence. A part that goes wrong is tried again, ever
later; what can't be done, such as a photo that has changed, is given up at once, and queue status says why.`,
		Example: `  siamface worker --queue work.db --drain
  siamface worker --queue postgres://siamface@db/work --threads 1 --at-once 4`,
		Args: requireArguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if v.silence < time.Second {
				return usagef("--silence must be a second or more, such as 90s")
			}
			return v.work(cmd.Context())
		},
	}
	v.queue.add(c)
	c.Flags().BoolVar(&v.drain, "drain", false, "end when no work is left")
	c.Flags().Var(atLeastOne(&v.atOnce), "at-once", "how many parts to do at once; without it 1")
	c.Flags().Var(threadCount(&v.threads), "threads", "threads of one operation of a training; without it as the work says")
	c.Flags().DurationVar(&v.silence, "silence", 90*time.Second, "after what silence a worker counts as lost, such as 30s or 5m")
	v.device = addDevice(c)
	return c
}

// work does parts, and says each on stderr.
func (v *workerVerb) work(ctx context.Context) error {
	w := &jobs.Worker{Device: v.device.value, Threads: v.threads}
	err := v.queue.withAny(context.WithoutCancel(ctx), func(q *queue.Queue) error {
		done, failed := 0, 0
		var mutex sync.Mutex
		err := q.Work(ctx, queue.Options{Kinds: w.Kinds(), Jobs: v.atOnce, Drain: v.drain, RescueAfter: v.silence}, func(e queue.Event) {
			mutex.Lock()
			defer mutex.Unlock()
			part := fmt.Sprintf("batch %d, part %d (%s)", e.Batch, e.Number+1, e.Kind)
			switch {
			case e.Begun:
			case e.Err != nil:
				failed++
				v.remark("%s: %s", part, file.Plain(e.Err))
			default:
				done++
				v.remark("%s: done", part)
			}
		})
		v.say("%s done, %d tries failed.", countNoun(done, "part"), failed)
		return err
	})
	return errors.Join(err, w.Release(ctx))
}
