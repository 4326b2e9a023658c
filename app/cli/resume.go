package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/dataset"
	"siamface/model/run"
)

// resumeRun goes on with the unfinished training in the run's folder, or says that it is finished; done is false where it holds none and one
// is to begin.
func (v *trainVerb) resumeRun(cmd *cobra.Command, folder string) (done bool, err error) {
	if v.run.force {
		return true, usagef("--resume and --force exclude each other: one goes on with what RUN holds, the other replaces it")
	}
	if err := requireFlag("run", v.run.folder); err != nil {
		return true, err
	}
	u, err := run.ReadUnfinished(v.run.folder)
	if err != nil {
		return true, err
	}
	if u == nil {
		return v.sayFinished()
	}
	if v.from != "" {
		return false, nil // the report says what the training began with, and must say the same
	}
	o, err := v.readAgain(cmd, *u)
	if err != nil {
		return true, err
	}
	d, err := v.openAgain(cmd, folder, *u)
	if err != nil {
		return true, err
	}
	return true, makeRun(cmd.Context(), v.terminal, d, o, v.asJSON)
}

// sayFinished says what came of a training that is finished; done is false where there was none.
func (v *trainVerb) sayFinished() (done bool, err error) {
	if _, err := os.Stat(filepath.Join(v.run.folder, run.ModelFile)); errors.Is(err, os.ErrNotExist) {
		v.remark("There is nothing to go on with in %s: the training begins.", showName(v.run.folder))
		return false, nil
	}
	made, err := run.ReadReport(v.run.folder)
	if err != nil {
		return true, err
	}
	if made.Stopped {
		return true, fmt.Errorf("the training in %s was stopped, and nothing is left there to go on with; train it again with --run and another folder, --from %s", showName(v.run.folder), showName(v.run.folder))
	}
	v.remark("The training in %s is finished: there is nothing to go on with.", showName(v.run.folder))
	return true, sayRun(v.terminal, v.run.folder, made, v.asJSON)
}

// readAgain are the options that an unfinished training began with, but for those that the flags say again, which Train compares.
func (v *trainVerb) readAgain(cmd *cobra.Command, u run.Unfinished) (run.Options, error) {
	o, given := u.Options(v.run.folder), cmd.Flags().Changed
	if given("recipe") && v.run.recipe.value != o.Recipe {
		o.Recipe, o.Settings = v.run.recipe.value, nil
	}
	for name, put := range map[string]func(){
		"weights": func() { o.Weights = v.run.weights }, "seed": func() { o.Seed = v.run.seed }, "epochs": func() { o.Epochs = v.run.epochs },
		"threads": func() { o.Threads = v.run.threads }, "fmr": func() { o.FMR = v.run.fmr }, "device": func() { o.Device = v.run.device.value },
	} {
		if given(name) {
			put()
		}
	}
	chosen, err := v.tuning.readSettings(o.Recipe)
	if err == nil && chosen != nil && o.Settings != nil {
		*chosen, err = v.tuning.chosen.PutInto(*o.Settings)
	}
	if err == nil && chosen != nil {
		o.Settings = chosen
	}
	return o, err
}

// openAgain opens the folder without what the training left out, or what the flags leave out, and with everybody on their sides.
func (v *trainVerb) openAgain(cmd *cobra.Command, folder string, u run.Unfinished) (*dataset.Dataset, error) {
	if err := v.exclusion.checkFlags(cmd); err != nil {
		return nil, err
	}
	d, err := v.exclusion.openRest(cmd.Context(), v.terminal, folder)
	if err != nil {
		return nil, err
	}
	if firstGiven(cmd, "exclude", "exclude-duplicates") == "" {
		d = d.Without(u.Record.Excluded)
	}
	u.SplitPeople(d)
	return d, nil
}
