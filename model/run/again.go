package run

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"

	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/photo"
	"siamface/model/spelling"
	"siamface/model/torch"
	"siamface/model/train"
)

// Again is what repeats a run: the folder's people without what the run left out and split as they were, the options that give the
// same numbers, and sentences on what differs now, so that the numbers may too. Of the options given, the folder and whether it may be
// replaced, the device, the threads where they aren't 0, and the file of weights hold; the rest comes from the report. d stays as it is.
func Again(ctx context.Context, d *dataset.Dataset, made Report, o Options) (*dataset.Dataset, Options, []string, error) {
	if err := wantWeights(o.Weights, made.Weights); err != nil {
		return nil, o, nil, err
	}
	s := made.Settings
	if s == (train.Settings{}) {
		return nil, o, nil, fmt.Errorf("that run can't be repeated: its %s names no settings", ReportFile)
	}
	o.Recipe, o.Settings, o.Epochs, o.Seed, o.FMR, o.Trials = made.Recipe, &s, 0, s.Seed, made.Judgement.Rate, made.Trials
	if o.Threads == 0 {
		o.Threads = s.Threads
	}
	d = d.Without(made.Excluded)
	differs := splitAgain(d, made.Split)
	more, err := differences(ctx, d, made, o)
	return d, o, append(differs, more...), err
}

// wantWeights asks for the weights that a run began from.
func wantWeights(path string, was Origin) error {
	if path == "" && was.File != "" {
		return fmt.Errorf("that run began from the weights in %s, sha256 %.12s…: give that file with --weights", was.File, was.SHA256)
	}
	return nil
}

// differences are sentences on the photos, the weights and the program that aren't what they were.
func differences(ctx context.Context, d *dataset.Dataset, made Report, o Options) ([]string, error) {
	var differs []string
	for _, check := range []func() ([]string, error){
		func() ([]string, error) { return otherPhotos(ctx, d, made) },
		func() ([]string, error) { return otherWeights(o.Weights, made.Weights) },
		func() ([]string, error) { return otherProgram(ctx, made.Record, o) },
	} {
		more, err := check()
		if err != nil {
			return nil, err
		}
		differs = append(differs, more...)
	}
	return differs, nil
}

// splitAgain puts everybody where the run had them.
func splitAgain(d *dataset.Dataset, sides map[string][]string) (differs []string) {
	was := map[string]bool{}
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation, dataset.Test} {
		for _, name := range sides[split.String()] {
			was[name] = true
			if d.SetSplit(name, split) != nil {
				differs = append(differs, name+" isn't in the folder any more")
			}
		}
	}
	for _, p := range d.People {
		if !was[p.Name] {
			differs = append(differs, p.Name+" is new in the folder")
		}
	}
	return differs
}

// mostNamed is how many photos of a kind are named.
const mostNamed = 3

// otherPhotos compares the photos with the run's by their bytes. Those that the run couldn't decode have no hash in its report and
// are passed over.
func otherPhotos(ctx context.Context, d *dataset.Dataset, made Report) ([]string, error) {
	hashes, skipped := map[string]string{}, map[string]bool{}
	for _, p := range made.Photos {
		hashes[p.File] = p.SHA256
	}
	for _, s := range made.Skipped {
		skipped[s.Path] = true
	}
	var changed, added []string
	for _, p := range dataset.PhotosOf(d.People) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hash, known := hashes[p.Path]
		if !known {
			if !skipped[p.Path] {
				added = append(added, p.Path)
			}
			continue
		}
		delete(hashes, p.Path)
		if sum, err := photo.SHA256(d.Abs(p)); err != nil || sum != hash {
			changed = append(changed, p.Path)
		}
	}
	return listNamed(named{"photos changed since", changed}, named{"photos that are gone", slices.Collect(maps.Keys(hashes))}, named{"photos that are new", added}), nil
}

// named are people or files of which something is said.
type named struct {
	says  string
	names []string
}

// listNamed says how many there are of each kind, and names some.
func listNamed(kinds ...named) (list []string) {
	for _, kind := range kinds {
		if n := len(kind.names); n > 0 {
			slices.Sort(kind.names)
			list = append(list, fmt.Sprintf("%s: %d, such as %s", kind.says, n, spelling.List(kind.names[:min(n, mostNamed)], mostNamed)))
		}
	}
	return list
}

func otherWeights(path string, was Origin) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	sum, err := file.SHA256(path)
	if err != nil {
		return nil, fmt.Errorf("can't read the weights: %w", err)
	}
	if sum != was.SHA256 {
		return []string{"the weights are another file"}, nil
	}
	return nil, nil
}

// otherProgram compares what computes.
func otherProgram(ctx context.Context, was Record, o Options) (differs []string, err error) {
	device, err := torch.FindDevice(ctx, o.Device)
	if err != nil {
		return nil, err
	}
	differs = listProgramChanges(was.Provenance, Provenance{Siamface: Version, Libtorch: torch.Version(), Go: runtime.Version(), Device: device})
	if was.Stopped {
		differs = append(differs, fmt.Sprintf("that run was stopped by hand after %d of %d epochs; this one goes on", was.Epochs, was.Settings.Epochs))
	}
	if was.Settings.Threads != o.Threads {
		differs = append(differs, fmt.Sprintf("it computed with %s and now with %s", threads(was.Settings.Threads), threads(o.Threads)))
	}
	return differs, nil
}

// listProgramChanges says what of the program and the device isn't as it was.
func listProgramChanges(was, is Provenance) (changes []string) {
	for _, part := range []struct{ what, was, is string }{
		{"Siamface", was.Siamface, is.Siamface}, {"libtorch", was.Libtorch, is.Libtorch}, {"Go", was.Go, is.Go}, {"the device", was.Device, is.Device},
	} {
		if part.was != part.is {
			changes = append(changes, fmt.Sprintf("%s was %s and is %s", part.what, part.was, part.is))
		}
	}
	return changes
}

func threads(n int) string {
	switch n {
	case 0:
		return "libtorch's own number of threads"
	case 1:
		return "one thread"
	}
	return fmt.Sprintf("%d threads", n)
}
