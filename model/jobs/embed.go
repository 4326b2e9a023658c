package jobs

import (
	"context"
	"fmt"
	"slices"

	"siamface/model/queue"
	"siamface/model/recipes"
	"siamface/model/verify"
)

// EmbedTask is what all parts of an embedding share.
type EmbedTask struct {
	Root   string `json:"root"`   // the folder, or a store's address
	Model  File   `json:"model"`  // none is the pretrained recipe face
	Origin string `json:"origin"` // names what computes, so that embeddings of two models never mix
}

func (t *EmbedTask) mapNames(each func(string) string) {
	t.Root, t.Origin = each(t.Root), each(t.Origin)
}

// Embedded is the embedding of a photo, or why there is none.
type Embedded struct {
	Photo  Photo
	Values []float32
	NoFace bool   // the whole picture was embedded
	Reason string // why it can't be read
}

// AddEmbedding puts the embedding of photos into the queue, in parts of so many.
func AddEmbedding(ctx context.Context, q *queue.Queue, task EmbedTask, photos []Photo, each int) (int64, error) {
	shared, err := encode(&task)
	if err != nil {
		return 0, err
	}
	var parts [][]byte
	for chunk := range slices.Chunk(photos, max(1, each)) {
		part, err := encode(chunk)
		if err != nil {
			return 0, err
		}
		parts = append(parts, part)
	}
	return q.Add(ctx, Embedding, shared, parts)
}

// embed embeds the photos of a part.
func (w *Worker) embed(ctx context.Context, shared, part []byte) ([]byte, error) {
	var task EmbedTask
	var photos []Photo
	if err := decode(shared, &task); err != nil {
		return nil, err
	}
	if err := decode(part, &photos); err != nil {
		return nil, err
	}
	if len(photos) == 0 { // all were forgotten since
		return encodeEmbedded(nil)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if err := w.loadModel(ctx, task.Model); err != nil {
		return nil, err
	}
	folder, err := w.openPhotos(ctx, task.Root, photos)
	if err != nil {
		return nil, err
	}
	files := make([]string, len(photos))
	for i, p := range photos {
		files[i] = p.Path
	}
	found, err := verify.EmbedFiles(ctx, w.model, folder, files, nil)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for _, s := range found.Skipped {
		reasons[s.Path] = s.Reason
	}
	list := make([]Embedded, len(photos))
	for i, p := range photos {
		list[i] = Embedded{Photo: p, Values: found.Of(i), NoFace: slices.Contains(found.NoFace, i), Reason: reasons[p.Path]}
	}
	return encodeEmbedded(list)
}

// loadModel loads the model, unless it is the one that was used last.
func (w *Worker) loadModel(ctx context.Context, from File) (err error) {
	if w.model != nil && w.from == from {
		return nil
	}
	if err := from.check(); err != nil {
		return err
	}
	w.releaseModel(ctx)
	if from.Path == "" {
		w.model, err = recipes.Untrained(ctx)
	} else {
		w.model, err = recipes.Load(ctx, from.Path, w.Device)
	}
	w.from = from
	return err
}

// ReadEmbeddings gives the embeddings of a batch in the order of its photos. All parts must be finished.
func ReadEmbeddings(ctx context.Context, q *queue.Queue, b queue.Batch) (EmbedTask, []Embedded, error) {
	var task EmbedTask
	if err := checkDone(b, Embedding); err != nil {
		return task, nil, err
	}
	if err := decode(b.Task, &task); err != nil {
		return task, nil, err
	}
	var all []Embedded
	err := q.ReadResults(ctx, b.ID, func(_ int, _, result []byte) error {
		list, err := decodeEmbedded(result)
		all = append(all, list...)
		return err
	})
	return task, all, err
}

// checkDone refuses a batch of another kind, or one that isn't done.
func checkDone(b queue.Batch, kind string) error {
	switch {
	case b.Kind != kind:
		return fmt.Errorf("batch %d is of the kind %s, not %s", b.ID, b.Kind, kind)
	case b.Failed > 0:
		return fmt.Errorf("%d of the %d parts of batch %d can't be done: %s", b.Failed, b.Parts, b.ID, b.Trouble)
	case b.Finished < b.Parts:
		return fmt.Errorf("batch %d isn't done: %d of %d parts are", b.ID, b.Finished, b.Parts)
	}
	return nil
}
