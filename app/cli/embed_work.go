package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"siamface/app/cli/embeddings"
	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/tower"
	"siamface/model/verify"
)

// embedWork is one call of embed at work.
type embedWork struct {
	*terminal
	chunk   int // photos that are computed before they are kept
	model   *tower.Model
	data    *dataset.Dataset
	journal *embeddings.Journal
	fresh   map[string]bool // what is in the journal since this call
	table   embeddings.Table
	result  embeddedPhotos
}

// namedPhoto is a photo, by its path below the folder, and whom it shows.
type namedPhoto struct{ path, person string }

// embedAll embeds what isn't in the journal yet, and writes the result.
func (w *embedWork) embedAll(ctx context.Context, out string) error {
	var photos []namedPhoto
	for i, p := range dataset.PhotosOf(w.data.People) {
		photos = append(photos, namedPhoto{p.Path, w.data.People[i].Name})
	}
	if n := w.journal.Len(); n > 0 {
		w.remark("Going on: an earlier run has left %s.", countNoun(n, "embedding"))
	}
	defer w.progress.closeBar()
	const stage = "Embedding photos"
	done := 0
	for chunk := range slices.Chunk(photos, w.chunk) {
		err := w.embedChunk(ctx, chunk, func(n, _ int) {
			if w.progress.terminal {
				w.progress.showStage(stage, done+n, len(photos))
			}
		})
		if err != nil {
			return err
		}
		done += len(chunk)
		w.progress.logStage(stage, done, len(photos))
	}
	if w.result.Photos == 0 {
		return fmt.Errorf("there is nothing to write: none of the photos in %s can be read; siamface scan says why", w.data.Root)
	}
	var err error
	w.result.Files, err = w.table.Write(out)
	return err
}

// embedChunk adds a few photos to the table, in their order, and what had to be computed to the journal.
func (w *embedWork) embedChunk(ctx context.Context, photos []namedPhoto, progress func(done, total int)) error {
	sums := make([]string, len(photos))
	for i, ph := range photos {
		sum, err := photo.SHA256(filepath.Join(w.data.Root, filepath.FromSlash(ph.path)))
		if err != nil {
			sum = ph.path // embedding it says why it can't be read
		}
		sums[i] = sum
	}
	reasons, err := w.addMissing(ctx, photos, sums, progress)
	if err != nil {
		return err
	}
	for i, ph := range photos {
		e, known := w.journal.Get(sums[i])
		if !known {
			w.result.Skipped = append(w.result.Skipped, skippedFile{ph.path, reasons[sums[i]]})
			continue
		}
		w.result.addRow(&w.table, ph, e)
		if !w.fresh[sums[i]] {
			w.result.Resumed++
		}
	}
	return nil
}

// addMissing puts those of the photos into the journal that aren't there; each content once. For what can't be read, it returns why.
func (w *embedWork) addMissing(ctx context.Context, photos []namedPhoto, sums []string, progress func(done, total int)) (reasons map[string]string, err error) {
	var files, keys []string
	for i, ph := range photos {
		if _, known := w.journal.Get(sums[i]); !known && !slices.Contains(keys, sums[i]) {
			files, keys = append(files, ph.path), append(keys, sums[i])
		}
	}
	if len(files) == 0 {
		return nil, ctx.Err()
	}
	found, err := verify.EmbedFiles(ctx, w.model, w.data.Root, files, progress)
	if err != nil {
		return nil, err
	}
	reasons = map[string]string{}
	for _, skipped := range found.Skipped {
		reasons[keys[slices.Index(files, skipped.Path)]] = skipped.Reason
	}
	for i, key := range keys {
		e := found.Of(i)
		if e == nil {
			continue
		}
		if err := w.journal.Add(key, embeddings.Entry{Embedding: e, NoFace: slices.Contains(found.NoFace, i)}); err != nil {
			return nil, fmt.Errorf("can't keep what is done: %w", err)
		}
		w.fresh[key] = true
	}
	return reasons, nil
}

// addRow puts a photo at the end of the table.
func (p *embeddedPhotos) addRow(t *embeddings.Table, ph namedPhoto, e embeddings.Entry) {
	if people := t.People; len(people) == 0 || people[len(people)-1] != ph.person {
		p.People++ // the photos of one person follow each other
	}
	t.Files, t.People = append(t.Files, ph.path), append(t.People, ph.person)
	t.Values = append(t.Values, e.Embedding...)
	p.Photos = len(t.Files)
	if e.NoFace {
		p.NoFace = append(p.NoFace, ph.path)
	}
}

// explainRest says what is kept of work that could not be finished.
func (w *embedWork) explainRest(err error, partial string) error {
	n := w.journal.Len()
	if n == 0 {
		return errors.Join(err, w.journal.Remove())
	}
	kept := fmt.Sprintf("%s kept in %s, and the same command goes on from there", countNoun(n, "embedding is", "embeddings are"), showName(partial))
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped: " + kept) // which is no more an error without a result
	} else {
		err = fmt.Errorf("%w; %s", err, kept)
	}
	return errors.Join(err, w.journal.Close())
}
