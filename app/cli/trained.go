package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch"
)

// trained is the result of the verbs train and search.
type trained struct {
	Run   string `json:"run"`
	Model string `json:"model"`
	run.Report
}

// makeRun trains on an open folder and says what came of it.
func makeRun(ctx context.Context, t *terminal, d *dataset.Dataset, o run.Options, asJSON bool) error {
	report, err := trainModel(ctx, t, d, o, t.chooseSay(asJSON))
	if err != nil {
		return err
	}
	return sayRun(t, o.Folder, report, asJSON)
}

// sayRun says what came of a training, and where it is.
func sayRun(t *terminal, folder string, report run.Report, asJSON bool) error {
	if report.Stopped {
		t.remark("%s With --resume it goes on.", describeStop(report))
	}
	if asJSON {
		return t.writeJSON(trained{Run: folder, Model: filepath.Join(folder, run.ModelFile), Report: report})
	}
	sayTrained(t, report)
	t.say("The run is in %s", folder)
	return nil
}

// trainModel trains with progress. Device and recipe are announced once everything that can be refused at once was not.
func trainModel(ctx context.Context, t *terminal, d *dataset.Dataset, o run.Options, say func(string, ...any)) (run.Report, error) {
	device, err := torch.FindDevice(ctx, o.Device)
	if err != nil {
		return run.Report{}, err
	}
	begun := false
	result, err := run.Train(ctx, d, o, func(e run.Event) {
		if !begun && e.Stage != run.Auditing {
			begun = true
			if o.Recipe == "" {
				o.Recipe = recipes.Default()
				remarkOnDefault(t)
			}
			say("Training the recipe %s on the %s, seed %d: %s, %s.", o.Recipe, device, o.Seed, countPeople(len(d.People)), countNoun(d.Photos(), "photo"))
			if recipe, err := recipes.Find(o.Recipe); err == nil && recipe.TakesWeights() && o.Weights == "" {
				say("No --weights were given: the frozen network is random, and no measure of what the recipe can do.")
			}
		}
		if e.Notice.Whole() {
			t.remark("%s", e.Notice.English)
			return
		}
		if e.Audit != nil {
			warnOfFindings(t, *e.Audit)
		}
		t.progress.showTraining(e)
	})
	t.progress.closeBar()
	if err != nil {
		return run.Report{}, err
	}
	return result.Report, result.Model.Release(context.WithoutCancel(ctx))
}

// remarkOnDefault says why the default is another recipe than usual.
func remarkOnDefault(t *terminal) {
	if _, err := face.Find(); err != nil {
		t.remark("The default is the recipe %s for now: %v", recipes.Default(), err)
	}
}

// describeStop says what a training that was stopped has left.
func describeStop(r run.Report) string {
	if r.Settings.Epochs == 0 {
		return "Stopped while the thresholds were being set: they come from the validation people alone."
	}
	if r.Epochs == 0 {
		return "Stopped before the first epoch was done: the model that was kept has hardly learnt anything."
	}
	return "Stopped after " + countNoun(r.Epochs, "epoch") + ": the best weights so far were kept."
}

// sayTrained says what a training took, and the figures of the test people.
func sayTrained(t *terminal, r run.Report) {
	if r.Settings.Epochs == 0 {
		t.say("Made the head in closed form, %s, in %s on the %s.", r.Settings.Start, formatSeconds(r.Seconds), r.Device)
	} else {
		t.say("Trained %s in %s on the %s; %s.", countNoun(r.Epochs, "epoch"), formatSeconds(r.Seconds), r.Device, describeBestEpoch(r))
	}
	t.say("On people it has never seen:")
	for _, line := range describeMeasured(r.Test) {
		t.say("  %s", line)
	}
	if u := r.Untrained; u != nil && u.EER != nil {
		t.say("  Before training, on the same pairs: EER %s.", formatPercent(u.EER, u.Genuine))
	}
	if r.Judgement.General {
		t.say("%s The people of this folder are too few to set any by.", generalThresholds)
	}
	if r.NoFace != nil && *r.NoFace > 0 {
		t.say("No face was found on %s of %d; the whole picture was used.", countNoun(*r.NoFace, "photo"), len(r.Photos))
	}
	if n := len(r.Skipped); n > 0 {
		t.say("Skipped %s; %s says why.", countNoun(n, "file or folder", "files or folders"), run.ReportFile)
	}
	for _, warning := range r.Warnings {
		t.say("Warning: %s", warning)
	}
}

// describeBestEpoch says which weights were kept, and whether waiting for better ones ended the training.
func describeBestEpoch(r run.Report) string {
	best := "none was better than the start"
	if r.BestEpoch > 0 {
		best = fmt.Sprintf("the best was epoch %d", r.BestEpoch)
	}
	if r.Early {
		best += fmt.Sprintf(", and the %s after it brought nothing better", countNoun(r.Epochs-r.BestEpoch, "epoch"))
	}
	return best
}
