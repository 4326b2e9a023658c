package recipes

import (
	"siamface/model/tower"
	"siamface/model/train"
)

// resNet50 is the published experiment with what makes it train well.
var resNet50 = Recipe{
	Design:   tower.Design{Name: ResNet50, Input: tower.ImageNetInput, Network: tower.ResNet50},
	Settings: resNet50Settings(),
	Scaled:   true,
	Differences: []string{
		heldOut,
		"the embedding is multiplied by one number, so that the best threshold of people held out falls at 0.5",
		imageNet,
		"the features are brought to length 1 and averaged with the mirrored photo's: as large as they come, Adam's first steps kill the ReLUs and every embedding lands on one line",
		"the dense layer starts from within-class whitening of the training people's features, not at random: 4 million random weights over-fit 33 people",
		"the embedding is brought to length 1, so that one threshold serves all people",
		"Adam's rate is 3e-5, not 1e-3, so that the start isn't thrown away",
		"the features of the frozen network are computed once, not in every step",
		"the best weights, the start among them, are those with the least validation loss at the best scale",
		"the scale and the thresholds come from the validation people and from five-fold cross-validation over the training people: four people say too little",
	},
}

func resNet50Settings() train.Settings {
	s := published
	s.Start, s.Rate, s.Folds = train.StartWhitened, 3e-5, 5
	return s
}

// publishedResNet50 is the published experiment without that: it is there to be seen failing.
var publishedResNet50 = Recipe{
	Design:      tower.Design{Name: PublishedResNet50, Input: tower.ImageNetInput, Network: tower.PublishedResNet50},
	Settings:    published,
	Failing:     true,
	Differences: []string{heldOut, imageNet},
}
