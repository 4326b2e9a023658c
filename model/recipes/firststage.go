package recipes

import (
	"siamface/model/language"
	"siamface/model/network"
	"siamface/model/tower"
)

// firstStage is the recipe resnet50-aligned: a ResNet-50's first stage, and gradients beside it, on the aligned face.
//
// What ImageNet taught the later stages is about things and not about people. On aligned faces, where people's features lie in one place
// of the grid, the first stage tells more, for a fifth of the work. The dense layer has no ReLU: nothing is trained that would need
// one, and half of the directions would be spent on signs.
var firstStage = Recipe{
	Purpose: language.Text{
		English: "For aligned faces, with ImageNet weights that you bring: solved at once, without epochs.",
		Chinese: "用于对齐的人脸，需自备 ImageNet 权重：一次求解，无需训练轮次。",
	},
	Design:   firstStageDesign(tower.ImageNetInput.Aligned()),
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

// firstStageDesign is the network on an input in colour.
func firstStageDesign(in tower.Input) tower.Design {
	const grid = 4 // places beside each other, which the stage's 16×16 are averaged over
	stage := network.UnitMirror{Name: "mirror", Of: resNet(1, network.MeanPool{Name: "grid", Size: in.Width / 4 / grid})}
	grey := network.Chain{in.GreyLayer(), mirroredGradients(narrowCells)}
	return tower.Design{
		Name: ResNet50Aligned, Input: in, Damped: true,
		Network: network.New(in.Layers(), network.Beside{Name: "together", First: stage, Second: grey, SecondLength: 0.8}, network.Dense{Out: 512}, network.Unit{}),
	}
}
