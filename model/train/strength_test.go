package train_test

import (
	"math"
	"strings"
	"testing"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/train"
)

// TestEveryLossLearns trains each with each feeding for a few steps: what it makes smaller gets smaller, and no tensor is left behind.
func TestEveryLossLearns(t *testing.T) {
	net := placed(t, recipes.Small)
	set := randomSet(8, 4, 64*64)
	before := alive(t)
	for i, name := range loss.Names() {
		s := smallSettings()
		s.Epochs, s.Steps, s.Loss.Name, s.Augment = 3, 5, name, augment.Settings{}
		s.Feeding = []string{train.FeedBalanced, train.FeedPublished}[i%2]
		s.Schedule, s.WarmUp, s.Decay, s.Clip = train.ScheduleCosine, 1, 0.01, 5
		out, err := train.Fit(t.Context(), net, set, train.Set{}, s, nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		first, last := out.History[0].Loss, out.History[len(out.History)-1].Loss
		if !(last < first) || math.IsNaN(first) {
			t.Errorf("%s: the loss went from %v to %v", name, first, last)
		}
		if now := alive(t); now > before {
			t.Errorf("%s: %d tensors are left behind", name, now-before)
		}
	}
}

func TestTheScheduleIsRecorded(t *testing.T) {
	s := smallSettings()
	s.Epochs, s.Steps, s.Schedule = 4, 2, train.ScheduleOneCycle
	out, err := train.Fit(t.Context(), placed(t, recipes.Small), randomSet(4, 3, 64*64), train.Set{}, s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if h := out.History; !(h[1].Rate > h[3].Rate) || h[3].Rate > 1e-8 {
		t.Errorf("the rates were %v, %v, %v, %v", h[0].Rate, h[1].Rate, h[2].Rate, h[3].Rate)
	}
}

func TestEarlyStopping(t *testing.T) {
	s := settings()
	s.Start, s.Rate, s.Steps, s.Epochs, s.EarlyStop = train.StartWhitened, 1e-30, 1, 30, 3 // a rate at which nothing gets better
	out, err := train.Fit(t.Context(), placed(t, recipes.ResNet50), randomSet(8, 5, 8192), randomSet(4, 5, 8192), s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !out.Early || out.Stopped || len(out.History) != out.Best+3 {
		t.Errorf("%d epochs, the best %d, early %v, stopped %v", len(out.History), out.Best, out.Early, out.Stopped)
	}
}

// TestClosedForms cross-validates the ways that are solved: both must tell apart what scatters in few directions.
func TestClosedForms(t *testing.T) {
	for _, recipe := range []string{recipes.ResNet50, recipes.Face} {
		net := placed(t, recipe)
		set := randomSet(10, 5, net.Design.Features)
		for _, method := range []train.HeadMethod{train.Whitened(settings())} {
			scores, err := train.CrossValidate(t.Context(), net, set, 3, 1, method, nil, nil)
			if err != nil {
				t.Fatalf("%s of %s: %v", method.Name, recipe, err)
			}
			g, _ := scores.Genuine().Moments()
			if i, _ := scores.Impostor().Moments(); !(g < i) {
				t.Errorf("%s of %s: genuine pairs lie %v apart, impostors %v", method.Name, recipe, g, i)
			}
		}
	}
	if err := train.Whitened(settings()).Fit(t.Context(), placed(t, recipes.Small), randomSet(4, 4, 64*64), nil, nil); err == nil {
		t.Error("a network of many layers was solved in closed form")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		recipe string
		spoil  func(*train.Settings)
		says   string
	}{
		"directions of embeddings with lengths": {recipes.PublishedResNet50, func(s *train.Settings) { s.Loss.Name = loss.ArcFace }, "lengths"},
		"changed photos of frozen features":     {recipes.ResNet50, func(s *train.Settings) { s.Augment = augment.Moved() }, "computed once"},
		"a closed form of a whole network":      {recipes.Small, func(s *train.Settings) { s.Start = train.StartWhitened }, "closed form"},
		"an unknown loss":                       {recipes.Small, func(s *train.Settings) { s.Loss.Name = "none" }, "arcface"},
		"an unknown schedule":                   {recipes.Small, func(s *train.Settings) { s.Schedule = "stairs" }, "one-cycle"},
		"decay that turns weights over":         {recipes.Small, func(s *train.Settings) { s.Decay = 1e4 }, "decay"},
		"a batch of one person":                 {recipes.Small, func(s *train.Settings) { s.Feeding, s.People = train.FeedBalanced, 1 }, "two people"},
		"a turn beyond a half":                  {recipes.Small, func(s *train.Settings) { s.Augment.Turn = 400 }, "180"},
	} {
		net := placed(t, c.recipe)
		s := settings()
		c.spoil(&s)
		_, err := train.Fit(t.Context(), net, randomSet(4, 3, net.Design.Features), train.Set{}, s, nil, nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLossesOfDirectionsSwitchTheLengthOfFacesOff(t *testing.T) {
	net := placed(t, recipes.Face)
	s := settings()
	s.Start, s.Steps, s.Loss.Name = train.StartOwn, 2, loss.CosFace
	if _, err := train.Fit(t.Context(), net, randomSet(4, 3, net.Design.Features), train.Set{}, s, nil, nil); err != nil {
		t.Fatal(err)
	}
	if on := head(t, net)[network.UnitOn].Data; on[0] != 1 {
		t.Error("the embeddings keep their lengths")
	}
}

func TestFilledSettings(t *testing.T) {
	f := train.Settings{Feeding: train.FeedBalanced}.Filled()
	if f.Loss.Name != loss.Contrastive || f.Schedule != train.SchedulePlateau || f.People != 8 || f.Photos != 4 {
		t.Errorf("%+v", f)
	}
}
