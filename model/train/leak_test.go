package train_test

import (
	"context"
	"runtime/debug"
	"testing"

	"github.com/sugarme/gotch/ts"

	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/train"
)

// alive counts the tensors that were made and not dropped, whatever the collector would find later.
func alive(t *testing.T) (n int) {
	t.Helper()
	if err := torch.Do(context.Background(), func() error { n = len(ts.ExistingTensors); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNoTensorIsLeftBehind trains and scores for one epoch and for three: both leave the tower's own tensors and no more.
func TestNoTensorIsLeftBehind(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // or it would find what was forgotten
	for _, name := range []string{recipes.Small, recipes.ResNet50, recipes.ResNet50Aligned} {
		recipe, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		net := placed(t, name)
		set, validation := randomSet(6, 4, recipe.Features), randomSet(3, 4, recipe.Features)
		var after []int
		for _, epochs := range []int{1, 3} {
			s := settings()
			s.Epochs, s.Steps, s.Folds = epochs, 3, 2
			if name != recipes.Small {
				s.Start = train.StartWhitened
			}
			if _, err := train.Fit(t.Context(), net, set, validation, s, nil, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := train.CrossValidate(t.Context(), net, set, s.Folds, 1, train.Trained(s, 1), nil, nil); err != nil {
				t.Fatal(err)
			}
			after = append(after, alive(t))
		}
		if after[0] != after[1] {
			t.Errorf("%s: %d tensors live after one epoch, %d after three more", name, after[0], after[1])
		}
		before := alive(t)
		if err := torch.Do(t.Context(), func() error { net.Close(); return nil }); err != nil {
			t.Fatal(err)
		}
		if freed := before - alive(t); freed < len(net.Trainable()) {
			t.Errorf("%s: closing it freed %d tensors", name, freed)
		}
	}
}
