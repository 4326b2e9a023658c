package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"siamface/app/cli/embeddings"
	"siamface/model/bucket"
	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/jobs"
	"siamface/model/queue"
	"siamface/model/run"
)

// queueVerb is the verb queue, with its own verbs.
type queueVerb struct {
	*terminal
	queue  queueFlag
	out    string
	asJSON bool
	// replacing is result's.
	replacing replacing
}

func (v *queueVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "queue",
		Short: "See what a queue holds, and what came of it",
		Long: `See how far the work in a queue is, and get what came of it. Work is put in by siamface enqueue, and done by
siamface worker. Results stay in the queue until they are removed; those of photos are biometric data.`,
		Example: `  siamface queue status --queue work.db
  siamface queue result 1 --queue work.db --out embeddings.npy
  siamface queue remove 1 --queue work.db`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return checkVerb(cmd, args)
			}
			return usagef("what to do with the queue is missing: status, result, retry or remove")
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	for _, below := range []*cobra.Command{v.buildStatus(), v.buildResult(), v.buildRetry(), v.buildRemove()} {
		v.queue.add(below)
		addJSON(below, &v.asJSON)
		c.AddCommand(below)
	}
	return c
}

func (v *queueVerb) buildStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "List the batches of a queue and how far they are", Args: requireArguments(),
		Example: `  siamface queue status --queue work.db --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return v.queue.with(cmd.Context(), func(q *queue.Queue) error {
				list, err := q.List(cmd.Context())
				if err != nil {
					return err
				}
				return v.tellStatus(list)
			})
		},
	}
}

// batchStatus is a batch in the result of queue status.
type batchStatus struct {
	queue.Batch
	Waiting int64 `json:"waiting"`
}

func (v *queueVerb) tellStatus(list []queue.Batch) error {
	all := make([]batchStatus, len(list))
	for i, b := range list {
		all[i] = batchStatus{b, b.Parts - b.Finished - b.Running - b.Failed}
	}
	if v.asJSON {
		return v.writeJSON(struct {
			Batches []batchStatus `json:"batches"`
		}{all})
	}
	if len(all) == 0 {
		v.say("The queue is empty.")
	}
	for _, b := range all {
		v.say("Batch %d, %s, %s: %d of %d parts done, %d at work, %d waiting, %d failed", b.ID, b.Kind, b.Made.Format("2006-01-02 15:04"),
			b.Finished, b.Parts, b.Running, b.Waiting, b.Failed)
		if b.Trouble != "" {
			v.say("  %s", b.Trouble)
		}
	}
	return nil
}

func (v *queueVerb) buildResult() *cobra.Command {
	c := &cobra.Command{
		Use: "result BATCH", Short: "Get what came of a batch that is done",
		Long: `Get what came of a batch that is done: embeddings in the file --out, as embed writes it; a cross-validation as
