package train

import (
	"errors"
	"slices"

	"siamface/model/pair"
)

// Settings say how a head is trained.
type Settings struct {
	Epochs int `json:"epochs"`
	Steps  int `json:"steps"` // a step is one batch; an epoch is a number of steps
	// Feeding names the sampler: "published" (8 genuine and 8 impostor pairs) or "balanced" (8 people × 4 photos, all
	// pairs).
	Feeding string `json:"feeding"`
	// Start says where a head begins: "random"; "own", the recipe's own first values, which are good already; or "whitened",
	// the closed form of Whiten for heads of one dense layer.
	Start string `json:"start"`
	// Rate is Adam's learning rate; after Patience epochs without a better validation loss it is multiplied by Cut.
	Rate     float64 `json:"rate"`
	Patience int     `json:"patience"`
	Cut      float64 `json:"cut"`
	// Mirror shows a photo's mirror image half of the time; only for towers whose features are the pixels.
	Mirror bool `json:"mirror"`
	// Folds is the number of folds of CrossValidate, which sets the scale and the thresholds; 0 leaves that to the validation
	// people alone.
	Folds int    `json:"folds"`
	Seed  uint64 `json:"seed"`
	// Threads is the number of threads of one operation; 0 is libtorch's choice. With 1 the same seed gives the same file.
	Threads int `json:"threads"`
}

// The feedings.
const (
	FeedPublished = "published"
	FeedBalanced  = "balanced"
)

// The starts.
const (
	StartRandom   = "random"
	StartOwn      = "own"
	StartWhitened = "whitened"
)

// check says what is wrong with the settings.
func (s Settings) check() error {
	if s.Epochs < 1 || s.Steps < 1 {
		return errors.New("training needs at least one epoch of one step")
	}
	if !(s.Rate > 0) || !(s.Cut > 0) || s.Patience < 1 {
		return errors.New("the learning rate, its cut and the patience must be above zero")
	}
	if !slices.Contains([]string{StartRandom, StartOwn, StartWhitened}, s.Start) {
		return errors.New("the start must be " + StartRandom + ", " + StartOwn + " or " + StartWhitened)
	}
	return nil
}

func (s Settings) sampler(person []int) (pair.Sampler, error) {
	switch s.Feeding {
	case FeedPublished:
		return pair.Published(person, 8, s.Seed)
	case FeedBalanced:
		return pair.Balanced(person, 8, 4, s.Seed)
	}
	return nil, errors.New("the feeding must be " + FeedPublished + " or " + FeedBalanced)
}
