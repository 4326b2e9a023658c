// Package jobs is the work that a queue's workers do: batches of photos to embed, folds of a cross-validation, trials of a search. What a
// job makes depends on its photos, settings and seed alone, so that it may be done anywhere, and again.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"siamface/model/bucket"
	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/photo"
	"siamface/model/queue"
	"siamface/model/spelling"
	"siamface/model/tower"
)

// The kinds of work.
const (
	Embedding = "embed"
	Folds     = "folds"
	Trials    = "trials"
)

// Photo is a photo by its path below the folder, whom it shows, and the sum of its bytes: a worker refuses another photo in its place.
type Photo struct {
	Path   string `json:"path"`
	Person string `json:"person"`
	SHA256 string `json:"sha256"`
}

// MarshalJSON writes names as spelling.ToText does.
func (p Photo) MarshalJSON() ([]byte, error) {
	type plain Photo
	p.Path, p.Person = spelling.ToText(p.Path), spelling.ToText(p.Person)
	return json.Marshal(plain(p))
}

// UnmarshalJSON gives back the names as they were.
func (p *Photo) UnmarshalJSON(data []byte) error {
	type plain Photo
	err := json.Unmarshal(data, (*plain)(p))
	p.Path, p.Person = spelling.FromCell(p.Path), spelling.FromCell(p.Person)
	return err
}

// ListPhotos are a folder's photos of people, with their sums. Those that can't be read are left out: opening the folder has named them.
func ListPhotos(ctx context.Context, d *dataset.Dataset) ([]Photo, error) {
	var photos []Photo
	for i, p := range dataset.PhotosOf(d.People) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sum, err := photo.SHA256(d.Abs(p))
		if err != nil {
			continue
		}
		photos = append(photos, Photo{p.Path, d.People[i].Name, sum})
	}
	if len(photos) == 0 {
		return nil, fmt.Errorf("none of the photos in %s can be read; siamface scan says why", d.Root)
	}
	return photos, nil
}

// ErrChanged is beneath the error of a worker that finds another photo where one was put into the queue.
var ErrChanged = errors.New("it isn't the photo that was put into the queue")

// checkPhotos compares the photos at hand with those that were put into the queue.
func checkPhotos(ctx context.Context, root string, photos []Photo) error {
	for _, p := range photos {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, err := photo.SHA256(filepath.Join(root, filepath.FromSlash(p.Path)))
		if err != nil {
			return fmt.Errorf("the photo %s can't be read here; a worker needs the folder %s as it was put into the queue: %w", spelling.Show(p.Path), spelling.Show(root), err)
		}
		if sum != p.SHA256 {
			return queue.Final(fmt.Errorf("the photo %s has changed since: %w", spelling.Show(p.Path), ErrChanged))
		}
	}
	return nil
}

// File is a file that a job reads beside the photos, a model or weights; "" is none.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// MarshalJSON writes the path as spelling.ToText does.
func (f File) MarshalJSON() ([]byte, error) {
	type plain File
	f.Path = spelling.ToText(f.Path)
	return json.Marshal(plain(f))
}

// UnmarshalJSON gives back the path as it was.
func (f *File) UnmarshalJSON(data []byte) error {
	type plain File
	err := json.Unmarshal(data, (*plain)(f))
	f.Path = spelling.FromCell(f.Path)
	return err
}

// FindFile is a file with its sum.
func FindFile(path string) (File, error) {
	if path == "" {
		return File{}, nil
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return File{}, err
	}
	sum, err := file.SHA256(absolute)
	return File{absolute, sum}, err
}

// check refuses a file that isn't here, or another one in its place.
func (f File) check() error {
	if f.Path == "" {
		return nil
	}
	sum, err := file.SHA256(f.Path)
	if err != nil {
		return fmt.Errorf("a worker needs the file %s: %w", spelling.Show(f.Path), err)
	}
	if sum != f.SHA256 {
		return queue.Final(fmt.Errorf("the file %s has changed since it was put into the queue", spelling.Show(f.Path)))
	}
	return nil
}

// Worker does the work of all kinds. It holds the model that it used last. Release frees it.
type Worker struct {
	Device  string // a name of torch.Devices
	Threads int    // of one operation of a training; 0 is as the job says

	mirror bucket.Mirror // of photos that lie in a store
	mutex  sync.Mutex    // one job at a time uses the model
	model  *tower.Model
	from   File
}

// Kinds are the kinds of work that the worker does, for queue.Options.
func (w *Worker) Kinds() map[string]queue.Work {
	score := func(ctx context.Context, task, part []byte) ([]byte, error) { return scoreTrial(ctx, w, task, part) }
	return map[string]queue.Work{Embedding: w.embed, Folds: w.testFold, Trials: score}
}

// Release frees the model, and deletes the copies of photos. What isn't freed ends with the process.
func (w *Worker) Release(ctx context.Context) error {
	w.releaseModel(ctx)
	return w.mirror.Close()
}

func (w *Worker) releaseModel(ctx context.Context) {
	if w.model != nil {
		_ = w.model.Release(context.WithoutCancel(ctx))
		w.model = nil
	}
}

// openPhotos gives the folder that holds the photos, compared with what was put into the queue. Those in a store are fetched first.
func (w *Worker) openPhotos(ctx context.Context, root string, photos []Photo) (folder string, err error) {
	if folder = root; bucket.IsAddress(root) {
		names, sums := make([]string, len(photos)), map[string]string{}
		for i, p := range photos {
			names[i], sums[p.Path] = p.Path, p.SHA256
		}
		folder, err = w.mirror.Open(ctx, root, names, func(path, name string) bool {
			sum, err := photo.SHA256(path)
			return err == nil && sum == sums[name]
		})
		if err != nil {
			return "", err
		}
	}
	return folder, checkPhotos(ctx, folder, photos)
}

// named is a task with names, which may be no UTF-8: JSON holds them as spelling.ToText writes them.
type named interface {
	mapNames(each func(string) string)
}

// encode is a task as the queue holds it.
func encode(v any) ([]byte, error) {
	if task, ok := v.(named); ok {
		task.mapNames(spelling.ToText)
	}
	return json.Marshal(v)
}

// decode reads a task. One that can't be read isn't tried again.
func decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return queue.Final(fmt.Errorf("the job can't be read: %w", err))
	}
	if task, ok := v.(named); ok {
		task.mapNames(spelling.FromCell)
	}
	return nil
}
