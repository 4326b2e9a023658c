package verify

import (
	"context"
	"path/filepath"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/tower"
)

// Embedded are the embeddings of photos, as far as they could be read.
type Embedded struct {
	NoFace  []int // the photos, in order, on which the recipe face found no face: they were taken as a whole
	Skipped []dataset.Skipped

	embeddings []float32
	dim        int
	row        []int // for each file its row, or −1
	features   tower.Features
	pixels     tower.Features // raw pictures of the photos that were asked for
}

// Of is the embedding of photo i; nil for one that couldn't be read.
func (e Embedded) Of(i int) []float32 {
	if row := e.row[i]; row >= 0 {
		return e.embeddings[row*e.dim : (row+1)*e.dim]
	}
	return nil
}

func (e Embedded) keepFiles(files []string) []string { return keepRead(e, files) }

// keepRead leaves out what belongs to photos that could not be read.
func keepRead[T any](e Embedded, list []T) []T {
	kept := make([]T, 0, len(list))
	for i, v := range list {
		if e.row[i] >= 0 {
			kept = append(kept, v)
		}
	}
	return kept
}

// EmbedFiles computes the embeddings of files, whose names are relative to root. progress, which may be nil, is called with the
// number of photos done.
func EmbedFiles(ctx context.Context, m *tower.Model, root string, files []string, progress func(done, total int)) (Embedded, error) {
	return embedWithPixels(ctx, m, root, files, nil, progress)
}

// embedWithPixels is EmbedFiles, with the raw pictures of some of the files, by their numbers.
func embedWithPixels(ctx context.Context, m *tower.Model, root string, files []string, pixelsOf []int, progress func(done, total int)) (Embedded, error) {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = filepath.Join(root, filepath.FromSlash(f))
	}
	features, pixels, failed, err := m.ExtractWithPixels(ctx, paths, pixelsOf, func(done int) {
		if progress != nil {
			progress(done, len(files))
		}
	})
	if err != nil {
		return Embedded{}, err
	}
	e := Embedded{dim: m.Design.Embedding, row: make([]int, len(files)), NoFace: features.NoFace, pixels: pixels}
	for _, f := range failed {
		e.row[f.Index] = -1
		e.Skipped = append(e.Skipped, dataset.Skipped{Path: files[f.Index], Reason: photo.Reason(f.Err)})
	}
	var kept []int
	for i := range files {
		if e.row[i] == 0 {
			e.row[i] = len(kept)
			kept = append(kept, i)
		}
	}
	if e.features = features; len(kept) < len(files) {
		e.features = features.Pick(kept)
	}
	e.embeddings, err = m.EmbedFeatures(ctx, e.features)
	return e, err
}
