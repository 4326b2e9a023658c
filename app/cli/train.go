package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/run"
	"siamface/model/torch"
	"siamface/model/tower"
)

func (p *program) train() *cobra.Command {
	var (
		o      run.Options
		from   string
		asJSON bool
	)
	c := &cobra.Command{
		Use:   "train FOLDER --run RUN",
		Short: "Train a model on a folder of faces",
		Long: `Train a model on a folder of faces, and write it into RUN with a report, the scored pairs and figures.

Some people are held out to validate and to test; the numbers at the end are those of the test people.
Ctrl-C stops cleanly and keeps the best weights so far.

Files that are there twice under two people, or for training and for test, are warned of; scan lists them,
and --exclude-duplicates leaves the copies out. What is left out is listed in RUN/excluded.txt.

Recipes: face, the default where its networks are installed, finds and aligns the faces and ends with
the best of three heads, the untrained one among them. gradients needs no pretrained weights at all:
filters that are formulas measure the picture's gradients, and its dense layer is solved in closed form,
without epochs; gradients-aligned does so with faces that are warped to the shape of a mean face.
resnet50-aligned sees them also by the first layers of a ResNet-50, with its ImageNet weights from
--weights. small is trained whole, from nothing, and small-aligned on such faces.
orl-resnet50 is the published experiment: a frozen ResNet-50, whose ImageNet weights come from
--weights, and a dense layer on it, with what makes it train well. orl-resnet50-published leaves that
out, to be seen failing.

Each recipe has settings of its own, which the flags from --loss to --early-stop change; --unfreeze trains
the last stages of orl-resnet50's network too, from their ImageNet weights; --precision mixed computes the
products of the steps in 16 bits, on a GPU that can; search looks for better ones. RUN/report.json holds
all of them.

--from does an earlier run again: its recipe, settings, seed, split and left out photos. What differs by
now, such as photos that changed, is said. With one thread the model is the same file.`,
		Example: `  siamface train faces --run run
  siamface train faces --run run --epochs 100 --seed 2 --force
  siamface train faces --run run --exclude-duplicates
  siamface train faces --run run --recipe small --loss arcface --schedule cosine
  siamface train faces --run run --recipe orl-resnet50 --weights resnet50.pth
  siamface train faces --run again --from run/report.json`,
		Args: takes("FOLDER"),
	}
	options := addTraining(c, &o)
	c.Flags().StringVar(&from, "from", "", "repeat the run of this report.json, or of the folder that holds it")
	excluded := addExclusion(c)
	settings := addTuning(c, "")
	addJSON(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := excluded.check(cmd); err != nil {
			return err
		}
		o, err := options(cmd)
		if err != nil {
			return err
		}
		if cmd.Flags().Changed("from") {
			return p.doAgain(cmd, args[0], from, o, asJSON)
		}
		if err := checkRecipe(o.Recipe, o.Weights, o.Epochs); err != nil {
			return err
		}
		if o.Settings, err = settings(o.Recipe); err != nil {
			return err
		}
		return p.doTrain(cmd.Context(), args[0], excluded, o, asJSON)
	}
	return c
}

// addTraining adds the flags of all that trains; what it returns reads and checks them.
func addTraining(c *cobra.Command, o *run.Options) func(cmd *cobra.Command) (run.Options, error) {
	var (
		epochs, threads atLeastOne
		fmr             fraction
	)
	c.Flags().StringVar(&o.Folder, "run", "", "the `FOLDER` to write the run to (needed)")
	recipe := addChoice(c, "recipe", "the network and how it is trained", tower.Recipes()...)
	setDefault(c, "recipe", tower.Default())
	c.Flags().StringVar(&o.Weights, "weights", "", "a `FILE` of ImageNet weights (.safetensors or .pth), for orl-resnet50")
	c.Flags().Var(&epochs, "epochs", "how many epochs; without it the recipe's own number")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "what everything random comes from")
	c.Flags().Var(&fmr, "fmr", "the false match rate that the threshold is set for, such as 0.001; without it 0.01")
	device := addDevice(c)
	c.Flags().Var(&threads, "threads", "threads of one operation; with 1 the same seed gives the same file")
	c.Flags().BoolVar(&o.Force, "force", false, "replace the model that RUN holds")
	return func(cmd *cobra.Command) (run.Options, error) {
		o.Recipe, o.Device, o.Epochs, o.Threads, o.FMR = recipe.value, device.value, int(epochs), int(threads), float64(fmr)
		if cmd.Flags().Changed("from") {
			return *o, need("run", o.Folder)
		}
		if !cmd.Flags().Changed("recipe") {
			o.Recipe = ""
		}
		return *o, need("run", o.Folder)
	}
}

// lackingFaces says why the default is another recipe than usual.
func (p *program) lackingFaces() {
	if _, err := face.Find(); err != nil {
		p.remark("The default is the recipe %s for now: %v", tower.Default(), err)
	}
}

// checkRecipe refuses weights and epochs for a recipe that takes none; "" is the default one.
func checkRecipe(name, weights string, epochs int) error {
	recipe, err := tower.Find(name)
	switch {
	case err != nil:
		return err
	case weights != "" && !recipe.TakesWeights:
		return usagef("the recipe %s takes no --weights; add --recipe %s or %s", recipe.Name, tower.ResNet50, tower.ResNet50Aligned)
	case recipe.Solved && epochs > 0:
		return usagef("the recipe %s is solved in closed form and takes no --epochs", recipe.Name)
	}
	return nil
}

