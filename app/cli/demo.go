package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
	"siamface/model/torch"
	"siamface/model/verify"
)

const demoSeed = 1

// demoPlan says how much a demo draws and trains.
type demoPlan struct {
	people, pictures, epochs int
}

// usualDemo takes about a minute on two cores. It draws more people than the usual number, because with fewer the model tells
// new drawings apart only for some seeds.
var usualDemo = demoPlan{people: sample.People, pictures: sample.Pictures, epochs: 30}

// demoVerb is the verb demo.
type demoVerb struct {
	*terminal
	out  string
	plan demoPlan
}

func (v *demoVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "Do the whole job on drawn sample faces",
		Long: `Do the whole job once: draw sample faces, train on them, verify two of them, and draw the histogram.

The faces are drawings that the program makes itself; they show nobody. Drawings that are there already
are kept, an earlier demo's run is replaced. The last line is the path of the histogram.`,
		Example: "  siamface demo\n  siamface demo --out /tmp/siamface-demo",
		Args:    requireArguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if v.out == "" {
				return usagef("--out needs a folder")
			}
			return v.doJob(cmd.Context(), demoFolder(v.out))
		},
	}
	c.Flags().StringVar(&v.out, "out", "siamface-demo", "the `FOLDER` to work in")
	return c
}

// demoFolder is where a demo works.
type demoFolder string

func (f demoFolder) faces() string     { return filepath.Join(string(f), "faces") }
func (f demoFolder) run() string       { return filepath.Join(string(f), "run") }
func (f demoFolder) histogram() string { return filepath.Join(string(f), "histogram.png") }

// doJob draws, trains, verifies and draws the histogram.
func (v *demoVerb) doJob(ctx context.Context, f demoFolder) error {
	if err := f.refuseOthers(v.plan); err != nil {
		return err
	}
	d, err := v.drawSamples(ctx, f.faces())
	if err != nil {
		return err
	}
	o := run.Options{
		Folder: f.run(), Force: true, Recipe: recipes.Small, Epochs: v.plan.epochs, Seed: demoSeed, Device: torch.Devices[0],
		Threads: 1, // so that everyone's demo says the same
	}
	report, err := trainModel(ctx, v.terminal, d, o, v.say)
	if err != nil {
		return err
	}
	if report.Stopped {
		v.say("%s", describeStop(report))
	}
	ctx = context.WithoutCancel(ctx) // what is left takes a moment
	sayTrained(v.terminal, report)
	v.say("The run is in %s", f.run())
	if err := v.verifyDrawings(ctx, d, filepath.Join(f.run(), run.ModelFile)); err != nil {
		return err
	}
	if err := saveHistogram(f.run(), f.histogram()); err != nil {
		return err
	}
	v.say("These numbers are about drawings: they say nothing about photos of real people.")
	v.say("The histogram of the test people's distances:")
	v.say("%s", f.histogram())
	return nil
}

// drawSamples draws the sample faces, unless all of them are there.
func (v *demoVerb) drawSamples(ctx context.Context, folder string) (*dataset.Dataset, error) {
	if d, err := dataset.Open(ctx, folder, nil); err == nil && v.plan.isDrawn(d) {
		v.say("Kept the drawings in %s: %s who don't exist, %d pictures each.", folder, countPeople(v.plan.people), v.plan.pictures)
		return d, nil
	}
	err := sample.Write(ctx, folder, v.plan.people, v.plan.pictures, demoSeed, func(done, total int) {
		v.progress.showStage("Drawing faces", done, total)
	})
	v.progress.closeBar()
	if err != nil {
		return nil, err
	}
	v.say("Drew sample faces into %s: drawings of %s who don't exist, %d pictures each.", folder, countPeople(v.plan.people), v.plan.pictures)
	return dataset.Open(ctx, folder, nil)
}

// isDrawn tells whether all of the plan's drawings are in the folder.
func (n demoPlan) isDrawn(d *dataset.Dataset) bool {
	return len(d.People) == n.people && len(d.Skipped) == 0 &&
		!slices.ContainsFunc(d.People, func(p dataset.Person) bool { return len(p.Photos) != n.pictures })
}

// verifyDrawings compares two drawings of one test person, and one each of two.
func (v *demoVerb) verifyDrawings(ctx context.Context, d *dataset.Dataset, model string) error {
	m, err := recipes.Load(ctx, model, torch.Devices[0])
	if err != nil {
		return err
	}
	defer releaseModel(ctx, m)
	tested := d.Of(dataset.Test)
	first, second := tested[0], tested[1]
	for _, c := range []struct {
		who  string
		a, b dataset.Photo
	}{
		{"one person", first.Photos[0], first.Photos[1]},
		{"two people", first.Photos[0], second.Photos[0]},
	} {
		r, err := verify.Compare(ctx, m, d.Abs(c.a), d.Abs(c.b))
		if err != nil {
			return err
		}
		v.say("Verified %s and %s, drawings of %s whom it has never seen:", c.a.Path, c.b.Path, c.who)
		sayVerdict(v.terminal, r)
	}
	return nil
}

// refuseOthers refuses a folder with someone else's faces or run in it: the demo would mix with the one and replace the other.
func (f demoFolder) refuseOthers(plan demoPlan) error {
	entries, err := os.ReadDir(f.faces())
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("can't look into the demo's folder: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() != sample.MarkFile && !plan.draws(entry.Name()) {
			return fmt.Errorf("%s holds other things than the demo's drawings; choose another folder with --out", f.faces())
		}
	}
	report, err := run.ReadReport(f.run())
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no run, or half of one
	}
	if err != nil {
		return fmt.Errorf("the demo would replace %s; choose another folder with --out: %w", f.run(), err)
	}
	for _, names := range report.Split {
		if slices.ContainsFunc(names, func(name string) bool { return !plan.draws(name) }) {
			return fmt.Errorf("%s holds a run on other faces than the demo's; choose another folder with --out", f.run())
		}
	}
	return nil
}

// draws tells the names that package sample gives to the people whom the plan draws.
func (n demoPlan) draws(name string) bool {
	for who := range n.people {
		if name == fmt.Sprintf("d%02d", who+1) {
			return true
		}
	}
	return false
}
