package recipes

import (
	"siamface/model/language"
	"siamface/model/network"
	"siamface/model/tower"
)

// gradients and gradientsAligned are for those who have no pretrained weights, of the whole photo and of its main face.
var (
	gradients = Recipe{
		Purpose: language.Text{
			English: "For cropped, frontal faces without any networks: learns from your folder alone, at once.",
			Chinese: "用于已裁剪的正面人脸，无需任何网络：仅从您的文件夹学习，一次求解。",
		},
		Design:      gradientDesign(Gradients, tower.GreyInput, network.Moved{Name: "moved", Pixels: 3, Side: 64, Of: mirroredGradients(wideCells)}),
		Settings:    solved(),
		Differences: []string{nothingHeld, gradientTower, "the features are brought to length 1, averaged with those of the mirrored picture and of the picture moved by three pixels, and computed once", solvedDense, tenFolds},
	}
	gradientsAligned = Recipe{
		Purpose: language.Text{
			English: "For photos with faces and no weights at hand: learns from your folder alone, at once.",
			Chinese: "没有预训练权重时使用：对齐人脸后仅从您的文件夹学习，一次求解。",
		},
		Design:      gradientDesign(GradientsAligned, tower.GreyInput.Aligned(), mirroredGradients(narrowCells)),
		Settings:    solved(),
		Differences: []string{nothingHeld, greyFace, gradientTower, "the features are brought to length 1, averaged with those of the mirrored face, and computed once", solvedDense, tenFolds},
	}
)

// The widths of the cells at the three scales. Faces never lie quite alike in whole pictures: there the cells are wide, and the
// picture is moved to four sides too. In the shape of the mean face they do: narrow cells tell more.
var (
	wideCells   = [3]int{8, 6, 4}
	narrowCells = [3]int{6, 4, 3}
)

// mirroredGradients are gradients at three scales, averaged with those of the mirrored picture.
func mirroredGradients(cells [3]int) network.Part {
	return network.UnitMirror{Name: "gradients.mirror", Of: network.Gradients{Name: "gradients", Scales: []network.Scale{
		{Name: "coarse", Deviation: 2, Cell: cells[0]}, {Name: "middle", Deviation: 1, Cell: cells[1]}, {Name: "fine", Deviation: 1, Cell: cells[2]},
	}}}
}

// gradientDesign has a head of one dense layer without ReLU, which is solved from a few hundred photos.
func gradientDesign(name string, in tower.Input, measures network.Part) tower.Design {
	return tower.Design{Name: name, Input: in, Network: network.New(in.Layers(), measures, network.Dense{Out: 384}, network.Unit{})}
}

// What both do otherwise than the published experiment.
const (
	gradientTower = "the tower has no pretrained layers and none that are trained: filters that are formulas measure the picture's gradients in eight directions at three scales, and the strength of the gradients about each place is divided out"
	solvedDense   = "the dense layer is solved in closed form, by within-class whitening of the training and validation people's features, and not trained; the embedding is brought to length 1"
)
