package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/bucket"
	"siamface/model/database"
	"siamface/model/dataset"
	"siamface/model/jobs"
	"siamface/model/queue"
	"siamface/model/run"
)

// queueVariable is the environment variable that may hold a queue's address.
const queueVariable = "SIAMFACE_QUEUE"

// queueFlag is the flag of the verbs that use a queue.
type queueFlag struct{ address string }

func (f *queueFlag) add(c *cobra.Command) {
	c.Flags().StringVar(&f.address, "queue", os.Getenv(queueVariable),
		"the queue: a `FILE` for one machine, postgres://… for many (needed; or "+queueVariable+")")
	c.Flags().Lookup("queue").DefValue = "" // an address may hold a password
}

func (f *queueFlag) check() error {
	if f.address == "" {
		return usagef("--queue is missing, and so is the variable %s: name a file, or a PostgreSQL server as postgres://user@host/name", queueVariable)
	}
	if err := database.CheckAddress(f.address); err != nil {
		return usagef("--queue %v", err)
	}
	return nil
}

// with opens the queue for some work.
func (f *queueFlag) with(ctx context.Context, do func(q *queue.Queue) error) error {
	return f.withOpen(ctx, queue.OpenExisting, do)
}

// withAny is with, and makes the tables on a server where there are none: workers may be there before the first work.
func (f *queueFlag) withAny(ctx context.Context, do func(q *queue.Queue) error) error {
	if database.IsServer(f.address) {
		return f.withNew(ctx, do)
	}
	return f.with(ctx, do)
}

// withNew is with, and makes the queue where there is none.
func (f *queueFlag) withNew(ctx context.Context, do func(q *queue.Queue) error) error {
	return f.withOpen(ctx, queue.Open, do)
}

func (f *queueFlag) withOpen(ctx context.Context, open func(context.Context, string) (*queue.Queue, error), do func(q *queue.Queue) error) error {
	if err := f.check(); err != nil {
		return err
	}
	q, err := open(ctx, f.address)
	if err != nil {
		return err
	}
	err = do(q)
	if closing := q.Close(); err == nil && closing != nil {
		err = fmt.Errorf("the queue can't be closed: %w", closing)
	}
	return err
}

// usualPart is how many photos a part of an embedding has: some seconds' work.
const usualPart = 64

// enqueueVerb is the verb enqueue.
type enqueueVerb struct {
	*terminal
	queue    queueFlag
	crossval crossvalVerb // whose flags say how folds and trials are trained
	model    string
	each     int
	search   bool
	recipes  []string
	trials   []string
	asJSON   bool
}

func (v *enqueueVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "enqueue FOLDER --queue QUEUE",
		Short: "Put work on a folder's photos into a queue, for workers on this machine or others",
		Long: `Put work into a queue, from which any number of workers take it in parts (siamface worker).
  without --folds and --search   the embeddings of all photos of people, in parts of --each
  --folds K                      a cross-validation as by crossval, a part a fold; the same digits come of it
  --search                       the trials of a search, a part a candidate, each scored on all folds

QUEUE is a file for workers on this machine, or a PostgreSQL server: postgres://user@host/name. Workers see the
photos under the same path, and compare them, byte for byte, with those that were put into the queue. FOLDER may
also be s3://BUCKET/FOLDER in an S3-compatible store, from which they fetch what they need (AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as the AWS tools have them).

queue status says how far it is, queue result gives what came of it.`,
		Example: `  siamface enqueue faces --queue work.db
  siamface enqueue faces --queue postgres://siamface@db/work --folds 10 --recipe small
  siamface enqueue faces --queue work.db --search --recipes small,gradients`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.enqueue(cmd, args[0])
		},
	}
	v.queue.add(c)
	c.Flags().Var(atLeastOne(&v.each), "each", fmt.Sprintf("how many photos a part has; without it %d", usualPart))
	addModel(c, &v.model, "of embeddings; without one, the pretrained recipe face")
	c.Flags().BoolVar(&v.search, "search", false, "put the trials of a search into the queue")
	c.Flags().StringSliceVar(&v.recipes, "recipes", nil, "with --search: the `RECIPES` to compare, with commas between")
	c.Flags().StringArrayVar(&v.trials, "try", nil, "with --search: try this `CANDIDATE` alone; may be given more than once")
	v.crossval.terminal = v.terminal
	v.crossval.addWork(c)
	addJSON(c, &v.asJSON)
	return c
}

