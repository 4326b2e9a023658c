package tower

import (
	"fmt"
	"strings"

	"siamface/model/face"
)

// Recipe is a network with how its photos are prepared.
type Recipe struct {
	Name string
	// Input is what the network sees of a photo, or of its face; for the recipe face, which takes the face's description, it is empty.
	Input Input
	// Features and Embedding are the widths of what the frozen part and the head hand on.
	Features, Embedding int
	// FindsFaces says that the photo's main face is found and aligned first; where there is none, the whole picture is taken for one.
	// Where there is an Input, the network sees the aligned face through it, else it takes the face's description.
	FindsFaces bool
	// TakesWeights says whether pretrained weights can be given.
	TakesWeights bool
	// Solved says that the head is solved in closed form, without epochs.
	Solved bool
	// AnyLength says that the embeddings keep the lengths that they have: losses of their directions don't fit them.
	AnyLength bool
	// Linear says that the head's dense layer has no ReLU, so that its closed forms need each direction only once.
	Linear bool
	// Whole says that the tower is trained whole, from nothing.
	Whole bool
	// Damped says that in the head's closed form the directions count less in which the people differ most whom it is solved from.
	Damped bool
	build  func() network
}

// ComputesOnce tells whether a part of the network that never changes takes photos' values, so that its features are computed once.
func (r Recipe) ComputesOnce() bool { return r.Input.Size() > 0 && r.Features != r.Input.Size() }

// The recipes by name, the best first. PublishedResNet50 is the published experiment without what makes it train
// well: it is there to be seen failing.
var recipes = []Recipe{
	{Name: Face, Features: face.BuiltIn().Size, Embedding: face.BuiltIn().Size, FindsFaces: true, build: func() network { return aligned{} }},
	{Name: ResNet50Aligned, Input: imageNetInput.shaped(), Features: alignedFeatures, Embedding: 512, FindsFaces: true, TakesWeights: true, Solved: true, Linear: true, Damped: true, build: func() network { return resnet50Aligned{} }},
	{Name: GradientsAligned, Input: greyInput.shaped(), Features: alignedGradients.features(), Embedding: gradientEmbedding, FindsFaces: true, Solved: true, Linear: true, build: func() network { return alignedGradients }},
	{Name: Gradients, Input: greyInput, Features: wholeGradients.features(), Embedding: gradientEmbedding, Solved: true, Linear: true, build: func() network { return wholeGradients }},
	{Name: SmallAligned, Input: greyInput.shaped(), Features: 64 * 64, Embedding: smallDense, FindsFaces: true, Whole: true, Linear: true, Damped: true, build: func() network { return small{aligned: true} }},
	{Name: Small, Input: greyInput, Features: 64 * 64, Embedding: smallDense, Whole: true, Linear: true, Damped: true, build: func() network { return small{} }},
	{Name: ResNet50, Input: imageNetInput, Features: 8192, Embedding: 512, TakesWeights: true, build: func() network { return resnet50{} }},
	{Name: PublishedResNet50, Input: imageNetInput, Features: 8192, Embedding: 512, TakesWeights: true, AnyLength: true, build: func() network { return resnet50{published: true} }},
}

// The names of the recipes.
const (
	Small             = "small"
	SmallAligned      = "small-aligned"
	Gradients         = "gradients"
	GradientsAligned  = "gradients-aligned"
	Face              = "face"
	ResNet50          = "orl-resnet50"
	ResNet50Aligned   = "resnet50-aligned"
	PublishedResNet50 = "orl-resnet50-published"
)

// Pretrained says which tensors of a file of pretrained weights the recipe has a place for: the rest needn't be read.
func (r Recipe) Pretrained() func(name string) bool {
	names := map[string]bool{}
	for _, p := range r.build().parameters() {
		names[p.Name] = true
	}
	return func(name string) bool { return names[name] }
}

// Default is the recipe for those who name none: face where its networks are installed, else small.
func Default() string {
	if _, err := face.Find(); err != nil {
		return Small
	}
	return Face
}

// Recipes lists the names of all recipes.
func Recipes() []string {
	names := make([]string, len(recipes))
	for i, r := range recipes {
		names[i] = r.Name
	}
	return names
}

// Find returns the recipe of that name; "" is Default's.
func Find(name string) (Recipe, error) {
	if name == "" {
		name = Default()
	}
	for _, r := range recipes {
		if r.Name == name {
			return r, nil
		}
	}
	return Recipe{}, fmt.Errorf("there is no recipe %q; choose one of %s", name, strings.Join(Recipes(), ", "))
}
