package run_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"siamface/model/file/fault"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/sample"
)

// stopped trains into a folder and stops after the second epoch of five.
func stopped(t *testing.T, photos, folder string) run.Options {
	t.Helper()
	o := options(folder)
	o.Epochs = 5
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := run.Train(ctx, open(t, photos), o, func(e run.Event) {
		if e.Train != nil && len(e.Train.History) == 2 && e.Train.Epoch == 3 {
			cancel()
		}
	})
	if err != nil || !r.Stopped {
		t.Fatalf("stopped: %+v, %v", r, err)
	}
	_ = r.Model.Release(context.Background())
	o.Resume = true
	return o
}

// TestAStoppedRunGoesOn: what Stop keeps is a whole run, and the training can go on all the same.
func TestAStoppedRunGoesOn(t *testing.T) {
	photos := drawings(t, 8, 3).Root
	whole := options(filepath.Join(t.TempDir(), "whole"))
	whole.Epochs = 5
	trained(t, open(t, photos), whole)
	folder := filepath.Join(t.TempDir(), "run")
	o := stopped(t, photos, folder)
	if r, err := run.ReadReport(folder); err != nil || !r.Stopped || r.Epochs != 2 {
		t.Fatalf("the stopped run: %d epochs, stopped %v, %v", r.Epochs, r.Stopped, err)
	}
	u, err := run.ReadUnfinished(folder)
	if err != nil || u == nil || u.Reached != (run.Reached{Stage: run.Training, Epoch: 2}) || len(u.Record.Photos) != 24 || u.Folder != photos {
		t.Fatalf("what is unfinished: %+v, %v", u, err)
	}
	for _, name := range []string{run.UnfinishedFile, ".unfinished", ".unfinished/running.safetensors"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v, %v", name, info, err)
		}
	}
	var notices, epochs []string
	r, err := run.Train(t.Context(), open(t, photos), u.Options(folder), func(e run.Event) {
		if e.Notice.Whole() {
			notices = append(notices, e.Notice.English)
		}
		if e.Train != nil {
			epochs = append(epochs, string(rune('0'+e.Train.Epoch)))
		}
	})
	if err != nil || r.Stopped {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Model.Release(context.Background()) })
	if len(notices) != 1 || notices[0] != "The training goes on after epoch 2 of 5." || epochs[0] != "2" || epochs[1] != "3" {
		t.Errorf("notices %q, epochs %v", notices, epochs)
	}
	a, _ := os.ReadFile(filepath.Join(whole.Folder, run.ModelFile))
	b, err := os.ReadFile(filepath.Join(folder, run.ModelFile))
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("another model than without the stop; %v", err)
	}
	for _, name := range []string{run.HistoryFile, run.PairsFile} {
		a, _ := os.ReadFile(filepath.Join(whole.Folder, name))
		if b, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(a, b) {
			t.Errorf("another %s than without the stop; %v", name, err)
		}
	}
	if _, err := run.Train(t.Context(), open(t, photos), o, nil); !errors.Is(err, run.ErrFinished) {
		t.Errorf("a finished run: %v", err)
	}
}

