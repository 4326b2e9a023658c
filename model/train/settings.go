package train

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/pair"
	"siamface/model/tower"
)

// Settings say how a head is trained. Empty fields mean what the published experiment did; Filled names it.
type Settings struct {
	Epochs int `json:"epochs"`
	Steps  int `json:"steps"` // a step is one batch; an epoch is a number of steps
	// Feeding names the sampler: "published" (8 genuine and 8 impostor pairs), "hard" (as many, half of them the hardest ones by
	// the last epoch's embeddings) or "balanced" (People × Photos, all pairs).
	Feeding string `json:"feeding"`
	// People and Photos are the numbers of people in a balanced batch and of photos of each; 0 is 8 and 4.
	People int `json:"people"`
	Photos int `json:"photos"`
	// Loss is what each step makes smaller; empty is the published contrastive loss.
	Loss loss.Settings `json:"loss"`
	// Start says where a head begins: "random"; "own", the recipe's own first values, which are good already; or, for heads of one
	// dense layer, a closed form: "whitened" (within-class whitening) or "discriminant" (PCA and LDA).
	Start string `json:"start"`
	// Rate is Adam's learning rate, and Schedule how it changes: "plateau" (also ""), "cosine" or "one-cycle".
	Rate     float64 `json:"rate"`
	Schedule string  `json:"schedule"`
	// WarmUp is the number of epochs in which the cosine schedule rises to Rate.
	WarmUp int `json:"warm_up"`
	// With the plateau schedule the rate is multiplied by Cut after Patience epochs without a better validation loss.
	Patience int     `json:"patience"`
	Cut      float64 `json:"cut"`
	// EarlyStop ends training after so many epochs without a better validation loss; 0 never does.
	EarlyStop int `json:"early_stop"`
	// Decay is AdamW's decoupled weight decay, and Clip the greatest norm of all gradients together; 0 is none (see torch.Adam).
	Decay float64 `json:"decay"`
	Clip  float64 `json:"clip"`
	// Unfrozen is the number of last stages of the pretrained network that are trained too, and TowerRate their learning rate, which
	// the schedule changes as it does Rate; 0 is a tenth of Rate.
	Unfrozen  int     `json:"unfrozen,omitempty"`
	TowerRate float64 `json:"tower_rate,omitempty"`
	// Precision is that of the forward pass of a training step, and so of its gradients: "full" (also "") or "mixed", see
	// torch.Flow.Mixed. What is frozen, and everything that is measured, is computed in full.
	Precision string `json:"precision"`
	// Augment changes the photos each time that they are shown where the features are the pixels. Where features are computed once,
	// so are those of Copies changed versions of each photo, see Variants.
	Augment augment.Settings `json:"augment"`
	Copies  int              `json:"copies,omitempty"`
	// Solve gives the head's dense layer the values of its closed form at the end, of what the trunk below it has learned (see
	// solveTrained). Most of what training changes may lie in that layer, and it learns the few people that it sees by heart.
	Solve bool `json:"solve"`
	// Refit trains the tower once more, from the start on, on the validation people too, for as many epochs as were best without them,
	// when these have set the thresholds: known people are few, and each more that is learned from tells.
	Refit bool `json:"refit"`
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
	FeedHard      = "hard"
	FeedBalanced  = "balanced"
)

// Feedings lists the feedings.
func Feedings() []string { return []string{FeedPublished, FeedHard, FeedBalanced} }

// The starts.
const (
	StartRandom       = "random"
	StartOwn          = "own"
	StartWhitened     = "whitened"
	StartDiscriminant = "discriminant"
)

// The precisions.
const (
	PrecisionFull  = "full"
	PrecisionMixed = "mixed"
)

// Precisions lists the precisions; the first is the default.
func Precisions() []string { return []string{PrecisionFull, PrecisionMixed} }

const (
	publishedPairs = 8 // of each class in a batch
	balancedPeople = 8
	balancedPhotos = 4
)

