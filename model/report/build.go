package report

import (
	"context"
	"maps"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/face"
	"siamface/model/file"
	"siamface/model/pairlist"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch"
)

const (
	// MaxListed is the greatest number of pairs that pairs.csv lists; of more, it holds the most confusing ones alone.
	MaxListed = 2_000_000
	// shownPairs is how many confusing pairs of each class the page shows.
	shownPairs = 12
	// places is how many thresholds the bands of both rates are taken at.
	places = 80
)

// Build gathers a report from an evaluation: it hashes the photos, looks for copies among them, and takes the curves' 95 %
// intervals, which are the same each time. It fails where a file that was just read can't be read again, or with the error of
// ctx. progress, which may be nil, is called with the number of files hashed.
func Build(ctx context.Context, m Material, progress func(done, total int)) (*Document, error) {
	d := &Document{
		Format: run.EvaluationFormat, Made: time.Now().UTC().Truncate(time.Second), Seconds: m.Seconds, Command: append([]string{}, m.Command...),
		Versions: Versions{run.Version, runtime.Version(), torch.Version(), m.device, runtime.GOOS + "/" + runtime.GOARCH},
		Protocol: m.protocol, Method: m.method, Record: m.folded, Test: m.Test, Spread: m.spread, Identification: m.identification, Training: m.training,
		scores: m.Scores, pairs: m.Pairs, photos: m.Photos, folds: m.foldsOf(), root: m.Root, recipe: m.method.Recipe, device: m.Device,
	}
	if d.Protocol.Tested == nil {
		d.Protocol.Tested = []string{}
	}
	d.Confusing = findConfusing(m)
	var err error
	if d.Data, err = describeData(ctx, m, progress); err != nil {
		return nil, err
	}
	if d.Protocol.Seen, err = m.namesSeen(ctx); err != nil {
		return nil, err
	}
	if err := d.hashMethod(m.Files); err != nil {
		return nil, err
	}
	d.Histogram = m.Scores.Histogram(0)
	if err := d.measureCurves(ctx, m); err != nil {
		return nil, err
	}
	d.Listed = m.Scores.Pairs()
	if d.Listed > MaxListed {
		d.Listed = len(m.Scores.ClosestImpostors()) + len(m.Scores.FarthestGenuine())
	}
	return d, nil
}

// describeData says what was tested on.
func describeData(ctx context.Context, m Material, progress func(done, total int)) (Data, error) {
	d := Data{Folder: m.Root, Excluded: []string{}, Skipped: append(m.skipped[:0:0], m.skipped...), NoFace: m.noFace, Warnings: []string{}}
	photos := m.listPhotos()
	if m.Data != nil {
		photos = nil
		for _, p := range dataset.PhotosOf(m.Data.People) {
			photos = append(photos, p.Path)
		}
		found, err := m.auditFolder(ctx)
		if err != nil {
			return d, err
		}
		d.Findings, d.People = found.Findings, len(m.Data.People)
		d.Excluded, d.Warnings = append(d.Excluded, m.Data.Excluded...), append(d.Warnings, m.Data.Warnings...)
		for _, s := range m.Data.Skipped {
			if !slices.Contains(d.Skipped, s) {
				d.Skipped = append(d.Skipped, s)
			}
		}
	}
	d.Photos = len(photos)
	var err error
	d.SHA256, err = sumPhotos(ctx, m.Root, photos, progress)
	return d, err
}

// auditFolder is the quick audit of the folder, unless it was made before.
func (m Material) auditFolder(ctx context.Context) (audit.Audit, error) {
	if m.Found != nil {
		return *m.Found, nil
	}
	return audit.Quick(ctx, m.Data, nil)
}

// namesSeen names the people tested whom the model knows from training or validation.
func (m Material) namesSeen(ctx context.Context) ([]string, error) {
	if m.Data == nil || len(m.people) == 0 {
		return nil, nil
	}
	unseen, err := run.Unseen(ctx, m.record, m.Data, m.people)
	if err != nil {
		return nil, err
	}
	fresh := dataset.Names(unseen)
	return slices.DeleteFunc(dataset.Names(m.people), func(name string) bool { return slices.Contains(fresh, name) }), nil
}

