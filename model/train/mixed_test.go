package train_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"siamface/model/augment"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
	"siamface/model/train"
)

// Mixed precision trains: the loss falls much as it does in full precision, and no tensor is left behind.
func TestMixedPrecisionLearns(t *testing.T) {
	net := placed(t, tower.Small)
	set := randomSet(8, 4, 64*64)
	before := alive(t)
	last := map[string]float64{}
	for _, precision := range train.Precisions() {
		s := smallSettings()
		s.Epochs, s.Steps, s.Feeding, s.Augment, s.Precision = 3, 5, train.FeedBalanced, augment.Settings{}, precision
		out, err := train.Fit(t.Context(), net, set, train.Set{}, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		h := out.History
		if !(h[2].Loss < h[0].Loss) {
			t.Errorf("%s: the loss went from %v to %v", precision, h[0].Loss, h[2].Loss)
		}
		last[precision] = h[2].Loss
	}
	full, mixed := last[train.PrecisionFull], last[train.PrecisionMixed]
	if full == mixed || math.Abs(full-mixed) > 0.2*full {
		t.Errorf("the last epoch's loss is %v in full precision and %v in mixed", full, mixed)
	}
	if now := alive(t); now > before {
		t.Errorf("%d tensors are left behind", now-before)
	}
}

// Embeddings in mixed precision are those of full precision, but for the rounding, in towers of either kind.
func TestMixedEmbeddings(t *testing.T) {
	for _, recipe := range []string{tower.Small, tower.ResNet50, tower.Face} {
		t.Run(recipe, func(t *testing.T) {
			net := placed(t, recipe)
			width := net.Recipe.Features
			set := randomSet(4, 2, width)
			embed := func(mixed bool) (values []float32) {
				err := torch.Do(t.Context(), func() error {
					x, err := torch.FromFloats(set.Features.Data, torchtest.Device, int64(len(set.Person)), int64(width))
					if err != nil {
						return err
					}
					f := new(torch.Flow)
					e := (*torch.Tensor)(nil)
					if mixed {
						e = f.Mixed(torchtest.Device, func() *torch.Tensor { return net.Embed(f, x, false) })
					} else {
						e = net.Embed(f, x, false)
					}
					defer torch.Drop(e)
					if f.Err() != nil {
						return f.Err()
					}
					values, err = torch.Floats(e)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return values
			}
			full, mixed := embed(false), embed(true)
			if slices.Equal(full, mixed) {
				t.Error("nothing was rounded")
			}
			largest := float64(max(slices.Max(full), -slices.Min(full)))
			for i := range full {
				if d := math.Abs(float64(full[i] - mixed[i])); d > 0.03*largest {
					t.Fatalf("number %d is %v and in mixed precision %v, where the largest is %v", i, full[i], mixed[i], largest)
				}
			}
		})
	}
}

func TestUnknownPrecision(t *testing.T) {
	s := settings()
	s.Precision = "half"
	if err := s.Fits(placed(t, tower.Small).Recipe); err == nil || !strings.Contains(err.Error(), "full or mixed") {
		t.Errorf("%v", err)
	}
	if s.Precision = ""; s.Filled().Precision != train.PrecisionFull {
		t.Errorf("the record's precision is %q", s.Filled().Precision)
	}
}