// trained is the result of the verb train.
type trained struct {
	Run   string `json:"run"`
	Model string `json:"model"`
	run.Report
}

func (p *program) doTrain(ctx context.Context, folder string, excluded *exclusion, o run.Options, asJSON bool) error {
	d, err := p.openSaying(ctx, folder)
	if err != nil {
		return err
	}
	if d, err = p.leaveOut(ctx, d, excluded); err != nil {
		return err
	}
	return p.trainAndSay(ctx, d, o, asJSON)
}

// trainAndSay trains on an open folder and says what came of it.
func (p *program) trainAndSay(ctx context.Context, d *dataset.Dataset, o run.Options, asJSON bool) error {
	announce := p.say
	if asJSON {
		announce = p.remark
	}
	report, err := p.trainRun(ctx, d, o, announce)
	if err != nil {
		return err
	}
	if report.Stopped {
		p.remark("%s", stoppedAt(report))
	}
	if asJSON {
		return p.json(trained{Run: o.Folder, Model: filepath.Join(o.Folder, run.ModelFile), Report: report})
	}
	p.sayTrained(report)
	p.say("The run is in %s", o.Folder)
	return nil
}

// trainRun trains with progress. Device and recipe are announced once everything that can be refused at once was not.
func (p *program) trainRun(ctx context.Context, d *dataset.Dataset, o run.Options, announce func(string, ...any)) (run.Report, error) {
	device, err := torch.FindDevice(ctx, o.Device)
	if err != nil {
		return run.Report{}, err
	}
	begun := false
	result, err := run.Train(ctx, d, o, func(e run.Event) {
		if !begun {
			begun = true
			if o.Recipe == "" {
				o.Recipe = tower.Default()
				p.lackingFaces()
			}
			announce("Training the recipe %s on the %s, seed %d: %s, %s.", o.Recipe, device, o.Seed, people(len(d.People)), count(d.Photos(), "photo"))
			if recipe, err := tower.Find(o.Recipe); err == nil && recipe.TakesWeights && o.Weights == "" {
				announce("No --weights were given: the frozen network is random, and no measure of what the recipe can do.")
			}
		}
		if e.Audit != nil {
			p.warnOf(*e.Audit)
		}
		p.showTraining(e)
	})
	p.progress.end()
	if err != nil {
		return run.Report{}, err
	}
	return result.Report, result.Model.Release(context.WithoutCancel(ctx))
}

func (p *program) showTraining(e run.Event) {
	switch e.Stage {
	case run.Reading:
		p.progress.count("Reading the photos", e.Done, e.Total)
	case run.Training:
		p.progress.train(*e.Train)
	case run.Checking:
		p.progress.count("Setting the thresholds by folds of the training people", e.Done, e.Total)
	case run.Refitting:
		p.progress.count("Training once more, on the validation people too", e.Done, e.Total)
	case run.Measuring:
		p.progress.end()
		p.progress.count("Measuring on the test people", e.Done, e.Total)
	case run.Writing:
		p.progress.end()
	}
}

func stoppedAt(r run.Report) string {
	if r.Settings.Epochs == 0 {
		return "Stopped while the thresholds were being set: they come from the validation people alone."
	}
	if r.Epochs == 0 {
		return "Stopped before the first epoch was done: the model that was kept has hardly learnt anything."
	}
	return "Stopped after " + count(r.Epochs, "epoch") + ": the best weights so far were kept."
}

func (p *program) sayTrained(r run.Report) {
	took := time.Duration(r.Seconds * float64(time.Second))
	if r.Settings.Epochs == 0 {
		p.say("Made the head in closed form, %s, in %s on the %s.", r.Settings.Start, span(took), r.Device)
	} else {
		p.say("Trained %s in %s on the %s; %s.", count(r.Epochs, "epoch"), span(took), r.Device, bestEpoch(r))
	}
	p.say("On people it has never seen:")
	for _, line := range measured(r.Test) {
		p.say("  %s", line)
	}
	if r.Judgement.General {
		p.say("%s The people of this folder are too few to set any by.", generalThresholds)
	}
	if r.NoFace != nil && *r.NoFace > 0 {
		p.say("No face was found on %s of %d; the whole picture was used.", count(*r.NoFace, "photo"), len(r.Photos))
	}
	if n := len(r.Skipped); n > 0 {
		p.say("Skipped %s; %s says why.", count(n, "file or folder", "files or folders"), run.ReportFile)
	}
	for _, warning := range r.Warnings {
		p.say("Warning: %s", warning)
	}
}

// bestEpoch says which weights were kept, and whether waiting for better ones ended the training.
func bestEpoch(r run.Report) string {
	best := "none was better than the start"
	if r.BestEpoch > 0 {
		best = fmt.Sprintf("the best was epoch %d", r.BestEpoch)
	}
	if r.Early {
		best += fmt.Sprintf(", and the %s after it brought nothing better", count(r.Epochs-r.BestEpoch, "epoch"))
	}
	return best
}