crossval gives it; the trials of a search, the best first.`,
		Example: `  siamface queue result 1 --queue work.db --out embeddings.npy
  siamface queue result 2 --queue work.db --json`,
		Args: requireArguments("BATCH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.onBatch(cmd.Context(), args[0], v.tellResult)
		},
	}
	v.replacing.addFlag(c)
	c.Flags().StringVar(&v.out, "out", "", "the `FILE` for embeddings, which ends in "+strings.Join(embeddings.Formats, ", "))
	return c
}

func (v *queueVerb) buildRetry() *cobra.Command {
	return &cobra.Command{
		Use: "retry BATCH", Short: "Have the failed parts of a batch tried again", Args: requireArguments("BATCH"),
		Example: `  siamface queue retry 1 --queue work.db`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.onBatch(cmd.Context(), args[0], func(ctx context.Context, q *queue.Queue, b queue.Batch) error {
				n, err := q.Retry(ctx, b.ID)
				if err != nil {
					return err
				}
				return v.tellChange(b.ID, "again", n, countNoun(n, "part")+" will be tried again.")
			})
		},
	}
}

func (v *queueVerb) buildRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove BATCH", Short: "Take a batch with its results out of the queue", Args: requireArguments("BATCH"),
		Example: `  siamface queue remove 1 --queue work.db`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.onBatch(cmd.Context(), args[0], func(ctx context.Context, q *queue.Queue, b queue.Batch) error {
				if err := q.Remove(ctx, b.ID); err != nil {
					return err
				}
				return v.tellChange(b.ID, "removed", int(b.Parts), fmt.Sprintf("Batch %d is removed.", b.ID))
			})
		},
	}
}

func (v *queueVerb) tellChange(batch int64, what string, parts int, sentence string) error {
	if v.asJSON {
		return v.writeJSON(map[string]any{"batch": batch, what: parts})
	}
	v.say("%s", sentence)
	return nil
}

// onBatch does something with the batch of that number.
func (v *queueVerb) onBatch(ctx context.Context, number string, do func(ctx context.Context, q *queue.Queue, b queue.Batch) error) error {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id < 1 {
		return usagef("BATCH is a number from 1; queue status lists them")
	}
	return v.queue.with(ctx, func(q *queue.Queue) error {
		b, err := q.Find(ctx, id)
		if err != nil {
			return err
		}
		return do(ctx, q, b)
	})
}

func (v *queueVerb) tellResult(ctx context.Context, q *queue.Queue, b queue.Batch) error {
	if b.Kind != jobs.Embedding && v.out != "" {
		return usagef("--out is for embeddings: batch %d is of the kind %s", b.ID, b.Kind)
	}
	switch b.Kind {
	case jobs.Embedding:
		return v.writeEmbeddings(ctx, q, b)
	case jobs.Folds:
		return v.tellFolds(ctx, q, b)
	case jobs.Trials:
		return v.tellTrials(ctx, q, b)
	}
	return fmt.Errorf("batch %d is of a kind that this Siamface doesn't know: %s", b.ID, b.Kind)
}

// writeEmbeddings writes the embeddings of a batch as embed does.
func (v *queueVerb) writeEmbeddings(ctx context.Context, q *queue.Queue, b queue.Batch) error {
	if err := requireFlag("out", v.out); err != nil {
		return err
	}
	if !embeddings.Known(v.out) {
		return usagef("--out can't be %q: the name must end in %s", v.out, strings.Join(embeddings.Formats, ", "))
	}
	if err := v.replacing.check(embeddings.Name(v.out)...); err != nil {
		return err
	}
	task, list, err := jobs.ReadEmbeddings(ctx, q, b)
	if err != nil {
		return err
	}
	held, err := file.Hold(v.out, "queue result")
	if err != nil {
		return err
	}
	defer held.Release()
	table := embeddings.Table{Origin: task.Origin}
	result := embeddedPhotos{Origin: task.Origin, NoFace: []string{}, Skipped: []skippedFile{}}
	for _, e := range list {
		if e.Values == nil {
			result.Skipped = append(result.Skipped, skippedFile{e.Photo.Path, e.Reason})
			continue
		}
		table.Width, result.Width = len(e.Values), len(e.Values)
		result.addRow(&table, namedPhoto{e.Photo.Path, e.Photo.Person}, embeddings.Entry{Embedding: e.Values, NoFace: e.NoFace})
	}
	if result.Photos == 0 {
		return fmt.Errorf("there is nothing to write: none of the photos of batch %d could be read", b.ID)
	}
	if result.Files, err = table.Write(v.out); err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(result)
	}
	(&embedVerb{terminal: v.terminal}).sayEmbedded(result)
	return nil
}

// tellFolds pools the folds of a batch and says what crossval says.
func (v *queueVerb) tellFolds(ctx context.Context, q *queue.Queue, b queue.Batch) error {
	root, r, err := jobs.ReadFolds(ctx, q, b)
	if err != nil {
		return err
	}
	var d *dataset.Dataset
	if !bucket.IsAddress(root) {
		d, err = dataset.Open(ctx, root, nil)
	}
	if err != nil {
		v.remark("The folder %s isn't looked through for errors of the data: %v", showName(root), err)
		d = nil
	} else if d != nil {
		d = d.Without(r.Record.Excluded)
	}
	c, _, err := describeFolds(ctx, d, r)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(c)
	}
	(&crossvalVerb{terminal: v.terminal}).sayCrossed(c)
	return nil
}

func (v *queueVerb) tellTrials(ctx context.Context, q *queue.Queue, b queue.Batch) error {
	trials, err := jobs.ReadTrials(ctx, q, b)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(struct {
			Trials []run.Trial `json:"trials"`
		}{trials})
	}
	v.say("Compared on people left out in turn, the best first:")
	for _, t := range trials {
		v.say("  %s", describeTrial(t))
	}
	return nil
}
