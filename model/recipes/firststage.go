package recipes

import "siamface/model/tower"

// firstStage is the recipe resnet50-aligned: a ResNet-50's first stage, and gradients beside it, on the aligned face.
var firstStage = Recipe{
	Design:   tower.Design{Name: ResNet50Aligned, Input: tower.ImageNetInput.Aligned(), Network: tower.FirstStage, Damped: true},
	Settings: solved(),
	Differences: []string{
		nothingHeld,
		"the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, and normalised as torchvision's weights want it; the batch normalisation's ε is 1e-5",
		"the tower is the ResNet-50's stem and first stage alone, averaged over a grid of 4×4 places: the later stages tell things apart rather than people",
		"beside it stand, at 0.8 of its length, the gradients of the face in grey, as the recipe gradients-aligned measures them",
		"the features are brought to length 1, averaged with those of the mirrored face, and computed once",
		"the dense layer is solved in closed form and not trained: by within-class whitening of the training and validation people's features, then by damping the directions in which these people differ most, since new people differ in others",
		"the dense layer has no ReLU, which would spend half of its directions on signs; the embedding is brought to length 1",
		tenFolds,
	},
}
