package run

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/tower"
	"siamface/model/train"
)

// settingsFor are the recipe's settings, or the user's own, with what else the user chose, as the record shall hold them.
func settingsFor(r tower.Recipe, o Options) train.Settings {
	s := usual(r)
	if o.Settings != nil {
		s = *o.Settings
	}
	if o.Epochs > 0 && !r.Solved {
		s.Epochs = o.Epochs
	}
	s.Seed, s.Threads = o.Seed, o.Threads
	return s.Filled()
}

// usual are the settings that a recipe is trained with where nobody chooses others, without a seed.
func usual(r tower.Recipe) train.Settings {
	s := train.Settings{
		Epochs: 40, Steps: 20, Feeding: train.FeedPublished, Start: train.StartRandom, Rate: 1e-3, Patience: 10, Cut: 0.1,
	}
	switch r.Name {
	case tower.Small, tower.SmallAligned:
		s.Feeding, s.Augment, s.Loss = train.FeedBalanced, augment.Faces(), loss.Settings{Name: loss.ArcFace, Margin: 0.3, Scale: 16}
		s.Schedule, s.Rate, s.Decay, s.Solve, s.Refit = train.ScheduleOneCycle, 2e-3, 0.01, true, true
	case tower.Face:
		s.Start, s.Rate, s.Folds = train.StartOwn, 1e-4, 5
	case tower.ResNet50:
		s.Start, s.Rate, s.Folds = train.StartWhitened, 3e-5, 5
	}
	if r.Solved { // from the start on there is nothing to train
		s.Start, s.Epochs = train.StartWhitened, 0
	}
	return s
}

// Changes names what was done otherwise than in the published experiment: by the recipe, and why, and by the user's choice. Each is one
// English sentence; behind a colon may stand numbers.
func Changes(r tower.Recipe, s train.Settings) []string {
	list := recipeChanges(r)
	if s.Solve {
		list = append(list, "when training ends, the dense layer is solved in closed form, of what the layers below it make of the same people: as trained it knows these few people by heart")
	}
	if s.Refit {
		list = append(list, "when the thresholds are set, the tower is trained once more, from the start on, on the validation people too: each more person that is learned from tells")
	}
	if chosen := chosen(usual(r), s); len(chosen) > 0 {
		list = append(list, "chosen in the place of the recipe's own settings: "+strings.Join(chosen, ", "))
	}
	return list
}

// Chosen names what was chosen in the place of the recipe's own settings, with its values; "" is nothing.
func (r FoldRecord) Chosen() string {
	recipe, err := tower.Find(r.Recipe)
	if err != nil { // of a program that has other recipes
		return ""
	}
	return strings.Join(chosen(usual(recipe), r.Settings), ", ")
}

// chosen names the settings in which two differ, by their names in the record, with the second's values. The number of epochs, the
// seed and the threads don't count.
func chosen(usual, s train.Settings) []string {
	usual, s = usual.Filled(), s.Filled()
	usual.Epochs, usual.Seed, usual.Threads = s.Epochs, s.Seed, s.Threads
	was, is := fields(usual), fields(s)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if string(was[name]) != string(is[name]) {
			list = append(list, fmt.Sprintf("%s %s", name, is[name]))
		}
	}
	return list
}

// fields are settings as JSON, by name.
func fields(s train.Settings) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	if text, err := json.Marshal(s); err == nil {
		_ = json.Unmarshal(text, &all) // it was just written
	}
	return all
}