// enqueued is the result of the verb enqueue.
type enqueued struct {
	Batch  int64  `json:"batch"`
	Kind   string `json:"kind"`
	Parts  int64  `json:"parts"`
	Photos int    `json:"photos"`
}

// enqueue puts the work that the flags ask for into the queue.
func (v *enqueueVerb) enqueue(cmd *cobra.Command, folder string) (err error) {
	if v.search && v.crossval.folds > 0 {
		return usagef("--search and --folds exclude each other: enqueue one after the other")
	}
	if name := firstGiven(cmd, "recipes", "try"); name != "" && !v.search {
		return usagef("--%s only means something with --search", name)
	}
	if err := checkRecipeNames(v.recipes); err != nil {
		return err
	}
	embeds := !v.search && v.crossval.folds == 0
	if name := firstGiven(cmd, append(foldFlags(), "recipe")...); embeds && name != "" {
		return usagef("--%s only means something with --folds or --search", name)
	}
	if name := firstGiven(cmd, "model", "each"); !embeds && name != "" {
		return usagef("--%s only means something for embeddings, without --folds and --search", name)
	}
	ctx := cmd.Context()
	o, err := v.crossval.readOptions(cmd)
	if err != nil {
		return err
	}
	var mirror bucket.Mirror
	defer func() { err = errors.Join(err, mirror.Close()) }()
	if err := v.queue.check(); err != nil {
		return err
	}
	d, root, err := v.openPhotos(ctx, folder, &mirror)
	if err != nil {
		return err
	}
	photos, err := jobs.ListPhotos(ctx, d)
	if err != nil {
		return err
	}
	return v.queue.withNew(ctx, func(q *queue.Queue) error {
		id, err := v.add(ctx, q, d, root, photos, o)
		if err != nil {
			return err
		}
		return v.tell(ctx, q, id, len(photos))
	})
}

// openPhotos opens the folder, or a copy of a store's, and says under which name workers find it.
func (v *enqueueVerb) openPhotos(ctx context.Context, folder string, mirror *bucket.Mirror) (d *dataset.Dataset, root string, err error) {
	if bucket.IsAddress(folder) {
		copied, err := mirror.Open(ctx, folder, nil, nil)
		if err != nil {
			return nil, "", err
		}
		d, err = openWithWarnings(ctx, v.terminal, copied)
		return d, folder, err
	}
	if d, err = openWithWarnings(ctx, v.terminal, folder); err != nil {
		return nil, "", err
	}
	root, err = filepath.Abs(d.Root)
	return d, root, err
}

// add puts the work into the queue.
func (v *enqueueVerb) add(ctx context.Context, q *queue.Queue, d *dataset.Dataset, root string, photos []jobs.Photo, o run.FoldOptions) (int64, error) {
	switch {
	case v.search:
		return jobs.AddTrials(ctx, q, d, root, photos, run.SearchOptions{Options: o.Training(), Recipes: v.recipes, Names: v.trials})
	case o.Folds > 0:
		return jobs.AddFolds(ctx, q, d, root, photos, o)
	}
	model, err := jobs.FindFile(v.model)
	if err != nil {
		return 0, fmt.Errorf("can't read the model: %w", err)
	}
	origin, err := nameOrigin(v.model)
	if err != nil {
		return 0, err
	}
	each := v.each
	if each == 0 {
		each = usualPart
	}
	return jobs.AddEmbedding(ctx, q, jobs.EmbedTask{Root: root, Model: model, Origin: origin}, photos, each)
}

func (v *enqueueVerb) tell(ctx context.Context, q *queue.Queue, id int64, photos int) error {
	b, err := q.Find(ctx, id)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(enqueued{b.ID, b.Kind, b.Parts, photos})
	}
	v.say("Batch %d is in the queue: %s of the kind %s, on %s.", id, countNoun(int(b.Parts), "part"), b.Kind, countNoun(photos, "photo"))
	v.say("siamface worker does it, here or elsewhere; siamface queue status says how far it is.")
	return nil
}
