package run_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"siamface/model/augment"
	"siamface/model/dataset"
	"siamface/model/loss"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/torch/torchtest"
	"siamface/model/train"
)

func chosen(t *testing.T, recipe string, c train.Choices) *train.Settings {
	t.Helper()
	s, err := recipes.Choose(recipe, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// short is the recipe small's settings with few steps.
func short(t *testing.T) *train.Settings {
	t.Helper()
	s, err := run.Usual(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	s.Steps = 3
	return &s
}

func sameModel(t *testing.T, a, b string) bool {
	t.Helper()
	var files [2][]byte
	for i, folder := range []string{a, b} {
		var err error
		if files[i], err = os.ReadFile(filepath.Join(folder, run.ModelFile)); err != nil {
			t.Fatal(err)
		}
	}
	return bytes.Equal(files[0], files[1])
}

func TestChoices(t *testing.T) {
	if s := chosen(t, recipes.Small, train.Choices{}); s != nil {
		t.Errorf("nothing chosen: %+v", s)
	}
	s := chosen(t, recipes.Small, train.Choices{
		"loss": loss.ArcFace, "margin": "0.3", "scale": "20", "schedule": train.ScheduleCosine, "warm-up": "2", "feeding": train.FeedPublished,
		"augment": augment.PresetFaces, "rate": "0.004", "decay": "0.02", "clip": "3", "early-stop": "7",
	})
	want, err := run.Usual(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	want.Loss, want.Schedule, want.Feeding, want.Augment = loss.Settings{Name: loss.ArcFace, Margin: 0.3, Scale: 20}, train.ScheduleCosine, train.FeedPublished, augment.Faces()
	want.WarmUp, want.Rate, want.Decay, want.Clip, want.EarlyStop = 2, 0.004, 0.02, 3, 7
	if *s != want {
		t.Errorf("%+v, want %+v", *s, want)
	}
	if s := chosen(t, recipes.ResNet50, train.Choices{"loss": loss.CosFace}); s.Feeding != train.FeedBalanced {
		t.Errorf("a loss that compares whole batches is fed %s", s.Feeding)
	}
	if s := chosen(t, recipes.Small, train.Choices{"loss": loss.Contrastive, "distance": loss.Cosine}).Filled(); s.Loss != (loss.Settings{Name: loss.Contrastive, Distance: loss.Cosine, Margin: 0.5}) {
		t.Errorf("the recipe's own loss of cosines is %+v", s.Loss)
	}
	for name, c := range map[string]struct {
		recipe string
		train.Choices
		want error
	}{
		"a distance of cosines":                        {recipes.Small, train.Choices{"loss": loss.ArcFace, "distance": loss.Euclidean}, train.ErrUnused},
		"a margin of none":                             {recipes.Small, train.Choices{"loss": loss.TripletSoft, "margin": "0.1"}, train.ErrUnused},
		"a scale of distances":                         {recipes.Small, train.Choices{"loss": loss.TripletHard, "scale": "9"}, train.ErrUnused},
		"warming up a plateau":                         {recipes.Small, train.Choices{"warm-up": "2"}, train.ErrUnused},
		"warming up a one-cycle":                       {recipes.Small, train.Choices{"schedule": train.ScheduleOneCycle, "warm-up": "2"}, train.ErrUnused},
		"a solved head's loss":                         {recipes.ResNet50Aligned, train.Choices{"loss": loss.ArcFace}, train.ErrSolved},
		"changed photos":                               {recipes.Face, train.Choices{"augment": augment.PresetMoved}, train.ErrUnused},
		"a refit of a head that all known people made": {recipes.Face, train.Choices{"refit": "on"}, train.ErrUnused},
		"solving a layer that is all that is trained":  {recipes.ResNet50, train.Choices{"solve": "on"}, train.ErrUnused},
		"directions":                                   {recipes.PublishedResNet50, train.Choices{"loss": loss.ArcFace}, train.ErrLengths},
	} {
		if _, err := recipes.Choose(c.recipe, c.Choices); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What doesn't fit is refused before a folder is made or a photo read.
func TestSettingsThatDoNotFitAreRefusedAtOnce(t *testing.T) {
	d := drawings(t, 8, 2)
	s, err := run.Usual(recipes.PublishedResNet50)
	if err != nil {
		t.Fatal(err)
	}
	s.Loss.Name = loss.MultiSimilarity
	o := run.Options{Folder: filepath.Join(t.TempDir(), "run"), Recipe: recipes.PublishedResNet50, Settings: &s}
	events := 0
	if _, err := run.Train(t.Context(), d, o, func(run.Event) { events++ }); !errors.Is(err, train.ErrLengths) || events > 0 {
		t.Errorf("%v after %d events", err, events)
	}
	if _, err := os.Stat(o.Folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}

// TestAgain repeats a run whose people were split by hand, whose settings were chosen, and which left a photo out.
func TestAgain(t *testing.T) {
	d := drawings(t, 8, 3)
	left := d.People[0].Photos[2].Path
	first := d.Without([]string{left})
	if err := first.SetSplit(first.People[3].Name, dataset.Test); err != nil {
		t.Fatal(err)
	}
	o := options(filepath.Join(t.TempDir(), "first"))
	o.Epochs, o.Seed, o.FMR = 1, 5, 0.05
	o.Settings = chosen(t, recipes.Small, train.Choices{"loss": loss.TripletSemiHard, "schedule": train.ScheduleCosine, "rate": "0.003"})
	o.Settings.Steps = 3
	made := trained(t, first, o).Report
	if got := made.Changes[len(made.Changes)-1]; !strings.Contains(got, loss.TripletSemiHard) || !strings.Contains(got, "rate 0.003") || strings.Contains(got, "epochs") {
		t.Errorf("the record names the choices as %q", got)
	}
	if made.Settings != made.Settings.Filled() || made.Settings.Loss.Margin != 0.2 {
		t.Errorf("the record leaves settings empty: %+v", made.Settings)
	}
	made, err := run.ReadReport(o.Folder)
	if err != nil {
		t.Fatal(err)
	}
	second := run.Options{Folder: filepath.Join(t.TempDir(), "second"), Device: torchtest.Name}
	again, second, differs, err := run.Again(t.Context(), open(t, d.Root), made, second)
	if err != nil || len(differs) != 0 {
		t.Fatalf("%v, differs: %q", err, differs)
	}
	trained(t, again, second)
	if !sameModel(t, o.Folder, second.Folder) {
		t.Error("the model is another file")
	}
}

func TestAgainSaysWhatDiffers(t *testing.T) {
	d := drawings(t, 8, 2)
	o := options(filepath.Join(t.TempDir(), "first"))
	o.Epochs, o.Settings = 1, short(t)
	made := trained(t, d, o).Report
	p := d.People
	for path, data := range map[string]string{d.Abs(p[1].Photos[0]): "P5 1 1 255 x", filepath.Join(d.Root, p[2].Name, "new.pgm"): "P5 1 1 255 y"} {
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Remove(d.Abs(p[3].Photos[1])), os.RemoveAll(filepath.Join(d.Root, p[4].Name)),
		os.Rename(filepath.Join(d.Root, p[5].Name), filepath.Join(d.Root, "zoe"))); err != nil {
		t.Fatal(err)
	}
	made.Go, made.Stopped = "go1", true
	_, _, differs, err := run.Again(t.Context(), open(t, d.Root), made, run.Options{Threads: 2, Device: torchtest.Name})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(differs, "\n")
	for _, want := range []string{
		p[4].Name + " isn't in the folder any more", "zoe is new", "photos changed since: 1, such as " + p[1].Photos[0].Path, "photos that are gone: 5",
		"photos that are new: 3", "Go was go1", "stopped by hand", "one thread and now with 2 threads",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it doesn't say %q:\n%s", want, text)
		}
	}
	made.Weights = run.Origin{File: "resnet50.pth", SHA256: "0123456789abcdef"}
	if _, _, _, err := run.Again(t.Context(), open(t, d.Root), made, run.Options{}); err == nil || !strings.Contains(err.Error(), "resnet50.pth") {
		t.Errorf("without the weights: %v", err)
	}
}

// TestSearch compares two candidates and trains the winner, which repeats to the same file.
func TestSearch(t *testing.T) {
	d := drawings(t, 10, 2)
	o := run.SearchOptions{Options: options(filepath.Join(t.TempDir(), "run")), Names: []string{"as it is", loss.CosFace}, Limit: time.Minute}
	o.Epochs, o.Settings = 1, short(t)
	var rounds []int
	winner, trials, err := run.Search(t.Context(), d, o, func(e run.Event) {
		if e.Search != nil {
			rounds = append(rounds, e.Search.Round)
			if e.Search.Left > o.Limit || len(e.Search.Trials) != 2 {
				t.Errorf("told %+v", e.Search)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(trials) != 2 || trials[0].Folds == 0 || trials[0].EER == nil || len(rounds) == 0 || !slices.IsSorted(rounds) {
		t.Fatalf("trials %+v, rounds %v", trials, rounds)
	}
	if *winner.Settings != trials[0].Settings || winner.Settings.Epochs != 1 {
		t.Errorf("the winner has %+v, the best trial %+v", winner.Settings, trials[0].Settings)
	}
	r := trained(t, d, winner).Report
	text, err := json.Marshal(r.Trials)
	if err != nil || r.Test.EER == nil || r.Settings != trials[0].Settings {
		t.Errorf("%s, %v, %+v", text, err, r.Settings)
	}
	o.Names, o.Force = []string{"magic"}, true
	if _, _, err := run.Search(t.Context(), d, o, nil); err == nil || !strings.Contains(err.Error(), `"magic"`) {
		t.Errorf("an unknown candidate: %v", err)
	}
}

// A search never looks at the test people: whatever their photos show, it finds the same.
func TestSearchLeavesTheTestPeopleAlone(t *testing.T) {
	d := drawings(t, 10, 2)
	o := run.SearchOptions{Options: options(""), Names: []string{"as it is"}}
	o.Epochs, o.Settings = 1, short(t)
	find := func() run.Trial {
		data := open(t, d.Root)
		_, trials, err := run.Search(t.Context(), data, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		d = data
		trials[0].Seconds = 0
		return trials[0]
	}
	before := find()
	tested := d.Of(dataset.Test)
	data, err := os.ReadFile(d.Abs(tested[0].Photos[0]))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tested {
		for _, photo := range p.Photos {
			if err := os.WriteFile(d.Abs(photo), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	after := find()
	if *before.EER != *after.EER || *before.DPrime != *after.DPrime {
		t.Errorf("EER %v and %v, d′ %v and %v", *before.EER, *after.EER, *before.DPrime, *after.DPrime)
	}
}
