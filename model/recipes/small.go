package recipes

import (
	"slices"

	"siamface/model/augment"
	"siamface/model/language"
	"siamface/model/loss"
	"siamface/model/network"
	"siamface/model/tower"
	"siamface/model/train"
)

// small and smallAligned are trained whole, from nothing, on the whole photo and on its main face.
var (
	small = Recipe{
		Purpose: language.Text{
			English: "A small network trained from nothing on cropped, frontal faces: to watch how learning goes.",
			Chinese: "在已裁剪的正面人脸上从零训练的小网络：可观察学习过程。",
		},
		Design:      smallDesign(Small, tower.GreyInput),
		Settings:    smallSettings(),
		Differences: smallDifferences(),
	}
	smallAligned = Recipe{
		Purpose: language.Text{
			English: "A small network trained from nothing on aligned faces: to watch how learning goes.",
			Chinese: "在对齐的人脸上从零训练的小网络：可观察学习过程。",
		},
		Design:      smallDesign(SmallAligned, tower.GreyInput.Aligned()),
		Settings:    smallSettings(),
		Differences: smallDifferences(greyFace),
	}
)

// smallDesign is two convolutions and a dense layer. Two more convolutions tell the people apart that it is trained on, and new people
// worse. The embedding has length 1, so that distances lie between 0 and 2 and no collapse can hide in the scale.
func smallDesign(name string, in tower.Input) tower.Design {
	convolutions := network.Chain{
		network.TrainedConvolution{Convolution: network.Convolution{Name: "conv1", Norm: "bn1", Out: 32, Size: 5, Stride: 2, ReLU: true}, Pool: "pool1"},
		network.TrainedConvolution{Convolution: network.Convolution{Name: "conv2", Norm: "bn2", Out: 64, Size: 3, Stride: 1, ReLU: true}, Pool: "pool2"},
		network.Flatten{},
	}
	return tower.Design{
		Name: name, Input: in, Damped: true,
		Network: network.New(in.Layers(), nil, network.Planes{Side: in.Width}, network.MeanMirror{Name: "mirror", Of: convolutions}, network.Dense{Out: 384}, network.Unit{}),
	}
}

func smallSettings() train.Settings {
	s := published
	s.Feeding, s.Augment, s.Loss = train.FeedBalanced, augment.Faces(), loss.Settings{Name: loss.ArcFace, Margin: 0.3, Scale: 16}
	s.Schedule, s.Rate, s.Decay, s.Solve, s.Refit = train.ScheduleOneCycle, 2e-3, 0.01, true, true
	return s
}

// smallDifferences are what both do otherwise than the published experiment; input says what the one does about its input.
func smallDifferences(input ...string) []string {
	return slices.Concat([]string{
		"validation people are held out of the training people; the thresholds are chosen on them, and the test people are only measured",
	}, input, []string{
		"another network, of two convolutions and a dense layer, trained whole from nothing, on 8 people × 4 photos a step, each changed a little each time that it is shown: mirrored, moved, turned, lit otherwise, partly covered",
		"the loss is ArcFace, with a margin of 0.3 and a scale of 16: it asks whose photo it is rather than how far two lie apart, and new people are told apart better",
		"Adam's rate rises to 2e-3 and falls to nothing (one cycle), with a weight decay of 0.01; the weights are the last epoch's, since few validation people choose among epochs by chance",
		"where the dense layer is solved at the end, it is by within-class whitening, then by damping the directions in which these people differ most, since new people differ in others",
	})
}
