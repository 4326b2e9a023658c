package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/run"
	"siamface/model/sample"
	"siamface/model/torch"
	"siamface/model/tower"
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

func (p *program) demo() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Do the whole job on drawn sample faces",
		Long: `Do the whole job once: draw sample faces, train on them, verify two of them, and draw the histogram.

The faces are drawings that the program makes itself; they show nobody. Drawings that are there already
are kept, an earlier demo's run is replaced. The last line is the path of the histogram.`,
		Example: "  siamface demo\n  siamface demo --out /tmp/siamface-demo",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usagef("--out needs a folder")
			}
			return p.doDemo(cmd.Context(), demoFolder(out))
		},
	}
	c.Flags().StringVar(&out, "out", "siamface-demo", "the `FOLDER` to work in")
	return c
}

// demoFolder is where a demo works.
type demoFolder string

func (f demoFolder) faces() string     { return filepath.Join(string(f), "faces") }
func (f demoFolder) run() string       { return filepath.Join(string(f), "run") }
func (f demoFolder) histogram() string { return filepath.Join(string(f), "histogram.png") }

func (p *program) doDemo(ctx context.Context, f demoFolder) error {
	if err := f.check(p.plan); err != nil {
		return err
	}
	d, err := p.drawFaces(ctx, f.faces())
	if err != nil {
		return err
	}
	o := run.Options{
		Folder: f.run(), Force: true, Recipe: tower.Small, Epochs: p.plan.epochs, Seed: demoSeed, Device: torch.Devices[0],
		Threads: 1, // so that everyone's demo says the same
	}
	report, err := p.trainRun(ctx, d, o, p.say)
	if err != nil {
		return err
	}
	if report.Stopped {
		p.say("%s", stoppedAt(report))
	}
	ctx = context.WithoutCancel(ctx) // what is left takes a moment
	p.sayTrained(report)
	p.say("The run is in %s", f.run())
	if err := p.verifyDrawings(ctx, d, filepath.Join(f.run(), run.ModelFile)); err != nil {
		return err
	}
	if err := saveHistogram(f.run(), f.histogram()); err != nil {
		return err
	}
	p.say("These numbers are about drawings: they say nothing about photos of real people.")
	p.say("The histogram of the test people's distances:")
	p.say("%s", f.histogram())
	return nil
}

// drawFaces draws the sample faces, unless all of them are there.
func (p *program) drawFaces(ctx context.Context, folder string) (*dataset.Dataset, error) {
	if d, err := dataset.Open(ctx, folder, nil); err == nil && p.plan.isDrawn(d) {
		p.say("Kept the drawings in %s: %s who don't exist, %d pictures each.", folder, people(p.plan.people), p.plan.pictures)
		return d, nil
	}
	err := sample.Write(ctx, folder, p.plan.people, p.plan.pictures, demoSeed, func(done, total int) {
		p.progress.count("Drawing faces", done, total)
	})
	p.progress.end()
	if err != nil {
		return nil, err
	}
	p.say("Drew sample faces into %s: drawings of %s who don't exist, %d pictures each.", folder, people(p.plan.people), p.plan.pictures)
	return dataset.Open(ctx, folder, nil)
}

// isDrawn tells whether all of the plan's drawings are in the folder.
func (n demoPlan) isDrawn(d *dataset.Dataset) bool {
	return len(d.People) == n.people && len(d.Skipped) == 0 &&
		!slices.ContainsFunc(d.People, func(p dataset.Person) bool { return len(p.Photos) != n.pictures })
}

// verifyDrawings compares two drawings of one test person, and one each of two.
func (p *program) verifyDrawings(ctx context.Context, d *dataset.Dataset, model string) error {
	m, err := tower.Load(ctx, model, torch.Devices[0])
	if err != nil {
		return err
	}
	defer m.Release(ctx) //nolint:errcheck // what is not freed ends with the process
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
		p.say("Verified %s and %s, drawings of %s whom it has never seen:", c.a.Path, c.b.Path, c.who)
		p.sayVerdict(r)
	}
	return nil
}

// check refuses a folder with someone else's faces or run in it: the demo would mix with the one and replace the other.
func (f demoFolder) check(plan demoPlan) error {
	entries, err := os.ReadDir(f.faces())
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("can't look into the demo's folder: %w", err)
	}
	for _, entry := range entries {
		if !plan.draws(entry.Name()) {
			return fmt.Errorf("%s holds other things than the demo's drawings; choose another folder with --out", f.faces())
		}
	}
	report, err := run.ReadReport(f.run())
	if err != nil {
		return nil // no run, or half of one
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
