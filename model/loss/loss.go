// Package loss holds what a training step makes smaller: functions of a batch's embeddings that are small where photos of one
// person lie together and those of different people apart, each from its paper.
//
// The contrastive loss looks at the pairs that the sampler drew. The others find pairs or triplets in the batch themselves, or
// compare with a vector a person. Two rows that show the same photo are never a pair: they say nothing.
package loss

import (
	"fmt"
	"slices"
	"strings"

	"siamface/model/torch"
)

// The names of the losses.
const (
	// Contrastive is the published experiment's (Hadsell, Chopra and LeCun, 2006).
	Contrastive = "contrastive"
	// TripletHard takes each photo's farthest genuine and nearest impostor within the batch (Hermans, Beyer and Leibe, 2017).
	TripletHard = "triplet-batch-hard"
	// TripletSoft is TripletHard with the soft margin ln(1 + exp(x)) in place of max(x + margin, 0), from the same paper.
	TripletSoft = "triplet-soft-margin"
	// TripletSemiHard takes for each genuine pair the nearest impostor that is farther (Schroff, Kalenichenko and Philbin, 2015).
	TripletSemiHard = "triplet-semi-hard"
	// MultiSimilarity weighs all pairs that say something (Wang, Han, Huang, Dong and Scott, 2019).
	MultiSimilarity = "multi-similarity"
	// ArcFace adds an angle to the one between a photo and its person's vector (Deng, Guo, Xue and Zafeiriou, 2019).
	ArcFace = "arcface"
	// CosFace takes a margin from the cosine between them (Wang, Wang, Zhou and others, 2018).
	CosFace = "cosface"
)

// kind is what there is to know of a loss beside its formula.
type kind struct {
	name     string
	distance bool    // it can be had with either distance, else it is of cosines
	margin   float64 // the usual one; 0 for a loss without a margin
	scale    float64 // the usual one; 0 for a loss without a scale
	make     func(s Settings, people People, device torch.Device) (Loss, error)
}

// kinds are all losses; the first is the default.
var kinds = []kind{
	{name: Contrastive, distance: true, margin: ContrastiveMargin, make: newContrastive},
	{name: TripletHard, distance: true, margin: 0.2, make: newTriplets},
	{name: TripletSoft, distance: true, make: newTriplets},
	{name: TripletSemiHard, distance: true, margin: 0.2, make: newTriplets},
	{name: MultiSimilarity, margin: 0.5, make: newMultiSimilarity},
	{name: ArcFace, margin: 0.5, scale: usualScale, make: newClassifier},
	{name: CosFace, margin: 0.35, scale: usualScale, make: newClassifier},
}

// Names lists the losses; the first is the default.
func Names() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// kind is what there is to know of the loss; of an unknown one nothing.
func (s Settings) kind() kind {
	if s.Name == "" {
		s.Name = Contrastive
	}
	for _, k := range kinds {
		if k.name == s.Name {
			return k
		}
	}
	return kind{name: s.Name}
}

// The distances that Contrastive and the triplets can be had with. The other losses are of cosines by their nature.
const (
	// Euclidean is sqrt(max(Σ(a−b)², ε)), as package distance has it.
	Euclidean = "euclidean"
	// Cosine is 1 − a·b/(|a|·|b|), from 0 to 2.
	Cosine = "cosine"
)

// Distances lists the distances; the first is the default.
func Distances() []string { return []string{Euclidean, Cosine} }

// Settings choose a loss.
type Settings struct {
	// Name is one of Names; "" is Contrastive.
	Name string `json:"name"`
	// Distance is Euclidean or Cosine; "" is Euclidean. Losses of cosines pass it over.
	Distance string `json:"distance"`
	// Margin is the loss's own constant of that name, 0 for its usual value: the distance beyond which different people cost
	// nothing (Contrastive: 1, of cosines 0.5), how much farther an impostor must be (triplets: 0.2), the cosine λ about which
	// MultiSimilarity weighs (0.5), ArcFace's angle in radians (0.5), what CosFace takes from the cosine (0.35).
	Margin float64 `json:"margin"`
	// Scale is what ArcFace and CosFace multiply cosines by, 0 for 30. Their papers have 64, for ten thousand people and more.
	Scale float64 `json:"scale"`
}

const (
	usualScale         = 30
	usualCosineContact = 0.5 // the contrastive margin of cosines: impostors beyond 60° cost nothing
)

