package recipes

import (
	"fmt"

	"siamface/model/language"
	"siamface/model/network"
	"siamface/model/tower"
	"siamface/model/train"
)

// resNet50 is the published experiment with what makes it train well.
var resNet50 = Recipe{
	Purpose: language.Text{
		English: "The published experiment on the ORL faces, with what makes it train well.",
		Chinese: "已发表的 ORL 人脸实验，并加入使其训练良好的改动。",
	},
	Design: tower.Design{
		Name: ResNet50, Input: tower.ImageNetInput,
		Network: network.New(tower.ImageNetInput.Layers(), network.UnitMirror{Name: "mirror", Of: resNet(4)}, network.Dense{Out: 512, ReLU: true}, network.Unit{}),
	},
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
	Purpose: language.Text{
		English: "The published experiment exactly as it was: to see how it fails.",
		Chinese: "完全按原文的已发表实验：可看到它如何失败。",
	},
	Design: tower.Design{
		Name: PublishedResNet50, Input: tower.ImageNetInput,
		Network: network.New(tower.ImageNetInput.Layers(), resNet(4), network.Dense{Out: 512, ReLU: true}),
	},
	Settings:    published,
	Failing:     true,
	Differences: []string{heldOut, imageNet},
}

// resNet is the first stages of a frozen ResNet-50: the stem, the residual blocks, what pools the last, and all numbers in a row. It
// is version 1.5 of the network (He et al., 2015), whose stride lies on the 3×3 convolution, as torchvision's weights want it. Of a
// 64×64×3 all four stages make 2×2×2048.
//
// As published, the features come as they are. They are so large that Adam's first steps kill the head's ReLUs, and every embedding
// lands on one line. Otherwise a UnitMirror brings them to length 1.
func resNet(stages int, pool ...network.Part) network.Chain {
	parts := network.Blocked{
		network.Convolution{Name: "conv1", Norm: "bn1", Out: 64, Size: 7, Stride: 2, ReLU: true},
		network.MaxPool{Name: "maxpool", Size: 3, Stride: 2},
	}
	for s, blocks := range []int{3, 4, 6, 3}[:stages] {
		for b := range blocks {
			block := network.Bottleneck{Name: fmt.Sprintf("layer%d.%d", s+1, b), Width: 64 << s, Stride: 1, Project: b == 0}
			if b == 0 && s > 0 {
				block.Stride = 2
			}
			parts = append(parts, block)
		}
	}
	return append(append(network.Chain{parts}, pool...), network.Flatten{})
}
