package train_test

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"siamface/model/augment"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/weights"
)

// head reads a tower's head.
func head(t *testing.T, net *tower.Tower) (w map[string]weights.Tensor) {
	t.Helper()
	if err := torch.Do(context.Background(), func() (err error) { w, err = net.ReadHead(); return err }); err != nil {
		t.Fatal(err)
	}
	return w
}

func smallSettings() train.Settings {
	s := settings()
	s.Epochs, s.Steps, s.Feeding, s.Augment, s.Threads = 3, 4, train.FeedBalanced, augment.Moved(), 1
	return s
}

func TestSameSeedSameWeights(t *testing.T) {
	set, validation := randomSet(6, 4, 64*64), randomSet(3, 4, 64*64)
	var heads []map[string]weights.Tensor
	var histories [][]train.Epoch
	for _, seed := range []uint64{1, 1, 2} {
		s := smallSettings()
		s.Seed = seed
		net := placed(t, recipes.Small)
		out, err := train.Fit(t.Context(), net, set, validation, s, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		heads, histories = append(heads, head(t, net)), append(histories, out.History)
	}
	if !reflect.DeepEqual(heads[0], heads[1]) || !reflect.DeepEqual(histories[0], histories[1]) {
		t.Error("the same seed trained other weights")
	}
	if reflect.DeepEqual(heads[0], heads[2]) {
		t.Error("another seed trained the same weights")
	}
}

func TestTrainingLearns(t *testing.T) {
	set, validation := randomSet(8, 6, 64*64), randomSet(4, 6, 64*64)
	s := smallSettings()
	s.Epochs, s.Steps = 6, 10
	var events []train.Event
	out, err := train.Fit(t.Context(), placed(t, recipes.Small), set, validation, s, nil, func(e train.Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	first, last := out.History[0], out.History[len(out.History)-1]
	if !(last.Loss < first.Loss/2) || !(last.ValidationEER < 0.2) {
		t.Errorf("from %+v to %+v: nothing was learned", first, last)
	}
	best := slices.MinFunc(out.History, func(a, b train.Epoch) int {
		return int(math.Copysign(1, a.ValidationLoss-b.ValidationLoss))
	})
	if out.Best < 1 || out.Best > s.Epochs || out.Stopped {
		t.Errorf("best epoch %d (least validation loss in %d), stopped %v", out.Best, best.Number, out.Stopped)
	}
	if len(events) < s.Epochs*s.Steps || events[len(events)-1].Left != 0 {
		t.Errorf("%d events, %v left at the end", len(events), events[len(events)-1].Left)
	}
}

func TestStopKeepsTheBestSoFar(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := smallSettings()
	s.Epochs = 1000
	net := placed(t, recipes.Small)
	out, err := train.Fit(ctx, net, randomSet(6, 4, 64*64), randomSet(3, 4, 64*64), s, nil, func(e train.Event) {
		if e.Epoch == 3 {
			cancel()
		}
	})
	if err != nil || !out.Stopped || out.Best < 1 || out.Best > 3 || len(out.History) > 3 {
		t.Fatalf("outcome %+v, error %v", out, err)
	}
	embed(t, net, randomSet(2, 2, 64*64))
}

func embed(t *testing.T, net *tower.Tower, set train.Set) (e []float32) {
	t.Helper()
	err := torch.Do(context.Background(), func() (err error) { e, err = net.ComputeEmbeddings(set.Features); return err })
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhitenedStartIsACandidate(t *testing.T) {
	s := settings()
	s.Start, s.Rate, s.Steps = train.StartWhitened, 10, 2 // a rate that spoils everything
	net := placed(t, recipes.ResNet50)
	out, err := train.Fit(t.Context(), net, randomSet(8, 5, 8192), randomSet(4, 5, 8192), s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if out.Best != 0 {
		t.Errorf("epoch %d at an absurd rate was preferred to the start: %+v", out.Best, out.History)
	}
}

// A schedule that ends at a rate of nothing gives the last epoch's weights; one that is stopped before gives the best so far.
func TestAPlannedScheduleKeepsItsEnd(t *testing.T) {
	s := settings()
	s.Start, s.Rate, s.Steps = train.StartWhitened, 10, 2 // a rate that spoils everything
	net, set, validation := placed(t, recipes.ResNet50), randomSet(8, 5, 8192), randomSet(4, 5, 8192)
	for _, s.Schedule = range []string{train.ScheduleCosine, train.ScheduleOneCycle} {
		out, err := train.Fit(t.Context(), net, set, validation, s, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if out.Best != s.Epochs || len(out.History) != s.Epochs {
			t.Errorf("%s: epoch %d of %d is kept", s.Schedule, out.Best, s.Epochs)
		}
		ended := embed(t, net, validation)
		ctx, stop := context.WithCancel(t.Context())
		out, err = train.Fit(ctx, net, set, validation, s, nil, func(e train.Event) {
			if len(e.History) == s.Epochs-1 {
				stop()
			}
		})
		stop()
		if err != nil {
			t.Fatal(err)
		}
		if out.Best != 0 || !out.Stopped {
			t.Errorf("%s, stopped: epoch %d is kept", s.Schedule, out.Best)
		}
		if reflect.DeepEqual(embed(t, net, validation), ended) {
			t.Errorf("%s: the last epoch gives the start's embeddings", s.Schedule)
		}
	}
}

func TestCrossValidateLeavesTheHeadAlone(t *testing.T) {
	net := placed(t, recipes.ResNet50)
	s := settings()
	s.Start, s.Folds = train.StartWhitened, 3
	before := head(t, net)
	const people, photos = 7, 4
	scores, err := train.CrossValidate(t.Context(), net, randomSet(people, photos, 8192), s.Folds, 1, train.Untrained(s), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	// Seven people are dealt into folds of 3, 2 and 2.
	if want := people * photos * (photos - 1) / 2; scores.Genuine().N() != want {
		t.Errorf("%d genuine pairs, want %d", scores.Genuine().N(), want)
	}
	if want := (3 + 1 + 1) * photos * photos; scores.Impostor().N() != want {
		t.Errorf("%d impostor pairs, want %d", scores.Impostor().N(), want)
	}
	for _, c := range scores.ClosestImpostors() {
		if c.I/photos == c.J/photos {
			t.Errorf("photos %d and %d show the same person, and count as impostors", c.I, c.J)
		}
	}
	if scores.People() != people || len(scores.FarthestGenuine()) != 42 {
		t.Errorf("%d people, %d genuine pairs named", scores.People(), len(scores.FarthestGenuine()))
	}
	if !reflect.DeepEqual(before, head(t, net)) {
		t.Error("the tower's own head was changed")
	}
}

func TestCollapseIsNamed(t *testing.T) {
	set := randomSet(4, 4, 64*64)
	clear(set.Features.Data) // every photo is the same
	out, err := train.Fit(t.Context(), placed(t, recipes.Small), set, set, smallSettings(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(out.Warnings, train.Collapsed) {
		t.Errorf("warnings %q don't name the collapse", out.Warnings)
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	net := placed(t, recipes.Small)
	set := randomSet(4, 4, 64*64)
	for name, spoil := range map[string]func(*train.Settings){
		"no epoch":          func(s *train.Settings) { s.Epochs = 0 },
		"no step":           func(s *train.Settings) { s.Steps = 0 },
		"no rate":           func(s *train.Settings) { s.Rate = math.NaN() },
		"an unknown start":  func(s *train.Settings) { s.Start = "somewhere" },
		"an unknown feeder": func(s *train.Settings) { s.Feeding = "by hand" },
	} {
		s := smallSettings()
		spoil(&s)
		if _, err := train.Fit(t.Context(), net, set, set, s, nil, nil); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