// Filled is the settings with the published values in the place of empty ones: what a record should hold.
func (s Settings) Filled() Settings {
	s.Loss = s.Loss.Filled()
	if s.Schedule == "" {
		s.Schedule = SchedulePlateau
	}
	if s.Precision == "" {
		s.Precision = PrecisionFull
	}
	if s.Feeding == FeedBalanced {
		s.People, s.Photos = orElse(s.People, balancedPeople), orElse(s.Photos, balancedPhotos)
	}
	if s.Unfrozen > 0 && s.TowerRate == 0 {
		s.TowerRate = towerShare * s.Rate
	}
	return s
}

// towerShare is the usual part of the head's rate that unfrozen stages are trained with: they know much already.
const towerShare = 0.1

func orElse(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}

// check says what is wrong with the settings.
func (s Settings) check() error {
	if s.Epochs < 0 || s.Steps < 1 {
		return errors.New("the number of epochs must not be below zero, and that of steps an epoch not below one")
	}
	if !(s.Rate > 0) || !(s.Cut > 0) || s.Patience < 1 {
		return errors.New("the learning rate, its cut and the patience must be above zero")
	}
	if !slices.Contains([]string{StartRandom, StartOwn, StartWhitened, StartDiscriminant}, s.Start) {
		return fmt.Errorf("the start must be %s, %s, %s or %s", StartRandom, StartOwn, StartWhitened, StartDiscriminant)
	}
	if !slices.Contains(Schedules(), orPlateau(s.Schedule)) || s.WarmUp < 0 {
		return fmt.Errorf("the schedule must be %s, %s or %s, and its warm-up not below zero", SchedulePlateau, ScheduleCosine, ScheduleOneCycle)
	}
	if !slices.Contains(Feedings(), s.Feeding) {
		return fmt.Errorf("the feeding must be %s, %s or %s", FeedPublished, FeedHard, FeedBalanced)
	}
	if s.EarlyStop < 0 || !(s.Decay >= 0) || !(s.Clip >= 0) || s.Rate*s.Decay >= 1 {
		return errors.New("early stopping, weight decay and gradient clipping must not be below zero, and rate times decay must be below 1")
	}
	if !(s.TowerRate >= 0) || math.IsInf(s.TowerRate, 0) || s.TowerRate*s.Decay >= 1 {
		return errors.New("the tower's rate must not be below zero, and times the decay it must be below 1")
	}
	if s.Precision != "" && !slices.Contains(Precisions(), s.Precision) {
		return fmt.Errorf("the precision must be %s or %s", PrecisionFull, PrecisionMixed)
	}
	return errors.Join(s.Loss.Check(), s.Augment.Check())
}

// Why settings don't fit a recipe.
var (
	ErrLengths      = errors.New("a loss that compares directions doesn't fit embeddings that have lengths")
	ErrComputedOnce = errors.New("photos can't be changed in each step where their features are computed once")
	// ErrNothingUnfrozen is a rate for stages that aren't trained.
	ErrNothingUnfrozen = errors.New("there is a learning rate for the tower's last stages, but none of them is unfrozen")
	ErrNoCopies        = errors.New("there can be no changed copies of the photos")
	// ErrNoTrunk is a dense layer that shall be solved after a training that has changed nothing else.
	ErrNoTrunk = errors.New("nothing but the dense layer is trained: solve it from the start on, without epochs")
)

