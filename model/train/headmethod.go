package train

import (
	"context"

	"siamface/model/torch"
	"siamface/model/tower"
)

// HeadMethod is how a head comes about from people's photos.
type HeadMethod struct {
	Name string
	Fit  func(ctx context.Context, t *tower.Tower, people Set, keep Keeper, report func(Event)) error
}

// The names of the methods.
const (
	MethodUntrained = "untrained"
	MethodWhitened  = "whitened"
	MethodTrained   = "trained"
)

// Untrained leaves the head as the settings start it.
func Untrained(s Settings) HeadMethod {
	return HeadMethod{MethodUntrained, func(ctx context.Context, t *tower.Tower, people Set, _ Keeper, _ func(Event)) error {
		return startHead(ctx, t, people, s)
	}}
}

// Trained trains the head for a number of epochs, without validation.
func Trained(s Settings, epochs int) HeadMethod {
	if epochs < 1 {
		return Untrained(s)
	}
	s.Epochs = epochs
	return HeadMethod{MethodTrained, func(ctx context.Context, t *tower.Tower, people Set, keep Keeper, report func(Event)) error {
		_, err := Fit(ctx, t, people, Set{Features: tower.Features{Width: people.Features.Width}}, s, keep, report)
		return err
	}}
}

// Whitened is within-class whitening (see StartWhitened), for heads of one dense layer.
func Whitened(s Settings) HeadMethod {
	return HeadMethod{MethodWhitened, func(ctx context.Context, t *tower.Tower, people Set, _ Keeper, _ func(Event)) error {
		return torch.Do(ctx, func() error { return solveHead(t, people, s.Seed) })
	}}
}

// HeadMethod is the method that the settings say: trained, or, without epochs, the head as it starts.
func (s Settings) HeadMethod() HeadMethod {
	switch {
	case s.Epochs > 0:
		return Trained(s, s.Epochs)
	case s.Start == StartWhitened:
		return Whitened(s)
	}
	return Untrained(s)
}

// WhitenedFaces is Whitened for the recipe face, in which no seed plays a part.
func WhitenedFaces() HeadMethod { return Whitened(Settings{}) }
