package recipes

import "siamface/model/tower"

// gradients and gradientsAligned are for those who have no pretrained weights, of the whole photo and of its main face.
var (
	gradients = Recipe{
		Design:      tower.Design{Name: Gradients, Input: tower.GreyInput, Network: tower.WholeGradients},
		Settings:    solved(),
		Differences: []string{nothingHeld, gradientTower, "the features are brought to length 1, averaged with those of the mirrored picture and of the picture moved by three pixels, and computed once", solvedDense, tenFolds},
	}
	gradientsAligned = Recipe{
		Design:      tower.Design{Name: GradientsAligned, Input: tower.GreyInput.Aligned(), Network: tower.AlignedGradients},
		Settings:    solved(),
		Differences: []string{nothingHeld, greyFace, gradientTower, "the features are brought to length 1, averaged with those of the mirrored face, and computed once", solvedDense, tenFolds},
	}
)

// What both do otherwise than the published experiment.
const (
	gradientTower = "the tower has no pretrained layers and none that are trained: filters that are formulas measure the picture's gradients in eight directions at three scales, and the strength of the gradients about each place is divided out"
	solvedDense   = "the dense layer is solved in closed form, by within-class whitening of the training and validation people's features, and not trained; the embedding is brought to length 1"
)
