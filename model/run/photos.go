package run

import (
	"context"
	"fmt"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/train"
)

// photoTable are a folder's photos with their features, a row each: what the stage read gives. Splits are lists of rows.
type photoTable struct {
	data     *dataset.Dataset
	photos   []readPhoto
	features tower.Features
	skipped  []dataset.Skipped // that can't be decoded
}

type readPhoto struct {
	file   string // relative to the folder, with slashes
	sha256 string
	person int // in photoTable.data.People
	bad    bool
}

// manyFeatures is how many numbers features have, 32 MB, before the photos' files aren't held beside them.
const manyFeatures = 8 << 20

// readPhotos computes the features of all photos, of whose files it keeps the hashes.
func readPhotos(ctx context.Context, p plan, d *dataset.Dataset, audited audit.Audit) (photoTable, error) {
	t := photoTable{data: d}
	var paths []string
	for i, photo := range dataset.PhotosOf(d.People) {
		t.photos = append(t.photos, readPhoto{file: photo.Path, person: i})
		paths = append(paths, d.Abs(photo))
	}
	p.report(Event{Stage: Reading, Total: len(paths), Audit: &audited})
	var failed []tower.Failed
	var err error
	device := p.model.Device()
	t.features, failed, err = p.model.ExtractFeatures(ctx, paths, func(n int) { p.report(Event{Stage: Reading, Done: n, Total: len(paths)}) })
	if err != nil {
		return t, err
	}
	if p.model.Device() != device {
		p.tellMemory([]string{train.LeftGPU})
	}
	for _, f := range failed {
		t.photos[f.Index].bad = true
		t.skipped = append(t.skipped, dataset.Skipped{Path: t.photos[f.Index].file, Reason: photo.Reason(f.Err)})
	}
	for i, sum := range t.features.SHA256 {
		if !t.photos[i].bad {
			t.photos[i].sha256 = sum
		}
	}
	if len(t.features.Data) >= manyFeatures {
		photo.Release() // what is measured beside them may read the files once more
	}
	// Nothing of the training needs the frozen part any more, but the memory.
	return t, p.model.ReleaseBackbone(ctx)
}

// readEnough is readPhotos, and wants enough of them to train and to validate.
func readEnough(ctx context.Context, p plan, d *dataset.Dataset, audited audit.Audit) (photoTable, error) {
	t, err := readPhotos(ctx, p, d, audited)
	if err != nil {
		return t, err
	}
	if err := t.checkSplits(); err != nil {
		return t, fmt.Errorf("%w; of %d photos %d could not be read", err, len(t.photos), len(t.skipped))
	}
	return t, nil
}

// readPixels are the photos as raw pictures. Those that are gone since they were read count as bad.
func (t photoTable) readPixels(ctx context.Context) (tower.Features, error) {
	paths := make([]string, len(t.photos))
	for i, p := range t.photos {
		paths[i] = t.data.Abs(dataset.Photo{Path: p.file})
	}
	features, failed, err := tower.ExtractPixels(ctx, paths)
	for _, f := range failed {
		t.photos[f.Index].bad = true
	}
	return features, err
}

// withSplits is the table with the splits of another dataset of the same people.
func (t photoTable) withSplits(d *dataset.Dataset) photoTable {
	t.data = d
	return t
}

// checkSplits wants enough photos that could be read.
func (t photoTable) checkSplits() error {
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation} {
		if err := checkPhotos(split, t.pickSet(split).Person); err != nil {
			return err
		}
	}
	return nil
}

// listRows are the rows of the people of some splits, split after split, without photos that couldn't be read.
func (t photoTable) listRows(splits ...dataset.Split) []int {
	var list []int
	for _, split := range splits {
		for i, p := range t.photos {
			if !p.bad && t.data.People[p.person].Split == split {
				list = append(list, i)
			}
		}
	}
	return list
}

// pickSet is the photos of the people of some splits.
func (t photoTable) pickSet(splits ...dataset.Split) train.Set {
	rows := t.listRows(splits...)
	s := train.Set{Features: t.features.Pick(rows), Person: make([]int, len(rows))}
	for i, r := range rows {
		s.Person[i] = t.photos[r].person
	}
	return s
}

// listFiles are the files of the people of a split, in pickSet's order.
func (t photoTable) listFiles(split dataset.Split) []string {
	var list []string
	for _, r := range t.listRows(split) {
		list = append(list, t.photos[r].file)
	}
	return list
}

// countUnreadable counts the photos of the people of a split whose header could be read and the rest could not.
func (t photoTable) countUnreadable(split dataset.Split) int {
	n := 0
	for _, p := range t.photos {
		if p.bad && t.data.People[p.person].Split == split {
			n++
		}
	}
	return n
}

// hashPhotos lists the photos that could be read by their content, without splits.
func (t photoTable) hashPhotos() []PhotoHash {
	var list []PhotoHash
	for _, p := range t.photos {
		if !p.bad {
			list = append(list, PhotoHash{File: p.file, SHA256: p.sha256})
		}
	}
	return list
}

// countNoFace counts the photos on which a recipe that finds faces found none; nil for the others.
func (t photoTable) countNoFace(r recipes.Recipe) *int {
	if !r.Input.FindsFaces() {
		return nil
	}
	n := len(t.features.NoFace)
	return &n
}
