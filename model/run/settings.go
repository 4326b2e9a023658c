package run

import (
	"siamface/model/tower"
	"siamface/model/train"
)

// settingsFor are the recipe's settings with what the user chose.
func settingsFor(r tower.Recipe, o Options) train.Settings {
	s := train.Settings{Epochs: 40, Steps: 20, Feeding: train.FeedPublished, Rate: 1e-3, Patience: 10, Cut: 0.1}
	if r.Name == "small" {
		s.Feeding, s.Mirror = train.FeedBalanced, true
	}
	if o.Epochs > 0 {
		s.Epochs = o.Epochs
	}
	s.Seed, s.Threads = o.Seed, o.Threads
	return s
}

// changes names what a recipe does otherwise than the published experiment, and why.
func changes(r tower.Recipe) []string {
	common := []string{
		"validation people are held out of the training people; the best weights, the scale and the thresholds are chosen on them, and the test people are only measured",
		"the embedding is multiplied by one number, so that the validation people's best threshold falls at 0.5",
	}
	if r.Name != "orl-resnet50" {
		return common
	}
	return append([]string{
		"the features are brought to length 1 before the dense layer: as large as they come, Adam's first steps kill its ReLUs and every embedding lands on one line",
		"the input is normalised as torchvision's weights want it, and the batch normalisation's ε is 1e-5",
		"the features of the frozen network are computed once, not in every step",
		"the best weights are those with the least validation loss at the best scale",
	}, common...)
}
