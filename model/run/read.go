package run

import (
	"context"
	"slices"

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
	failed, err := j.extract(ctx, paths)
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

// extract computes the features of all photos, and of changed versions of those that are learned from.
func (j *job) extract(ctx context.Context, paths []string) (failed []tower.Failed, err error) {
	variants := j.settings.Variants(j.model.Recipe.Input)
	groups := [][]int{nil, nil} // the photos to learn from, and the others
	for i, p := range j.photos {
		g := 0
		if len(variants) > 0 && !j.crossed && j.data.People[p.person].Split == dataset.Test {
			g = 1
		}
		groups[g] = append(groups[g], i)
	}
	all := make([]tower.Features, 1+len(variants))
	done := 0
	for g, rows := range groups {
		if len(rows) == 0 {
			continue
		}
		var named []string
		for _, i := range rows {
			named = append(named, paths[i])
		}
		part, bad, err := j.model.ExtractVariants(ctx, named, variants[:len(variants)*(1-g)], func(n int) {
			j.report(Event{Stage: Reading, Done: done + n, Total: len(paths)})
		})
		if err != nil {
			return nil, err
		}
		for _, f := range bad {
			failed = append(failed, tower.Failed{Index: rows[f.Index], Err: f.Err})
		}
		for k := range part {
			all[k] = placed(all[k], part[k], rows, len(paths))
		}
		done += len(rows)
	}
	j.features, j.copies = all[0], all[1:]
	return failed, nil
}

// placed puts the features of some photos, by their numbers in order, among those of all.
func placed(all, part tower.Features, rows []int, photos int) tower.Features {
	if len(rows) == photos {
		return part
	}
	if all.Data == nil {
		all = tower.Features{Width: part.Width, Data: make([]float32, photos*part.Width), SHA256: make([]string, photos)}
	}
	for i, row := range rows {
		copy(all.Row(row), part.Row(i))
		all.SHA256[row] = part.SHA256[i]
	}
	for _, i := range part.NoFace {
		all.NoFace = append(all.NoFace, rows[i])
	}
	slices.Sort(all.NoFace)
	return all
}

// noFace counts the photos on which a recipe that finds faces found none; nil for the others.
func (j *job) noFace() *int {
	if !j.model.Recipe.FindsFaces {
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

// set gathers the photos of the people of one split, with their copies where they are learned from.
func (j *job) set(split dataset.Split) train.Set {
	s := j.setOf(split, j.features)
	if split != dataset.Test {
		for _, c := range j.copies {
			s.Copies = append(s.Copies, j.setOf(split, c).Features)
		}
	}
	return s
}

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