// Filled is the settings with the usual values in the place of empty ones.
func (s Settings) Filled() Settings {
	k := s.kind()
	s.Name = k.name
	if !k.distance {
		s.Distance = Cosine
	}
	if s.Distance == "" {
		s.Distance = Euclidean
	}
	if s.Margin == 0 {
		s.Margin = k.margin
		if s.Name == Contrastive && s.Distance == Cosine {
			s.Margin = usualCosineContact
		}
	}
	if s.Scale == 0 {
		s.Scale = k.scale
	}
	return s
}

// Angular says whether only the directions of embeddings count, not their lengths: the tower must then bring them to length 1,
// or its Euclidean distances aren't what was trained.
func (s Settings) Angular() bool {
	return s.Distance == Cosine || !s.HasDistance()
}

// HasDistance says whether the loss can be had with either distance; the others are of cosines by their nature.
func (s Settings) HasDistance() bool { return s.kind().distance }

// HasMargin says whether the loss has a margin.
func (s Settings) HasMargin() bool { return s.kind().margin > 0 }

// HasScale says whether the loss has a scale.
func (s Settings) HasScale() bool { return s.kind().scale > 0 }

// Check says what is wrong with the settings.
func (s Settings) Check() error {
	if s.Name != "" && !slices.Contains(Names(), s.Name) {
		return fmt.Errorf("there is no loss %q; choose one of %s", s.Name, strings.Join(Names(), ", "))
	}
	if s.Distance != "" && !slices.Contains(Distances(), s.Distance) {
		return fmt.Errorf("there is no distance %q; choose %s or %s", s.Distance, Euclidean, Cosine)
	}
	if !(s.Margin >= 0 && s.Margin <= 10) || !(s.Scale >= 0 && s.Scale <= 1000) {
		return fmt.Errorf("the loss's margin %v must lie between 0 and 10 and its scale %v between 0 and 1000", s.Margin, s.Scale)
	}
	return nil
}

// Batch says what the rows of a batch's embeddings show.
type Batch struct {
	// Photo and Person are those of each row.
	Photo, Person []int
	// A, B and Same are the pairs that the sampler drew: rows A[k] and B[k] are genuine where Same[k] is true.
	A, B []int
	Same []bool
}

// pair says whether two rows are a genuine pair, an impostor pair, or, showing the same photo, none.
func (b Batch) pair(i, k int) (genuine, impostor bool) {
	if b.Photo[i] == b.Photo[k] {
		return false, false
	}
	same := b.Person[i] == b.Person[k]
	return same, !same
}

// Loss is a loss on a device. Its methods are called on libtorch's thread.
type Loss interface {
	// Of is the loss of the embeddings [N, E], which are used up, as a scalar tensor. A batch in which there is nothing to compare
	// costs 0.
	Of(f *torch.Flow, embeddings *torch.Tensor, b Batch) *torch.Tensor
	// Trainable are tensors of its own that training changes; they belong to no model. The loss owns them.
	Trainable() []*torch.Tensor
	// Restore gives its own tensors the values that they had in a training that goes on.
	Restore(values [][]float32) error
	// Close frees what the loss owns.
	Close()
}

// People are those whom a loss with a vector a person is trained on.
type People struct {
	// Person is whom each training photo shows.
	Person []int
	// Embedding is the length of an embedding.
	Embedding int
	// Seed draws the first vectors.
	Seed uint64
}

// New makes the loss that the settings choose, on a device. It is called on libtorch's thread; Close frees what it holds.
func New(s Settings, people People, device torch.Device) (Loss, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	s = s.Filled()
	return s.kind().make(s, people, device)
}

// nothing is a loss of 0 that hangs on the embeddings, for batches in which there is nothing to compare. It uses them up.
func nothing(f *torch.Flow, embeddings *torch.Tensor) *torch.Tensor {
	return f.Affine(f.Mean(embeddings), 0, 0)
}

// constants is a new tensor; where it can't be made, the flow has failed.
func constants(f *torch.Flow, values []float32, device torch.Device, shape ...int64) *torch.Tensor {
	x, err := torch.FromFloats(values, device, shape...)
	if err != nil {
		f.Fail(err)
	}
	return x
}

// read copies a tensor's numbers, which stays. After an error there are none.
func read(f *torch.Flow, x *torch.Tensor) []float32 {
	if f.Err() != nil {
		return nil
	}
	values, err := torch.Floats(x)
	if err != nil {
		f.Fail(err)
	}
	return values
}

// without is for losses that own no tensors.
type without struct{}

// Trainable are none.
func (without) Trainable() []*torch.Tensor { return nil }

// Restore has nothing to give values to.
func (without) Restore([][]float32) error { return nil }

// Close has nothing to free.
func (without) Close() {}
