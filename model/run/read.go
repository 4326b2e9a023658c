package run

import (
	"context"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/tower"
	"siamface/model/train"
)

// readPhoto is a photo whose features are a row of job.features.
type readPhoto struct {
	file   string // relative to the folder, with slashes
	sha256 string
	person int // in job.data.People
	bad    bool
}

// read computes the features of all photos, of whose files it keeps the hashes. Photos that can't be decoded join the skipped ones.
func (j *job) read(ctx context.Context) error {
	var paths []string
	for i, p := range dataset.PhotosOf(j.data.People) {
		j.photos = append(j.photos, readPhoto{file: p.Path, person: i})
		paths = append(paths, j.data.Abs(p))
	}
	j.report(Event{Stage: Reading, Total: len(paths), Audit: &j.audited})
	var failed []tower.Failed
	var err error
	j.features, failed, err = j.model.Extract(ctx, paths, func(n int) { j.report(Event{Stage: Reading, Done: n, Total: len(paths)}) })
	if err != nil {
		return err
	}
	for _, f := range failed {
		j.photos[f.Index].bad = true
		j.made.Skipped = append(j.made.Skipped, dataset.Skipped{Path: j.photos[f.Index].file, Reason: photo.Reason(f.Err)})
	}
	for i, sum := range j.features.SHA256 {
		if !j.photos[i].bad {
			j.photos[i].sha256 = sum
		}
	}
	// Nothing of the training needs the frozen part any more, but the memory.
	return j.model.Rest(ctx)
}

// noFace counts the photos on which a recipe that finds faces found none; nil for the others.
func (j *job) noFace() *int {
	if !j.model.Design.Input.FindsFaces() {
		return nil
	}
	n := len(j.features.NoFace)
	return &n
}

// chosen are the photos, by their numbers in job.photos, of the people of one split that could be read.
func (j *job) chosen(split dataset.Split) []int {
	var list []int
	for i, p := range j.photos {
		if !p.bad && j.data.People[p.person].Split == split {
			list = append(list, i)
		}
	}
	return list
}

// set gathers the photos of the people of one split.
func (j *job) set(split dataset.Split) train.Set { return j.setOf(split, j.features) }

// setOf is set with other features, one row a photo.
func (j *job) setOf(split dataset.Split, features tower.Features) train.Set {
	s := train.Set{Person: j.people(split), Features: tower.Features{Width: features.Width}}
	s.Features.Data = make([]float32, 0, len(s.Person)*features.Width)
	for _, i := range j.chosen(split) {
		s.Features.Data = append(s.Features.Data, features.Row(i)...)
	}
	return s
}

// people are those shown by set's photos.
func (j *job) people(split dataset.Split) []int {
	var list []int
	for _, i := range j.chosen(split) {
		list = append(list, j.photos[i].person)
	}
	return list
}

// files lists the photos of set, in its order.
func (j *job) files(split dataset.Split) []string {
	var list []string
	for _, i := range j.chosen(split) {
		list = append(list, j.photos[i].file)
	}
	return list
}

// unreadable counts the photos of the people of one split whose header could be read and the rest could not.
func (j *job) unreadable(split dataset.Split) int {
	n := 0
	for _, p := range j.photos {
		if p.bad && j.data.People[p.person].Split == split {
			n++
		}
	}
	return n
}
