// Package recipes holds the recipes: what is trained, and how. Each stands in a file: its network, its input, the settings of its
// training, and its differences from the published experiment.
package recipes

import (
	"context"
	"fmt"
	"strings"

	"siamface/model/face"
	"siamface/model/language"
	"siamface/model/tower"
	"siamface/model/train"
)

// Recipe is a design of a tower with how it is trained.
type Recipe struct {
	tower.Design
	// Purpose says in one sentence whom the recipe is for.
	Purpose language.Text
	// Settings are those of a training where nobody chooses others, without a seed. Without epochs nothing is trained: the head is
	// solved in closed form.
	Settings train.Settings
	// Differences name what is done otherwise than in the published experiment, and why: an English sentence each, in which numbers may
	// stand behind a colon.
	Differences []string
	// ChoosesHead says that the head is the best of three, compared on people left out in turn: untrained, whitened, and trained.
	ChoosesHead bool
	// Scaled says that the embeddings are multiplied by a number, so that the published threshold of 0.5 holds. The number comes from
	// the people held out, and others would have given another. Only the recipe that is compared with the published experiment has it.
	Scaled bool
	// Failing says that the recipe is there to be seen failing: a search passes it over.
	Failing bool
}

// Solved says that the head is solved in closed form, without epochs.
func (r Recipe) Solved() bool { return r.Settings.Epochs == 0 }

// HoldsOut says that validation people are held out of the head to the end. Otherwise its thresholds come from people left out in turn,
// and all who aren't tested make the head.
func (r Recipe) HoldsOut() bool { return !r.ChoosesHead && !r.Solved() }

// WorksUntrained says that the recipe's tower tells people apart before any training.
func (r Recipe) WorksUntrained() bool { return r.Input.Described() }

// The names of the recipes.
const (
	Face              = "face"
	ResNet50Aligned   = "resnet50-aligned"
	GradientsAligned  = "gradients-aligned"
	Gradients         = "gradients"
	SmallAligned      = "small-aligned"
	Small             = "small"
	ResNet50          = "orl-resnet50"
	PublishedResNet50 = "orl-resnet50-published"
)

// all are the recipes, the best first.
var all = []Recipe{face512, firstStage, gradientsAligned, gradients, smallAligned, small, resNet50, publishedResNet50}

// Names lists the names of all recipes.
func Names() []string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.Name
	}
	return names
}

// Default names the recipe for those who name none: face where its networks are installed, else small.
func Default() string {
	if _, err := face.Find(); err != nil {
		return Small
	}
	return Face
}

// Find returns the recipe of that name; "" is Default's.
func Find(name string) (Recipe, error) {
	if name == "" {
		name = Default()
	}
	if name == Face {
		return describedFace(), nil
	}
	for _, r := range all {
		if r.Name == name {
			return r, nil
		}
	}
	return Recipe{}, fmt.Errorf("there is no recipe %q; choose one of %s", name, strings.Join(Names(), ", "))
}

// Load reads a model file, checks all of it, and places the tower on the device of that name (see torch.Pick).
func Load(ctx context.Context, path, device string) (*tower.Model, error) {
	return tower.Load(ctx, path, device, func(name string) (tower.Design, error) {
		r, err := Find(name)
		return r.Design, err
	})
}

// Untrained is the recipe face as it comes, with its recogniser's own thresholds. It needs nothing of libtorch.
func Untrained(ctx context.Context) (*tower.Model, error) {
	return tower.LoadUntrained(ctx, faceDesign())
}

// published are the settings of the published experiment.
var published = train.Settings{
	Epochs: 40, Steps: 20, Feeding: train.FeedPublished, Start: train.StartRandom, Rate: 1e-3, Patience: 10, Cut: 0.1,
}

// solved are the settings of heads that are solved from the start on: there is nothing to train.
func solved() train.Settings {
	s := published
	s.Start, s.Epochs = train.StartWhitened, 0
	return s
}
