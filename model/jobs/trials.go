package jobs

import (
	"context"
	"encoding/json"

	"siamface/model/dataset"
	"siamface/model/queue"
	"siamface/model/run"
)

// trialsTask is what the trials of a search share.
type trialsTask struct {
	trainedFolder
	Options run.SearchOptions `json:"options"`
}

// AddTrials puts a search into the queue, a part a candidate. Unlike a search in one process it drops none on the way: each is scored on
// all folds.
func AddTrials(ctx context.Context, q *queue.Queue, d *dataset.Dataset, root string, photos []Photo, o run.SearchOptions) (int64, error) {
	folder, err := newTrainedFolder(d, root, photos, o.Weights)
	if err != nil {
		return 0, err
	}
	o.Weights = folder.Weights.Path
	candidates, err := run.ListTrials(ctx, o)
	if err != nil {
		return 0, err
	}
	shared, err := encode(&trialsTask{folder, o})
	if err != nil {
		return 0, err
	}
	var parts [][]byte
	for _, c := range candidates {
		part, err := encode(c)
		if err != nil {
			return 0, err
		}
		parts = append(parts, part)
	}
	return q.Add(ctx, Trials, shared, parts)
}

// scoreTrial scores one candidate.
func scoreTrial(ctx context.Context, w *Worker, shared, part []byte) ([]byte, error) {
	var task trialsTask
	var candidate run.TrialName
	if err := decode(shared, &task); err != nil {
		return nil, err
	}
	if err := decode(part, &candidate); err != nil {
		return nil, err
	}
	d, err := w.openFolder(ctx, task.trainedFolder)
	if err != nil {
		return nil, err
	}
	o := task.Options
	o.Device, o.Threads = w.Device, w.chooseThreads(o.Threads)
	trial, err := run.ScoreTrial(ctx, d, o, candidate)
	if err != nil {
		return nil, err
	}
	return json.Marshal(trial)
}

// ReadTrials gives the trials of a batch that is done, the best first.
func ReadTrials(ctx context.Context, q *queue.Queue, b queue.Batch) ([]run.Trial, error) {
	if err := checkDone(b, Trials); err != nil {
		return nil, err
	}
	var trials []run.Trial
	err := q.ReadResults(ctx, b.ID, func(_ int, _, result []byte) error {
		var t run.Trial
		err := json.Unmarshal(result, &t)
		trials = append(trials, t)
		return err
	})
	run.RankTrials(trials)
	return trials, err
}