// recipeChanges names what a recipe does otherwise than the published experiment, and why.
func recipeChanges(r tower.Recipe) []string {
	list := []string{heldOut(r)}
	if r.Name == tower.Face {
		return append(list,
			"another tower: pretrained networks find, align and describe the face; the head is a dense layer of 512 on their embedding",
			"the head is the best of three, compared on people left out in ten folds: untrained, within-class whitening with length 1, and trained from the identity at a rate of 1e-4",
			"the thresholds come from the same folds, of the training and validation people together",
			"the chosen head's embedding is multiplied by one number, so that its best threshold is the untrained head's")
	}
	if r.Name == tower.PublishedResNet50 {
		return append(list, "the input is normalised as torchvision's weights want it, and the batch normalisation's ε is 1e-5")
	}
	if r.Name == tower.ResNet50Aligned {
		return append(list,
			"the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, and normalised as torchvision's weights want it; the batch normalisation's ε is 1e-5",
			"the tower is the ResNet-50's stem and first stage alone, averaged over a grid of 4×4 places: the later stages tell things apart rather than people",
			"beside it stand, at 0.8 of its length, the gradients of the face in grey, as the recipe gradients-aligned measures them",
			"the features are brought to length 1, averaged with those of the mirrored face, and computed once",
			"the dense layer is solved in closed form and not trained: by within-class whitening of the training and validation people's features, then by damping the directions in which these people differ most, since new people differ in others",
			"the dense layer has no ReLU, which would spend half of its directions on signs; the embedding is brought to length 1",
			tenFolds)
	}
	if r.Name == tower.Gradients || r.Name == tower.GradientsAligned {
		return append(list, gradientChanges(r)...)
	}
	if r.Name == tower.SmallAligned {
		list = append(list, greyFace)
	}
	if r.Name == tower.Small || r.Name == tower.SmallAligned {
		return append(list,
			"another network, of two convolutions and a dense layer, trained whole from nothing, on 8 people × 4 photos a step, each changed a little each time that it is shown: mirrored, moved, turned, lit otherwise, partly covered",
			"the loss is ArcFace, with a margin of 0.3 and a scale of 16: it asks whose photo it is rather than how far two lie apart, and new people are told apart better",
			"Adam's rate rises to 2e-3 and falls to nothing (one cycle), with a weight decay of 0.01; the weights are the last epoch's, since few validation people choose among epochs by chance",
			"where the dense layer is solved at the end, it is by within-class whitening, then by damping the directions in which these people differ most, since new people differ in others")
	}
	return append(list,
		"the embedding is multiplied by one number, so that the best threshold of people held out falls at 0.5",
		"the input is normalised as torchvision's weights want it, and the batch normalisation's ε is 1e-5",
		"the features are brought to length 1 and averaged with the mirrored photo's: as large as they come, Adam's first steps kill the ReLUs and every embedding lands on one line",
		"the dense layer starts from within-class whitening of the training people's features, not at random: 4 million random weights over-fit 33 people",
		"the embedding is brought to length 1, so that one threshold serves all people",
		"Adam's rate is 3e-5, not 1e-3, so that the start isn't thrown away",
		"the features of the frozen network are computed once, not in every step",
		"the best weights, the start among them, are those with the least validation loss at the best scale",
		"the scale and the thresholds come from the validation people and from five-fold cross-validation over the training people: four people say too little",
	)
}

// heldOut says who is measured, and who chooses what.
func heldOut(r tower.Recipe) string {
	switch {
	case r.Solved:
		return "the test people are only measured; nothing is chosen on them"
	case r.Name == tower.Small || r.Name == tower.SmallAligned:
		return "validation people are held out of the training people; the thresholds are chosen on them, and the test people are only measured"
	}
	return "validation people are held out of the training people; the best weights and the thresholds are chosen on them, and the test people are only measured"
}

// gradientChanges are what the recipes gradients and gradients-aligned do otherwise.
func gradientChanges(r tower.Recipe) []string {
	var list []string
	averaged := "the features are brought to length 1, averaged with those of the mirrored picture and of the picture moved by three pixels, and computed once"
	if r.FindsFaces {
		list = append(list, greyFace)
		averaged = "the features are brought to length 1, averaged with those of the mirrored face, and computed once"
	}
	return append(list,
		"the tower has no pretrained layers and none that are trained: filters that are formulas measure the picture's gradients in eight directions at three scales, and the strength of the gradients about each place is divided out",
		averaged,
		solvedDense,
		tenFolds)
}

// What several recipes change alike.
const (
	greyFace    = "the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, in grey"
	solvedDense = "the dense layer is solved in closed form, by within-class whitening of the training and validation people's features, and not trained; the embedding is brought to length 1"
	tenFolds    = "the thresholds come from ten-fold cross-validation over the training and validation people"
)