// TestGoingOnWantsWhatItBeganWith: whatever decides the result and differs is named, and what was reached stays.
func TestGoingOnWantsWhatItBeganWith(t *testing.T) {
	photos := drawings(t, 8, 3).Root
	folder := filepath.Join(t.TempDir(), "run")
	o := stopped(t, photos, folder)
	settings, err := run.Usual(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	settings.Rate *= 2
	for says, change := range map[string]func(o *run.Options){
		"the setting seed was 1 and is 2":                             func(o *run.Options) { o.Seed = 2 },
		"the setting epochs was 5 and is 6":                           func(o *run.Options) { o.Epochs = 6 },
		"the setting rate was":                                        func(o *run.Options) { o.Settings = &settings },
		"the setting threads was 1 and is 2":                          func(o *run.Options) { o.Threads = 2 },
		"the recipe was small and is gradients":                       func(o *run.Options) { o.Recipe = recipes.Gradients },
		"the false match rate of the thresholds was 0.01 and is 0.05": func(o *run.Options) { o.FMR = 0.05 },
	} {
		other := o
		change(&other)
		if _, err := run.Train(t.Context(), open(t, photos), other, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q isn't in %v", says, err)
		}
	}
	elsewhere := t.TempDir()
	if err := sample.Write(t.Context(), elsewhere, 8, 3, 2, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Train(t.Context(), open(t, elsewhere), o, nil); err == nil || !strings.Contains(err.Error(), "photos changed since: 24, such as d01/1.pgm") {
		t.Errorf("another folder: %v", err)
	}
	if _, err := run.Train(t.Context(), open(t, photos).Without([]string{"d02/1.pgm"}), o, nil); err == nil || !strings.Contains(err.Error(), "other files are left out") {
		t.Errorf("a file left out: %v", err)
	}
	first := filepath.Join(photos, "d01", "1.pgm")
	if err := os.Rename(first, filepath.Join(photos, "d01", "9.pgm")); err != nil {
		t.Fatal(err)
	}
	_, err = run.Train(t.Context(), open(t, photos), o, nil)
	for _, says := range []string{"photos that are gone: 1, such as d01/1.pgm", "photos that are new: 1, such as d01/9.pgm", folder} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q isn't in %v", says, err)
		}
	}
	if err := os.Rename(filepath.Join(photos, "d01", "9.pgm"), first); err != nil {
		t.Fatal(err)
	}
	if u, err := run.ReadUnfinished(folder); err != nil || u.Reached.Epoch != 2 {
		t.Errorf("after all that, %+v is kept, %v", u, err)
	}
	moved := filepath.Join(t.TempDir(), "moved") // the same photos elsewhere are the same photos
	if err := os.CopyFS(moved, os.DirFS(photos)); err != nil {
		t.Fatal(err)
	}
	r, err := run.Train(t.Context(), open(t, moved), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Model.Release(context.Background())
}

// TestDamagedStates: a plan that isn't as it was written is refused; a state that isn't is told and done again, to the same end.
func TestDamagedStates(t *testing.T) {
	photos := drawings(t, 8, 3).Root
	folder := filepath.Join(t.TempDir(), "run")
	o := stopped(t, photos, folder)
	change := func(name string, at int) {
		path := filepath.Join(folder, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if at < 0 {
			at += len(data)
		}
		data[at] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change(run.UnfinishedFile, 40)
	if _, err := run.Train(t.Context(), open(t, photos), o, nil); err == nil || !strings.Contains(err.Error(), "is damaged; train anew") {
		t.Errorf("a damaged plan: %v", err)
	}
	change(run.UnfinishedFile, 40)
	change(".unfinished/running.safetensors", -100)
	told := ""
	r, err := run.Train(t.Context(), open(t, photos), o, func(e run.Event) { told += e.Notice.English })
	if err != nil || r.Report.Epochs != 5 || !strings.Contains(told, "can't be read, and is done again") {
		t.Fatalf("a damaged state: %v, told %q", err, told)
	}
	_ = r.Model.Release(context.Background())
}

// TestAFullDiskStopsNoTraining: that a state can't be kept is told once, and the training goes on.
func TestAFullDiskStopsNoTraining(t *testing.T) {
	d := drawings(t, 8, 3)
	defer fault.Inject(func(call, path string) error {
		if strings.Contains(path, "running.safetensors") {
			return syscall.ENOSPC
		}
		return nil
	})()
	told := 0
	o := options(filepath.Join(t.TempDir(), "run"))
	r, err := run.Train(t.Context(), d, o, func(e run.Event) {
		if strings.Contains(e.Notice.English, "couldn't be gone on with after a stop: can't write") {
			told++
		}
	})
	if err != nil || told != 1 {
		t.Fatalf("%v; told %d times", err, told)
	}
	_ = r.Model.Release(context.Background())
}

// TestTrainingAnewForgetsWhatWasReached: without Resume everything is as if nothing were there.
func TestTrainingAnewForgetsWhatWasReached(t *testing.T) {
	photos := drawings(t, 8, 3).Root
	folder := filepath.Join(t.TempDir(), "run")
	o := stopped(t, photos, folder)
	o.Resume = false
	if _, err := run.Train(t.Context(), open(t, photos), o, nil); !errors.Is(err, run.ErrHoldsModel) {
		t.Errorf("over a stopped run: %v", err)
	}
	o.Force, o.Epochs = true, 1
	trained(t, open(t, photos), o)
	if u, err := run.ReadUnfinished(folder); u != nil || err != nil {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestRefusedTrainingsLeaveNothing: not even the folders that they would have written to.
func TestRefusedTrainingsLeaveNothing(t *testing.T) {
	few := drawings(t, 2, 2)
	parent := t.TempDir()
	folder := filepath.Join(parent, "a", "b")
	ctx, cancel := context.WithCancel(t.Context())
	for name, try := range map[string]func() error{
		"too few people": func() error { _, err := run.Train(t.Context(), few, options(folder), nil); return err },
		"stopped while the photos are read": func() error {
			_, err := run.Train(ctx, drawings(t, 8, 3), options(folder), func(e run.Event) { cancel() })
			return err
		},
		"no candidate": func() error {
			_, _, err := run.Search(t.Context(), drawings(t, 8, 3), run.SearchOptions{Options: options(folder), Names: []string{"nothing of that name"}}, nil)
			return err
		},
	} {
		if err := try(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", name, left, err)
		}
	}
}

// TestWhereARunMayLie: not where its figures would be taken for photos.
func TestWhereARunMayLie(t *testing.T) {
	d := drawings(t, 8, 3)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(d.Root, link); err != nil {
		t.Skip(err)
	}
	for folder, says := range map[string]string{
		d.Root: "is the folder of photos", link: "is the folder of photos", filepath.Join(d.Root, "run"): "lies in the folder of photos",
		filepath.Join(link, "d01", "new", "run"): "lies in the folder of photos", filepath.Join(d.Root, ".runs", "a"): "",
	} {
		before, _ := os.ReadDir(d.Root)
		o := options(folder)
		o.Epochs = 1
		r, err := run.Train(t.Context(), d, o, nil)
		if says == "" {
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Model.Release(context.Background())
			continue
		}
		if after, _ := os.ReadDir(d.Root); err == nil || !strings.Contains(err.Error(), says) || len(after) != len(before) {
			t.Errorf("%s: %v; left %d entries more", folder, err, len(after)-len(before))
		}
	}
	if again := open(t, d.Root); len(again.People) != 8 || again.Photos() != 24 {
		t.Errorf("after a run in a hidden folder, %d people and %d photos are there", len(again.People), again.Photos())
	}
}
