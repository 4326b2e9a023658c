package train_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"siamface/model/loss"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/train"
)

// thawed is a tower of the recipe orl-resnet50 with its last stage unfrozen.
func thawed(t *testing.T) *tower.Tower {
	t.Helper()
	r, err := tower.Find(tower.ResNet50)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = r.Unfreeze(1); err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(r, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := torch.Do(t.Context(), func() error { return net.Place(torchtest.Device) }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = torch.Do(t.Context(), func() error { net.Close(); return nil }) })
	return net
}

// activations are features of people as a stage might hand them on.
func activations(people, photos int) train.Set {
	set := randomSet(people, photos, 2*4*4*1024)
	for i, v := range set.Features.Data {
		set.Features.Data[i] = max(100*v, 0)
	}
	return set
}

// TestAnUnfrozenStageIsTrained looks at what a training moves, and how far: Adam's first steps are about as long as the rate.
func TestAnUnfrozenStageIsTrained(t *testing.T) {
	net := thawed(t)
	before := head(t, net)
	tensors := alive(t)
	s := settings()
	s.Epochs, s.Steps, s.Feeding, s.People, s.Photos = 2, 4, train.FeedBalanced, 4, 3
	s.Rate, s.Unfrozen, s.TowerRate = 1e-3, 1, 1e-5
	out, err := train.Fit(t.Context(), net, activations(5, 3), train.Set{Features: tower.Features{Width: net.Recipe.Features}}, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if first, last := out.History[0].Loss, out.History[1].Loss; !(last < first) {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	after := head(t, net)
	steps := float64(s.Epochs * s.Steps)
	for _, p := range net.Parameters() {
		if p.Frozen {
			continue
		}
		moved := 0.0
		for i, v := range after[p.Name].Data {
			moved = max(moved, math.Abs(float64(v-before[p.Name].Data[i])))
		}
		least, most := s.TowerRate/10, 1.5*steps*s.TowerRate
		switch {
		case p.Statistic:
			least, most = 0, 0
		case !p.Unfrozen:
			least, most = s.Rate/10, 1.5*steps*s.Rate
		}
		if moved < least || moved > most {
			t.Errorf("%s moved by up to %v, not between %v and %v", p.Name, moved, least, most)
		}
	}
	if now := alive(t); now > tensors {
		t.Errorf("%d tensors are left behind", now-tensors)
	}
}

// TestClosedFormsBehindAnUnfrozenStage solves the dense layer on what it sees behind the stage as it was pretrained, whatever was trained before.
func TestClosedFormsBehindAnUnfrozenStage(t *testing.T) {
	net, set := thawed(t), activations(6, 3)
	s := settings()
	s.Unfrozen, s.Steps, s.Start, s.TowerRate = 1, 1, train.StartWhitened, 1e-2
	solved := func() (e []float32) {
		if err := train.Whitened(s).Fit(t.Context(), net, set, nil); err != nil {
			t.Fatal(err)
		}
		return embed(t, net, set)
	}
	want := solved()
	if err := train.Trained(s, 1).Fit(t.Context(), net, set, nil); err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(embed(t, net, set), want) {
		t.Error("training changed nothing")
	}
	if got := solved(); !reflect.DeepEqual(got, want) {
		t.Error("solved again after a training, it is another head")
	}
}

func TestUnfreezingThatDoesNotFit(t *testing.T) {
	small, err := tower.Find(tower.Small)
	if err != nil {
		t.Fatal(err)
	}
	s := settings()
	s.Unfrozen = 1
	if err := s.Fits(small); !errors.Is(err, tower.ErrUnfreeze) {
		t.Errorf("a stage of small: %v", err)
	}
	frozen := placed(t, tower.ResNet50)
	if _, err := train.Fit(t.Context(), frozen, randomSet(4, 3, 8192), train.Set{}, s, nil); err == nil || !strings.Contains(err.Error(), "Unfreeze") {
		t.Errorf("a tower with all frozen: %v", err)
	}
	s.Unfrozen, s.TowerRate = 0, 1e-4
	if err := s.Fits(frozen.Recipe); !errors.Is(err, train.ErrNothingUnfrozen) {
		t.Errorf("a rate for nothing: %v", err)
	}
	s.Unfrozen, s.TowerRate = 1, math.NaN()
	if err := s.Fits(frozen.Recipe); err == nil {
		t.Error("a rate that is no number was taken")
	}
}

// TestUnfrozenSettingsInTheRecord: nothing stands there where nothing is unfrozen, and the usual rate where none was chosen.
func TestUnfrozenSettingsInTheRecord(t *testing.T) {
	s := settings()
	s.Loss.Name = loss.Contrastive
	for n, want := range []string{"", `"unfrozen":1,"tower_rate":0.0001`} {
		s.Unfrozen = n
		text, err := json.Marshal(s.Filled())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 && strings.Contains(string(text), "tower") || !strings.Contains(string(text), want) {
			t.Errorf("%d unfrozen: %s", n, text)
		}
	}
}
