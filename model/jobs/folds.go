package jobs

import (
	"context"
	"fmt"
	"slices"

	"siamface/model/dataset"
	"siamface/model/queue"
	"siamface/model/run"
)

// trainedFolder is what trainings by jobs read: the photos of a folder, and perhaps a file of weights.
type trainedFolder struct {
	Root     string   `json:"root"`
	Photos   []Photo  `json:"photos"`
	Excluded []string `json:"excluded"`
	Weights  File     `json:"weights"`
}

func (f *trainedFolder) mapNames(each func(string) string) {
	f.Root, f.Excluded = each(f.Root), slices.Clone(f.Excluded)
	for i, name := range f.Excluded {
		f.Excluded[i] = each(name)
	}
}

// newTrainedFolder finds the weights, "" for none.
func newTrainedFolder(d *dataset.Dataset, root string, photos []Photo, weights string) (trainedFolder, error) {
	file, err := FindFile(weights)
	if err != nil {
		err = fmt.Errorf("can't read the weights: %w", err)
	}
	return trainedFolder{root, photos, d.Excluded, file}, err
}

// foldsTask is what the folds of a cross-validation share.
type foldsTask struct {
	trainedFolder
	Options run.FoldOptions `json:"options"`
}

// AddFolds puts a cross-validation into the queue, a part a fold.
func AddFolds(ctx context.Context, q *queue.Queue, d *dataset.Dataset, root string, photos []Photo, o run.FoldOptions) (int64, error) {
	if _, err := d.Folds(o.Folds, o.Seed); err != nil {
		return 0, err
	}
	folder, err := newTrainedFolder(d, root, photos, o.Weights)
	if err != nil {
		return 0, err
	}
	o.Weights = folder.Weights.Path
	shared, err := encode(&foldsTask{folder, o})
	if err != nil {
		return 0, err
	}
	var parts [][]byte
	for i := range o.Folds {
		part, err := encode(i + 1)
		if err != nil {
			return 0, err
		}
		parts = append(parts, part)
	}
	return q.Add(ctx, Folds, shared, parts)
}

// testFold tests one fold.
func (w *Worker) testFold(ctx context.Context, shared, part []byte) ([]byte, error) {
	var task foldsTask
	var number int
	if err := decode(shared, &task); err != nil {
		return nil, err
	}
	if err := decode(part, &number); err != nil {
		return nil, err
	}
	d, err := w.openFolder(ctx, task.trainedFolder)
	if err != nil {
		return nil, err
	}
	o := task.Options
	o.Device, o.Threads = w.Device, w.chooseThreads(o.Threads)
	fold, err := run.TestFold(ctx, d, o, number, nil)
	if err != nil {
		return nil, err
	}
	return fold.MarshalBinary()
}

// chooseThreads is the worker's own number of threads, or the job's.
func (w *Worker) chooseThreads(job int) int {
	if w.Threads > 0 {
		return w.Threads
	}
	return job
}

// openFolder opens the folder of a training as it was put into the queue.
func (w *Worker) openFolder(ctx context.Context, f trainedFolder) (*dataset.Dataset, error) {
	if err := f.Weights.check(); err != nil {
		return nil, err
	}
	folder, err := w.openPhotos(ctx, f.Root, f.Photos)
	if err != nil {
		return nil, err
	}
	d, err := dataset.Open(ctx, folder, nil)
	if err != nil {
		return nil, err
	}
	d = d.Without(f.Excluded)
	return d, checkSame(ctx, d, f.Photos)
}

// checkSame refuses a folder with other photos than were put into the queue: more of them change a training as well as fewer.
func checkSame(ctx context.Context, d *dataset.Dataset, photos []Photo) error {
	now, err := ListPhotos(ctx, d)
	if err != nil {
		return err
	}
	if !slices.Equal(now, photos) {
		return queue.Final(fmt.Errorf("the folder %s holds other photos than were put into the queue", d.Root))
	}
	return nil
}

// ReadFolds gives the cross-validation of a batch whose folds are all tested, and the folder that it was put into the queue from.
func ReadFolds(ctx context.Context, q *queue.Queue, b queue.Batch) (root string, folded *run.Folded, err error) {
	if err := checkDone(b, Folds); err != nil {
		return "", nil, err
	}
	var task foldsTask
	if err := decode(b.Task, &task); err != nil {
		return "", nil, err
	}
	var parts []run.FoldPart
	err = q.ReadResults(ctx, b.ID, func(_ int, _, result []byte) error {
		var part run.FoldPart
		err := part.UnmarshalBinary(result)
		parts = append(parts, part)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	folded, err = run.PoolFolds(ctx, parts)
	return task.Root, folded, err
}