// listPhotos are the photos on the pairs of a list, once each.
func (m Material) listPhotos() []string {
	if m.Data != nil {
		return nil
	}
	seen := map[string]bool{}
	for _, p := range m.Pairs {
		seen[p.FileX], seen[p.FileY] = true, true
	}
	return slices.Sorted(maps.Keys(seen))
}

// hashMethod hashes the files that the embeddings depend on.
func (d *Document) hashMethod(files []string) error {
	if recipe, err := recipes.Find(d.recipe); err == nil && recipe.Input.FindsFaces() {
		dir, err := face.Find()
		if err != nil {
			return err
		}
		for _, name := range face.Files() {
			files = append(files, filepath.Join(dir, name))
		}
	}
	for _, path := range files {
		sum, err := file.SHA256(path)
		if err != nil {
			return err
		}
		d.Method.Files = append(d.Method.Files, HashedFile{filepath.Base(path), sum})
	}
	if d.Method.Files == nil {
		d.Method.Files = []HashedFile{}
	}
	return nil
}

// findConfusing names the most confusing pairs: those that the scores know by number, else those of the list.
func findConfusing(m Material) Confusing {
	impostors, genuine := m.Scores.NameHardest(m.Photos)
	if len(impostors)+len(genuine) == 0 {
		impostors, genuine = evaluate.HardestPairs(func(yield func(pairlist.ScoredPair) bool) {
			for _, p := range m.Pairs {
				if !yield(p) {
					return
				}
			}
		}, shownPairs)
	}
	first := func(pairs []pairlist.ScoredPair) []pairlist.ScoredPair {
		return append([]pairlist.ScoredPair{}, pairs[:min(shownPairs, len(pairs))]...)
	}
	return Confusing{first(impostors), first(genuine)}
}

// measureCurves takes the curves of what was evaluated, with intervals, and of the baselines, with their figures.
func (d *Document) measureCurves(ctx context.Context, m Material) error {
	d.Baseline, d.Curves = map[string]evaluate.Metrics{}, map[string]errorrate.Curve{}
	for name, s := range m.Baseline {
		metrics, err := evaluate.MeasureWithIntervals(ctx, s, math.NaN())
		if err != nil {
			return err
		}
		d.Baseline[name], d.Curves[name] = metrics, s.Curve()
	}
	c := m.Scores.Curve()
	rates, thresholds := m.Scores.BandPlaces(places, places)
	at := d.Protocol.Threshold.Value
	if at != nil {
		thresholds = append(thresholds, *at)
	}
	var err error
	if c.Bands, err = m.Scores.Bands(ctx, rates, thresholds, evaluate.Seed, evaluate.Rounds); err != nil {
		return err
	}
	if at != nil {
		d.AtThreshold = takeOperating(m.Scores.Classes, *at, &c.Bands)
	}
	d.Curves[ThisModel] = c
	return nil
}

// takeOperating takes the rates at a threshold, whose intervals stand last in the bands, out of these.
func takeOperating(c errorrate.Classes, at float64, bands *errorrate.Bands) *Operating {
	var ends [2]*[2]float64
	p := c.At(at)
	if last := len(bands.FMR) - 1; last >= 0 {
		fmr, fnmr := errorrate.WidenUnseen(bands.FMR[last].Ends(), p.FMR, c.Impostor().N()), errorrate.WidenUnseen(bands.FNMR[last].Ends(), p.FNMR, c.Genuine().N())
		ends = [2]*[2]float64{&fmr, &fnmr}
		bands.FMR, bands.FNMR = bands.FMR[:last], bands.FNMR[:last]
	}
	if evaluate.Known(p.FMR) == nil || evaluate.Known(p.FNMR) == nil {
		return nil
	}
	return &Operating{p, ends[0], ends[1]}
}
