package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"gonum.org/v1/plot/font"

	"siamface/model/file"
	"siamface/model/pairlist"
	"siamface/model/run"
	"siamface/model/spelling"
)

// The files of a report's folder.
const (
	PageFile  = "report.html"
	DataFile  = "report.json"
	PairsFile = "pairs.csv"
)

// ErrHoldsReport is beneath the error for a folder that holds a report already, which Options.Force replaces.
var ErrHoldsReport = errors.New("holds a report already")

// Options say how a report is written.
type Options struct {
	Faces    bool      // show the most confusing pairs as pictures
	Force    bool      // replace the report that the folder holds
	Language string    // that the page opens in, English or Chinese; "" is English. It holds both.
	Font     font.Font // measures the figures' Chinese texts, as figure.Style's; without one they may stand a little off
}

// Check tells whether Write would take a folder: one that isn't there yet, an empty one or, with force, one that holds a
// report and nothing else. The error says what to do. Long work asks before it begins.
func Check(dir string, force bool) error {
	if err := checkPlace(dir, force); err != nil {
		return err
	}
	return tryWriting(dir)
}

// tryWriting holds the folder for a moment, as Write does. Where the folder above isn't there yet, the one that it will be made in says
// whether it can be.
func tryWriting(dir string) error {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	above := filepath.Dir(dir)
	for above != filepath.Dir(above) {
		if _, err := os.Lstat(above); err == nil {
			break
		}
		above = filepath.Dir(above)
	}
	held, err := file.Hold(filepath.Join(above, filepath.Base(dir)), "a report")
	if err != nil {
		return fmt.Errorf("can't write a report to %s: %w", dir, err)
	}
	held.Release()
	return nil
}

// checkPlace refuses a folder that holds what a report must not replace.
func checkPlace(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("can't write a report to %s: %w", dir, causeOf(err))
	}
	if len(entries) == 0 {
		return nil
	}
	for _, e := range entries {
		if !slices.Contains(reportFiles, e.Name()) || !e.Type().IsRegular() {
			return fmt.Errorf("can't write a report to %s: it holds other things, such as %s; name a folder of its own", dir, e.Name())
		}
	}
	if err := checkReport(dir); err != nil {
		return fmt.Errorf("can't write a report to %s: what it holds is no report of an evaluation (%w); name a folder of its own", dir, err)
	}
	if !force {
		return fmt.Errorf("%s %w; --force replaces it", dir, ErrHoldsReport)
	}
	return nil
}

func causeOf(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}

// checkReport says why a folder's data file is none of ours.
func checkReport(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, DataFile))
	if err != nil {
		return causeOf(err)
	}
	return run.CheckFormat(data, run.EvaluationFormat)
}

// Write writes the report's files into dir, all of them or none: what fails leaves the folder as it was. See Check for the
// folders that it takes. It reads the photos of the most confusing pairs again, where Options.Faces asks for them.
func Write(ctx context.Context, dir string, d *Document, o Options) error {
	if err := checkPlace(dir, o.Force); err != nil {
		return err
	}
	dir, err := resolveFolder(dir)
	if err != nil {
		return err
	}
	var pictures map[string]picture
	if o.Faces {
		if pictures, err = makePictures(ctx, d); err != nil {
			return err
		}
	}
	return d.writeFiles(ctx, dir, o, pictures)
}

// writeFiles writes the files, and puts them into their places together.
func (d *Document) writeFiles(ctx context.Context, dir string, o Options, pictures map[string]picture) error {
	held, err := file.Hold(dir, "a report")
	if err != nil {
		return err
	}
	defer held.Release()
	file.Recover(dir, reportFiles) // after one that was killed
	folder, err := file.NewFolder(dir, reportFiles)
	if err != nil {
		return err
	}
	defer folder.Discard()
	for name, write := range map[string]func(io.Writer) error{
		PageFile:  func(w io.Writer) error { return writePage(spelling.Cleaner(w), d, o, pictures) },
		DataFile:  d.writeData,
		PairsFile: func(w io.Writer) error { return d.writePairs(ctx, w) },
	} {
		if err := file.Write(folder.Path(name), 0o600, write); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return folder.Commit()
}

// reportFiles are the names of a report's files, the data, by which a report is known, last.
var reportFiles = []string{PageFile, PairsFile, DataFile}

// resolveFolder is where a folder really lies; the one above it is made where it is missing.
func resolveFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return "", fmt.Errorf("can't make the folder for the report: %w", err)
	}
	return dir, nil
}

func (d *Document) writeData(w io.Writer) error {
	return spelling.WriteJSON(w, d, " ")
}

// writePairs lists the scored pairs: all of them, or those that the scores name as the most confusing ones.
func (d *Document) writePairs(ctx context.Context, w io.Writer) error {
	list := d.pairs
	if d.Listed < d.AllPairs() {
		list = d.hardestPairs
	}
	checked := func(yield func(string, pairlist.ScoredPair) bool) {
		n := 0
		for fold, p := range list {
			if n++; n%1000 == 0 && ctx.Err() != nil || !yield(fold, p) {
				return
			}
		}
	}
	if d.Protocol.Kind == KindFolds {
		return pairlist.WriteScoredFolds(w, checked)
	}
	return pairlist.WriteScored(w, func(yield func(pairlist.ScoredPair) bool) {
		for _, p := range checked {
			if !yield(p) {
				return
			}
		}
	})
}

// hardestPairs are the pairs that the scores name, the most confusing first.
func (d *Document) hardestPairs(yield func(string, pairlist.ScoredPair) bool) {
	impostors, genuine := d.scores.NameHardest(d.photos)
	for _, p := range slices.Concat(impostors, genuine) {
		if !yield(d.folds[p.FileX], p) {
			return
		}
	}
}

// AllPairs is the number of all pairs that were scored.
func (d *Document) AllPairs() int { return d.scores.Pairs() }

// MostListed is MaxListed, for the page.
func (d *Document) MostListed() int { return MaxListed }
