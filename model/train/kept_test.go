package train_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/weights"
)

// memory is a keeper as a disk is one: what is kept is a copy, of the file's own tensors and texts.
type memory struct {
	files map[string]*weights.File
	work  string
	saved *[]string
}

func newMemory() memory { return memory{map[string]*weights.File{}, "", new([]string)} }

func (m memory) Load(name string) *weights.File { return m.files[m.work+name] }

func (m memory) Save(name string, f *weights.File) {
	c := &weights.File{Tensors: map[string]weights.Tensor{}, Metadata: map[string]string{}}
	for k, v := range f.Tensors {
		c.Tensors[k] = weights.Tensor{Shape: append([]int{}, v.Shape...), Data: append([]float32{}, v.Data...)}
	}
	for k, v := range f.Metadata {
		c.Metadata[k] = v
	}
	m.files[m.work+name] = c
	*m.saved = append(*m.saved, m.work+name)
}

func (m memory) Within(name string) train.Keeper {
	return memory{m.files, m.work + name + "/", m.saved}
}

// ways of training that have different things to go on with.
func waysToTrain() map[string]train.Settings {
	ways := map[string]train.Settings{}
	s := smallSettings()
	s.Epochs, s.Steps = 5, 3
	ways["as it is"] = s
	s.Loss, s.Schedule, s.WarmUp, s.Decay, s.Clip = loss.Settings{Name: loss.ArcFace}, train.ScheduleCosine, 1, 0.01, 1
	s.Augment = augment.Faces()
	ways["arcface, cosine, all changes"] = s
	s = smallSettings()
	s.Epochs, s.Steps, s.Feeding, s.Augment = 6, 2, train.FeedPublished, augment.Settings{}
	s.Patience, s.EarlyStop, s.Rate = 1, 3, 0.03
	ways["plateau and early stop"] = s
	return ways
}

// TestGoesOnAsIfNeverStopped stops a training after each step in turn. Another process, which has only what was kept, ends with the same
// head, history and warnings to the last bit, and repeats less than an epoch.
func TestGoesOnAsIfNeverStopped(t *testing.T) {
	set, validation := randomSet(6, 4, 64*64), randomSet(3, 4, 64*64)
	for name, s := range waysToTrain() {
		net := placed(t, recipes.Small)
		want, err := train.Fit(t.Context(), net, set, validation, s, nil, nil)
		if err != nil {
			t.Fatal(name, err)
		}
		wantHead := head(t, net)
		for stopAt := 1; stopAt < len(want.History)*s.Steps; stopAt += s.Steps + 1 {
			kept, steps := newMemory(), 0
			ctx, cancel := context.WithCancel(t.Context())
			if _, err := train.Fit(ctx, placed(t, recipes.Small), set, validation, s, kept, func(e train.Event) {
				if steps = (e.Epoch-1)*e.Steps + e.Step; steps == stopAt {
					cancel()
				}
			}); err != nil {
				t.Fatal(name, err)
			}
			cancel()
			again := placed(t, recipes.Small)
			first := -1
			out, err := train.Fit(t.Context(), again, set, validation, s, kept, func(e train.Event) {
				if first < 0 {
					first = (e.Epoch-1)*e.Steps + e.Step
				}
			})
			if err != nil {
				t.Fatal(name, stopAt, err)
			}
			if fmt.Sprint(out) != fmt.Sprint(want) || !reflect.DeepEqual(head(t, again), wantHead) {
				t.Fatalf("%s, stopped after step %d: %v, never stopped: %v; the heads are the same: %v", name, stopAt, out, want, reflect.DeepEqual(head(t, again), wantHead))
			}
			if done := stopAt / s.Steps * s.Steps; done > 0 && first < done {
				t.Errorf("%s, stopped after step %d: went on at step %d", name, stopAt, first)
			}
		}
	}
}

// TestFoldsGoOn: folds that are done are not trained again, and one that was stopped goes on.
func TestFoldsGoOn(t *testing.T) {
	set := randomSet(6, 4, 64*64)
	s := smallSettings()
	method := train.Trained(s, 2)
	want, err := train.CrossValidate(t.Context(), placed(t, recipes.Small), set, 3, 1, method, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := newMemory()
	ctx, cancel := context.WithCancel(t.Context())
	_, err = train.CrossValidate(ctx, placed(t, recipes.Small), set, 3, 1, method, kept, func(fold int, e train.Event) {
		if fold == 2 && e.Epoch == 2 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("the folds were not stopped")
	}
	before := len(*kept.saved)
	trained := map[int]int{}
	got, err := train.CrossValidate(t.Context(), placed(t, recipes.Small), set, 3, 1, method, kept, func(fold int, e train.Event) {
		if e.Step > 0 {
			trained[fold] = max(trained[fold], e.Epochs*e.Steps-(e.Epoch-1)*e.Steps-e.Step)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the folds that went on give other scores")
	}
	if _, again := trained[1]; again || trained[2] > s.Steps || trained[3] != 2*s.Steps-1 {
		t.Errorf("steps left when a fold was first heard of: %v", trained)
	}
	for _, name := range (*kept.saved)[before:] {
		if strings.HasPrefix(name, "fold-1/") {
			t.Errorf("%s was kept again", name)
		}
	}
}

// TestStrangeStatesAreRefused: a state whose sum is right and that isn't one of this training is an error and no crash.
func TestStrangeStatesAreRefused(t *testing.T) {
	set := randomSet(6, 4, 64*64)
	s := smallSettings()
	kept := newMemory()
	if _, err := train.Fit(t.Context(), placed(t, recipes.Small), set, train.Set{}, s, kept, nil); err != nil {
		t.Fatal(err)
	}
	whole := kept.files[train.Running]
	for name, change := range map[string]func(f *weights.File){
		"no state":    func(f *weights.File) { delete(f.Metadata, "state") },
		"no steps":    func(f *weights.File) { delete(f.Metadata, "steps") },
		"no JSON":     func(f *weights.File) { f.Metadata["state"] = "{" },
		"no sampler":  func(f *weights.File) { f.Metadata["state"] = `{"Epoch": 1}` },
		"no moment":   func(f *weights.File) { delete(f.Tensors, "mean.0") },
		"half a mean": func(f *weights.File) { f.Tensors["mean.0"] = weights.Tensor{Shape: []int{1}, Data: []float32{1}} },
	} {
		kept.Save(train.Running, whole)
		change(kept.files[train.Running])
		if _, err := train.Fit(t.Context(), placed(t, recipes.Small), set, train.Set{}, s, kept, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestOutcomeIsKeptWhole: with infinities and what is no number.
func TestOutcomeIsKeptWhole(t *testing.T) {
	s := smallSettings()
	out, err := train.Fit(t.Context(), placed(t, recipes.Small), randomSet(6, 4, 64*64), train.Set{Features: tower.Features{Width: 64 * 64}}, s, nil, nil) // no validation: NaN
	if err != nil {
		t.Fatal(err)
	}
	f, err := out.Encode(map[string]weights.Tensor{"a": {Shape: []int{1}, Data: []float32{2}}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := train.DecodeOutcome(f)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(out) || !strings.Contains(fmt.Sprint(out), "NaN") {
		t.Errorf("%v, %v; want %v", again, err, out)
	}
	if _, err := train.DecodeOutcome(&weights.File{}); err == nil {
		t.Error("an outcome of nothing")
	}
}
