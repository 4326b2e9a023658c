package train_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/tower"
	"siamface/model/train"
)

// TestEveryLossLearns trains each with each feeding for a few steps: what it makes smaller gets smaller, and no tensor is left behind.
func TestEveryLossLearns(t *testing.T) {
	net := placed(t, tower.Small)
	set := randomSet(8, 4, 64*64)
	before := alive(t)
	for i, name := range loss.Names() {
		s := smallSettings()
		s.Epochs, s.Steps, s.Loss.Name, s.Augment = 3, 5, name, augment.Settings{}
		s.Feeding = []string{train.FeedBalanced, train.FeedPublished, train.FeedHard}[i%3]
		s.Schedule, s.WarmUp, s.Decay, s.Clip = train.ScheduleCosine, 1, 0.01, 5
		out, err := train.Fit(t.Context(), net, set, train.Set{}, s, nil)
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
	out, err := train.Fit(t.Context(), placed(t, tower.Small), randomSet(4, 3, 64*64), train.Set{}, s, nil)
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
	out, err := train.Fit(t.Context(), placed(t, tower.ResNet50), randomSet(8, 5, 8192), randomSet(4, 5, 8192), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !out.Early || out.Stopped || len(out.History) != out.Best+3 {
		t.Errorf("%d epochs, the best %d, early %v, stopped %v", len(out.History), out.Best, out.Early, out.Stopped)
	}
}

// TestCopiesAreShown trains on photos that are nothing, with copies that are something: only from those it can learn.
func TestCopiesAreShown(t *testing.T) {
	set := randomSet(6, 4, 64*64)
	blank := train.Set{Features: tower.Features{Width: 64 * 64, Data: make([]float32, len(set.Features.Data))}, Person: set.Person}
	s := smallSettings()
	s.Steps = 10
	without, err := train.Fit(t.Context(), placed(t, tower.Small), blank, set, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	blank.Copies = []tower.Features{set.Features}
	with, err := train.Fit(t.Context(), placed(t, tower.Small), blank, set, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := without.History[s.Epochs-1].Loss, with.History[s.Epochs-1].Loss; !(b < a) {
		t.Errorf("loss %v with the copies, %v without", b, a)
	}
}

// TestVariants: a photo's copies depend on the photo, the seed and their number, and on nothing beside them.
func TestVariants(t *testing.T) {
	recipe, err := tower.Find(tower.ResNet50Aligned)
	if err != nil {
		t.Fatal(err)
	}
	in := recipe.Input
	original := randomSet(1, 1, in.Size()).Features.Data
	copyOf := func(photo string, seed uint64, copies, which int) []float32 {
		s := train.Settings{Augment: augment.Faces(), Copies: copies, Seed: seed}
		variants := s.Variants(in)
		if len(variants) != copies {
			t.Fatalf("%d variants, want %d", len(variants), copies)
		}
		pixels := slices.Clone(original)
		variants[which].Change(photo, pixels)
		return pixels
	}
	first := copyOf("a", 1, 1, 0)
	if !slices.Equal(first, copyOf("a", 1, 3, 0)) {
		t.Error("more copies change the first one")
	}
	for name, other := range map[string][]float32{
		"the photo": original, "another copy": copyOf("a", 1, 3, 1), "another photo's": copyOf("b", 1, 1, 0), "another seed's": copyOf("a", 2, 1, 0),
	} {
		if slices.Equal(first, other) {
			t.Errorf("a copy is the same as %s", name)
		}
	}
	s := train.Settings{Augment: augment.Faces(), Copies: 2, Seed: 1}
	if v := s.Variants(in); v[0].Name == v[1].Name {
		t.Error("two copies are kept under one name")
	}
}

func TestCopiesFit(t *testing.T) {
	for _, c := range []struct {
		recipe string
		copies int
		change augment.Settings
		want   error
	}{
		{tower.ResNet50, 2, augment.Moved(), nil},
		{tower.ResNet50Aligned, 1, augment.Faces(), nil},
		{tower.Small, 0, augment.Moved(), nil},
		{tower.ResNet50, 0, augment.Moved(), train.ErrComputedOnce},
		{tower.ResNet50, 2, augment.Settings{}, train.ErrNoCopies},
		{tower.ResNet50, -1, augment.Moved(), train.ErrNoCopies},
		{tower.ResNet50, 1000, augment.Moved(), train.ErrNoCopies},
		{tower.Small, 2, augment.Moved(), train.ErrNoCopies},
		{tower.Face, 2, augment.Moved(), train.ErrNoCopies},
	} {
		recipe, err := tower.Find(c.recipe)
		if err != nil {
			t.Fatal(err)
		}
		s := settings()
		s.Copies, s.Augment = c.copies, c.change
		if err := s.Fits(recipe); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s with %d copies: %v, want %v", c.recipe, c.copies, err, c.want)
		}
	}
}

// TestClosedForms cross-validates the ways that are solved: both must tell apart what scatters in few directions.
func TestClosedForms(t *testing.T) {
	for _, recipe := range []string{tower.ResNet50, tower.Face} {
		net := placed(t, recipe)
		set := randomSet(10, 5, net.Recipe.Features)
		for _, way := range []train.Way{train.Whitened(settings()), train.Discriminant(settings())} {
			scores, err := train.CrossValidate(t.Context(), net, set, 3, 1, way, nil)
			if err != nil {
				t.Fatalf("%s of %s: %v", way.Name, recipe, err)
			}
			g, _ := scores.Genuine().Moments()
			if i, _ := scores.Impostor().Moments(); !(g < i) {
				t.Errorf("%s of %s: genuine pairs lie %v apart, impostors %v", way.Name, recipe, g, i)
			}
		}
	}
	if err := train.Discriminant(settings()).Fit(t.Context(), placed(t, tower.Small), randomSet(4, 4, 64*64), nil); err == nil {
		t.Error("a network of many layers was solved in closed form")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		recipe string
		spoil  func(*train.Settings)
		says   string
	}{
		"directions of embeddings with lengths": {tower.PublishedResNet50, func(s *train.Settings) { s.Loss.Name = loss.ArcFace }, "lengths"},
		"changed photos of frozen features":     {tower.ResNet50, func(s *train.Settings) { s.Augment = augment.Moved() }, "computed once"},
		"a closed form of a whole network":      {tower.Small, func(s *train.Settings) { s.Start = train.StartDiscriminant }, "closed form"},
		"an unknown loss":                       {tower.Small, func(s *train.Settings) { s.Loss.Name = "none" }, "arcface"},
		"an unknown schedule":                   {tower.Small, func(s *train.Settings) { s.Schedule = "stairs" }, "one-cycle"},
		"decay that turns weights over":         {tower.Small, func(s *train.Settings) { s.Decay = 1e4 }, "decay"},
		"a batch of one person":                 {tower.Small, func(s *train.Settings) { s.Feeding, s.People = train.FeedBalanced, 1 }, "two people"},
		"a turn beyond a half":                  {tower.Small, func(s *train.Settings) { s.Augment.Turn = 400 }, "180"},
	} {
		net := placed(t, c.recipe)
		s := settings()
		c.spoil(&s)
		_, err := train.Fit(t.Context(), net, randomSet(4, 3, net.Recipe.Features), train.Set{}, s, nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLossesOfDirectionsSwitchTheLengthOfFacesOff(t *testing.T) {
	net := placed(t, tower.Face)
	s := settings()
	s.Start, s.Steps, s.Loss.Name = train.StartOwn, 2, loss.CosFace
	if _, err := train.Fit(t.Context(), net, randomSet(4, 3, net.Recipe.Features), train.Set{}, s, nil); err != nil {
		t.Fatal(err)
	}
	if on := head(t, net)[tower.UnitOn].Data; on[0] != 1 {
		t.Error("the embeddings keep their lengths")
	}
}

func TestFilledSettings(t *testing.T) {
	f := train.Settings{Feeding: train.FeedBalanced}.Filled()
	if f.Loss.Name != loss.Contrastive || f.Schedule != train.SchedulePlateau || f.People != 8 || f.Photos != 4 {
		t.Errorf("%+v", f)
	}
}
