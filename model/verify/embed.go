package verify

import (
	"context"
	"path/filepath"
	"slices"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/torch"
	"siamface/model/tower"
)

// Embedded are the embeddings of photos, as far as they could be read.
type Embedded struct {
	NoFace  []int // the photos, in order, on which the recipe face found no face: they were taken as a whole
	Skipped []dataset.Skipped

	embeddings []float32
	dim        int
	row        []int          // for each file its row, or −1
	features   tower.Features // none where they were too many to hold
	pixels     tower.Features // raw pictures of the photos that were asked for
	untrained  []float32      // embeddings as they were before training, where features aren't held
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

// mostFeatures are the numbers of features that are held at once. Of more photos, features are computed, embedded and given up part by part.
const mostFeatures = 1 << 22

// partRows is how many photos a part has: whole batches, so that each photo is embedded beside the same others as in one go.
const partRows = 1024

// embedInParts is embedWithPixels in memory that grows with the embeddings alone. Where seed isn't nil, embeddings by the untrained tower
// with that seed come with them.
func embedInParts(ctx context.Context, m *tower.Model, root string, files []string, pixelsOf []int, seed *uint64, progress func(done, total int)) (Embedded, error) {
	if len(files)*m.Design.Features <= mostFeatures {
		return embedWithPixels(ctx, m, root, files, pixelsOf, progress)
	}
	rows := max(1, mostFeatures/m.Design.Features/partRows) * partRows
	all := Embedded{dim: m.Design.Embedding, embeddings: make([]float32, 0, len(files)*m.Design.Embedding)}
	if seed != nil && !m.Untrained {
		all.untrained = make([]float32, 0, len(files)*m.Design.Embedding)
	}
	for from := 0; from < len(files); from += rows {
		to := min(from+rows, len(files))
		first, _ := slices.BinarySearch(pixelsOf, from)
		behind, _ := slices.BinarySearch(pixelsOf, to)
		own := make([]int, 0, behind-first)
		for _, photo := range pixelsOf[first:behind] {
			own = append(own, photo-from)
		}
		tell := func(done int) {
			if progress != nil {
				progress(from+done, len(files))
			}
		}
		part, err := embedWithPixels(ctx, m, root, files[from:to], own, func(done, _ int) { tell(done * 9 / 10) }) // the rest is embedding
		if err != nil {
			return Embedded{}, err
		}
		if all.untrained != nil {
			untrained, err := embedUntrained(ctx, m, part.features, *seed)
			if err != nil {
				return Embedded{}, err
			}
			all.untrained = append(all.untrained, untrained...)
		}
		if all.pixels.Data == nil {
			all.pixels.Data = make([]float32, 0, len(pixelsOf)*part.pixels.Width)
		}
		all.join(part, from)
		photo.Release()
		torch.GiveBack() // what the part took
		tell(to - from)
	}
	return all, nil
}

// join takes in the next part, whose files are numbered from first on.
func (e *Embedded) join(part Embedded, first int) {
	rows := len(e.embeddings) / e.dim
	for _, row := range part.row {
		if row >= 0 {
			row += rows
		}
		e.row = append(e.row, row)
	}
	for _, photo := range part.NoFace {
		e.NoFace = append(e.NoFace, first+photo)
	}
	e.Skipped = append(e.Skipped, part.Skipped...)
	e.embeddings = append(e.embeddings, part.embeddings...)
	e.pixels.Width, e.pixels.Data = part.pixels.Width, append(e.pixels.Data, part.pixels.Data...)
}
