package recipes_test

import (
	"context"
	"runtime/debug"
	"testing"

	"github.com/sugarme/gotch/ts"

	"siamface/model/recipes"
	"siamface/model/torch"
)

// TestNoTensorIsLeftBehind: a frozen part is prepared, computes features and is closed, and as many tensors live as before.
func TestNoTensorIsLeftBehind(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // or it would find what was forgotten
	alive := func() (n int) {
		_ = torch.Do(context.Background(), func() error { n = len(ts.ExistingTensors); return nil })
		return n
	}
	for _, name := range []string{recipes.ResNet50, recipes.ResNet50Aligned, recipes.Gradients, recipes.GradientsAligned} {
		net := newTower(t, name)
		pixels := noise(2*net.Design.Input.Size(), 4)
		featuresOf(t, net, pixels, 2) // what is made once for all
		before := alive()
		featuresOf(t, net, pixels, 2)
		if after := alive(); after != before {
			t.Errorf("%s: %d tensors live, %d before", name, after, before)
		}
	}
}
