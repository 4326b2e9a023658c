package train

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"siamface/model/face"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// Way is how a head comes about from people's photos.
type Way struct {
	Name string
	Fit  func(ctx context.Context, t *tower.Tower, people Set, report func(Event)) error
}

// The names of the ways.
const (
	WayUntrained = "untrained"
	WayWhitened  = "whitened"
	WayTrained   = "trained"
)

// Untrained leaves the head as the settings start it.
func Untrained(s Settings) Way {
	return Way{WayUntrained, func(ctx context.Context, t *tower.Tower, people Set, _ func(Event)) error {
		return start(ctx, t, people, s)
	}}
}

// Trained trains the head for a number of epochs, without validation.
func Trained(s Settings, epochs int) Way {
	if epochs < 1 {
		return Untrained(s)
	}
	s.Epochs = epochs
	return Way{WayTrained, func(ctx context.Context, t *tower.Tower, people Set, report func(Event)) error {
		_, err := Fit(ctx, t, people, Set{Features: tower.Features{Width: people.Features.Width}}, s, report)
		return err
	}}
}

// faceShrinkage adds this multiple of the mean within-class variance to every direction of an embedding of faces: 3 to 10 were
// found good, less over-fits.
const faceShrinkage = 5

// WhitenedFaces is within-class whitening of the recipe face's embedding, not centred, brought to length 1: W = w^−½·Vᵀ from the
// pooled covariance within people, V·w·Vᵀ, with shrinkage.
func WhitenedFaces() Way {
	return Way{WayWhitened, func(ctx context.Context, t *tower.Tower, people Set, _ func(Event)) error {
		head, err := whitenFaces(people)
		if err != nil {
			return err
		}
		return torch.Do(ctx, func() error { return t.Restore(head) })
	}}
}

func whitenFaces(people Set) (map[string]weights.Tensor, error) {
	n, width := people.Features.Rows(), people.Features.Width
	x := mat.NewDense(n, width, nil)
	x.Apply(func(i, c int, _ float64) float64 { return float64(people.Features.Row(i)[c]) }, x)
	scatter := within(x, people.Person)
	trace := mat.Trace(scatter)
	if !(trace > 0) {
		return nil, errNoWhitening
	}
	for c := range width {
		scatter.SetSym(c, c, scatter.At(c, c)+faceShrinkage*trace/float64(width))
	}
	v, w, err := eigen(scatter)
	if err != nil {
		return nil, err
	}
	data := make([]float32, width*width)
	for r := range width {
		for c := range width {
			data[r*width+c] = float32(v.At(c, r) / math.Sqrt(w[r]))
		}
	}
	return map[string]weights.Tensor{
		tower.DenseWeight: {Shape: []int{face.Size, face.Size}, Data: data},
		tower.DenseBias:   {Shape: []int{face.Size}, Data: make([]float32, face.Size)},
		tower.UnitOn:      {Shape: []int{1}, Data: []float32{1}},
	}, nil
}