// Fits says why towers of a recipe can't be trained so, before anything is built or read. Settings without epochs, for a head that
// stays as it starts, fit; whether the recipe has a closed form is only seen in its tower.
func (s Settings) Fits(r tower.Recipe) error {
	if err := s.check(); err != nil {
		return err
	}
	if s.Loss.Angular() && r.AnyLength {
		return fmt.Errorf("%w; this is so in the recipe %s: choose the loss %s or a triplet loss, with the distance %s",
			ErrLengths, r.Name, loss.Contrastive, loss.Euclidean)
	}
	unfrozen, err := r.Unfreeze(s.Unfrozen)
	if err != nil {
		return err
	}
	if s.TowerRate > 0 && s.Unfrozen == 0 {
		return ErrNothingUnfrozen
	}
	if s.Solve && !unfrozen.TrainsTrunk() {
		return fmt.Errorf("%w; this is so in the recipe %s", ErrNoTrunk, r.Name)
	}
	return s.fitsAugment(r)
}

// fitsAugment says why photos can't be changed so.
func (s Settings) fitsAugment(r tower.Recipe) error {
	once := r.Features != r.Input.Size()
	switch {
	case s.Copies < 0 || s.Copies > MostCopies:
		return fmt.Errorf("%w: their number must lie between 0 and %d", ErrNoCopies, MostCopies)
	case s.Copies > 0 && !s.Augment.On():
		return fmt.Errorf("%w without an augmentation that changes them", ErrNoCopies)
	case s.Copies > 0 && !once:
		return fmt.Errorf("%w in the recipe %s, where photos are changed in each step", ErrNoCopies, r.Name)
	case s.Copies > 0 && r.Input.Size() == 0:
		return fmt.Errorf("%w in the recipe %s, whose networks take photos as they are", ErrNoCopies, r.Name)
	case s.Augment.On() && once && s.Copies == 0 && r.Input.Size() > 0:
		return fmt.Errorf("%w; this is so in the recipe %s: choose a number of copies", ErrComputedOnce, r.Name)
	case s.Augment.On() && once && s.Copies == 0:
		return fmt.Errorf("%w; this is so in the recipe %s", ErrComputedOnce, r.Name)
	}
	return nil
}

// checkTower says why a tower can't be trained so.
func (s Settings) checkTower(t *tower.Tower) error {
	if s.Unfrozen != t.Recipe.Unfrozen {
		return fmt.Errorf("the settings unfreeze %d stages and the tower %d: make it of the recipe that Unfreeze gives", s.Unfrozen, t.Recipe.Unfrozen)
	}
	if closedForm(s.Start) && !solvable(t) {
		return fmt.Errorf("the recipe %s has no closed form: choose the start %s", t.Recipe.Name, StartRandom)
	}
	return s.Fits(t.Recipe)
}

func (s Settings) sampler(person []int) (pair.Sampler, error) {
	s = s.Filled()
	switch s.Feeding {
	case FeedPublished:
		return pair.Published(person, publishedPairs, s.Seed)
	case FeedHard:
		return pair.Hard(person, publishedPairs, s.Seed)
	case FeedBalanced:
		if s.People < 2 || s.Photos < 2 {
			return nil, errors.New("a balanced batch needs at least two people and two photos of each")
		}
		return pair.Balanced(person, s.People, s.Photos, s.Seed)
	}
	return nil, fmt.Errorf("the feeding must be %s, %s or %s", FeedPublished, FeedHard, FeedBalanced)
}

// relative are the learning rates of what is trained as parts of Rate: of the tower's own tensors and then of so many of the loss; nil
// where all have the same.
func (s Settings) relative(t *tower.Tower, ofLoss int) []float64 {
	s = s.Filled()
	if s.Unfrozen == 0 {
		return nil
	}
	var list []float64
	for _, unfrozen := range t.Unfrozen() {
		if unfrozen {
			list = append(list, s.TowerRate/s.Rate)
		} else {
			list = append(list, 1)
		}
	}
	return append(list, slices.Repeat([]float64{1}, ofLoss)...)
}

// objective makes the loss, on libtorch's thread.
func (s Settings) objective(person []int, t *tower.Tower) (loss.Loss, error) {
	return loss.New(s.Loss, loss.People{Person: person, Embedding: t.Recipe.Embedding, Seed: s.Seed}, t.Device())
}
