package jobs

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"slices"

	"siamface/model/queue"
)

// Owner tells what is somebody's who is to be forgotten, as model/forget knows it.
type Owner interface {
	HasFile(name string) bool
	HasPerson(name string) bool
	HasSum(sum string) bool
}

func (p Photo) isOf(o Owner) bool {
	return o.HasFile(p.Path) || o.HasPerson(p.Person) || o.HasSum(p.SHA256)
}

// VisitPhotos gives all photos that the work in a queue names.
func VisitPhotos(ctx context.Context, q *queue.Queue, visit func(p Photo)) error {
	list, err := q.List(ctx)
	for _, b := range list {
		if err == nil {
			err = visitPhotos(ctx, q, b, visit)
		}
	}
	return err
}

func visitPhotos(ctx context.Context, q *queue.Queue, b queue.Batch, visit func(p Photo)) error {
	if b.Kind != Embedding {
		folder, err := readFolder(b)
		for _, p := range folder.Photos {
			visit(p)
		}
		return err
	}
	return q.VisitParts(ctx, b.ID, func(part queue.Part) error {
		var photos []Photo
		err := decode(part.Task, &photos)
		for _, p := range photos {
			visit(p)
		}
		return err
	})
}

// readFolder is what a batch of trainings reads. One of an unknown kind reads nothing that is known.
func readFolder(b queue.Batch) (folder trainedFolder, err error) {
	if b.Kind == Folds || b.Kind == Trials {
		err = decode(b.Task, &folder)
	}
	return folder, err
}

// Forget takes somebody's photos and embeddings out of a queue, and counts the photos. A cross-validation or a search of theirs is removed
// with its results: those were measured with them, and without them it isn't the same work. A dry run only counts.
func Forget(ctx context.Context, q *queue.Queue, of Owner, dry bool) (removed int, err error) {
	list, err := q.List(ctx)
	if err != nil {
		return 0, err
	}
	for _, b := range list {
		n, err := forgetBatch(ctx, q, b, of, dry)
		if err != nil {
			return removed, err
		}
		removed += n
	}
	if removed == 0 || dry {
		return removed, nil
	}
	return removed, q.Rewrite(ctx)
}

func forgetBatch(ctx context.Context, q *queue.Queue, b queue.Batch, of Owner, dry bool) (removed int, err error) {
	err = visitPhotos(ctx, q, b, func(p Photo) {
		if p.isOf(of) {
			removed++
		}
	})
	if err != nil {
		return 0, err
	}
	folder, err := readFolder(b)
	if err != nil {
		return 0, err
	}
	for _, name := range folder.Excluded {
		if of.HasFile(name) {
			removed++
		}
	}
	switch {
	case removed == 0 || dry:
		return removed, nil
	case b.Kind != Embedding:
		return removed, q.Remove(ctx, b.ID)
	}
	return removed, q.ChangeParts(ctx, b.ID, func(p *queue.Part) (bool, error) { return forgetPart(p, of) })
}

// forgetPart takes photos out of a part of an embedding.
func forgetPart(p *queue.Part, of Owner) (changed bool, err error) {
	var photos []Photo
	if err := decode(p.Task, &photos); err != nil {
		return false, err
	}
	left := slices.DeleteFunc(slices.Clone(photos), func(p Photo) bool { return p.isOf(of) })
	if len(left) == len(photos) {
		return false, nil
	}
	if p.Task, err = encode(left); err != nil || len(p.Result) == 0 {
		return true, err
	}
	list, err := decodeEmbedded(p.Result)
	if err != nil {
		return false, err
	}
	p.Result, err = encodeEmbedded(slices.DeleteFunc(list, func(e Embedded) bool { return e.Photo.isOf(of) }))
	return true, err
}

// encodeEmbedded is the result of a part of an embedding as the queue holds it.
func encodeEmbedded(list []Embedded) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(list)
	return b.Bytes(), err
}

func decodeEmbedded(result []byte) (list []Embedded, err error) {
	if err = gob.NewDecoder(bytes.NewReader(result)).Decode(&list); err != nil {
		err = fmt.Errorf("a result can't be read: %w", err)
	}
	return list, err
}
