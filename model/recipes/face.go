package recipes

import (
	"siamface/model/face"
	"siamface/model/language"
	"siamface/model/network"
	"siamface/model/tower"
	"siamface/model/train"
)

// face512 is the recipe face with the recogniser that the program comes with.
var face512 = describedFace()

// describedFace is the recipe face: pretrained networks find, align and describe the photo's main face by numbers, 512 of the built-in
// recogniser, and a head is chosen on them. It changes with the recogniser (see face.Choose).
func describedFace() Recipe {
	return Recipe{
		Design: faceDesign(),
		Purpose: language.Text{
			English: "The best for photos of any kind: pretrained networks find and describe the faces.",
			Chinese: "适合各类照片，效果最好：由预训练网络检测并描述人脸。",
		},
		Settings:    faceSettings(),
		ChoosesHead: true,
		Differences: []string{
			heldOut,
			"another tower: pretrained networks find, align and describe the face; the head is a dense layer of 512 on their embedding",
			"the head is the best of three, compared on people left out in ten folds: untrained, within-class whitening with length 1, and trained from the identity at a rate of 1e-4",
			"the thresholds come from the same folds, of the training and validation people together",
			"the chosen head's embedding is multiplied by one number, so that its best threshold is the untrained head's",
		},
	}
}

// faceDesign has a head of one dense layer without ReLU that starts from the identity: untrained, the embedding is the networks' own,
// of length 1. A whitening brings its embedding to length 1 too.
func faceDesign() tower.Design {
	size := face.Current().Size
	return tower.Design{
		Name:    Face,
		Network: network.New(tower.Input{}.Layers(), nil, network.Dense{Out: size, Identity: true}, network.SwitchedUnit{}),
	}
}

func faceSettings() train.Settings {
	s := published
	s.Start, s.Rate, s.Folds = train.StartOwn, 1e-4, 5
	return s
}
