package train_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"siamface/model/recipes"
	"siamface/model/train"
)

// Refit comes to the head that a fresh tower comes to on the same people, whatever the tower was trained on before.
func TestRefitIsATrainingFromTheStart(t *testing.T) {
	people := randomSet(7, 4, 64*64)
	s := smallSettings()
	fresh, net := placed(t, recipes.Small), placed(t, recipes.Small)
	if err := train.Trained(s, 2).Fit(t.Context(), fresh, people, nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := train.Fit(t.Context(), net, randomSet(5, 4, 64*64), randomSet(3, 4, 64*64), s, nil, nil); err != nil {
		t.Fatal(err)
	}
	var last train.Event
	if err := train.Refit(t.Context(), net, people, s, 2, nil, func(e train.Event) { last = e }); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(head(t, net), head(t, fresh)) {
		t.Error("it came to another head")
	}
	if last.Epoch != 2 || last.Epochs != 2 || last.Step != s.Steps {
		t.Errorf("it ended by telling of epoch %d of %d, step %d", last.Epoch, last.Epochs, last.Step)
	}
}

// A Refit that is stopped, or fails, leaves the tower as it was.
func TestRefitStoppedOrFailed(t *testing.T) {
	people := randomSet(7, 4, 64*64)
	net := placed(t, recipes.Small)
	before := head(t, net)
	ctx, cancel := context.WithCancel(t.Context())
	err := train.Refit(ctx, net, people, smallSettings(), 3, nil, func(e train.Event) {
		if e.Epoch == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped it says %v", err)
	}
	if !reflect.DeepEqual(head(t, net), before) {
		t.Error("stopped it changed the head")
	}
	s := smallSettings()
	s.Rate = 1e30
	if err := train.Refit(t.Context(), net, people, s, 3, nil, nil); !errors.Is(err, train.ErrDiverged) {
		t.Errorf("at a rate of %v it says %v", s.Rate, err)
	}
	if !reflect.DeepEqual(head(t, net), before) {
		t.Error("diverged it changed the head")
	}
}
