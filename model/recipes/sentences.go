package recipes

import "siamface/model/language"

// Sentences are where recipes' weights come from, and their differences from the published experiment.
var Sentences = []language.Text{
	{English: "formulas, from no photos", Chinese: "公式给定，未用照片"},
	{English: "trained from nothing", Chinese: "从零训练"},
	{English: "the pretrained face networks", Chinese: "预训练的人脸网络"},
	{
		English: "the test people are only measured; nothing is chosen on them",
		Chinese: "测试人员只用于测量，不据其选择任何东西",
	},
	{
		English: "validation people are held out of the training people; the thresholds are chosen on them, and the test people are only measured",
		Chinese: "从训练人员中留出验证人员；阈值由他们确定，测试人员只用于测量",
	},
	{
		English: "validation people are held out of the training people; the best weights and the thresholds are chosen on them, and the test people are only measured",
		Chinese: "从训练人员中留出验证人员；最佳权重和阈值由他们确定，测试人员只用于测量",
	},
	{
		English: "another tower: pretrained networks find, align and describe the face; the head is a dense layer of 512 on their embedding",
		Chinese: "网络不同：由预训练网络检测、对齐和描述人脸；头部是其特征向量上的 512 维全连接层",
	},
	{
		English: "the head is the best of three, compared on people left out in ten folds: untrained, within-class whitening with length 1, and trained from the identity at a rate of 1e-4",
		Chinese: "头部取三者中最好的，用十折留出的人员比较：未训练、类内白化并归一化为长度 1、以 1e-4 的学习率从恒等映射开始训练",
	},
	{
		English: "the thresholds come from the same folds, of the training and validation people together",
		Chinese: "阈值来自同样的十折，训练与验证人员合在一起",
	},
	{
		English: "the thresholds come from ten-fold cross-validation over the training and validation people",
		Chinese: "阈值来自训练与验证人员的十折交叉验证",
	},
	{
		English: "the chosen head's embedding is multiplied by one number, so that its best threshold is the untrained head's",
		Chinese: "所选头部的特征向量乘以一个数，使其最佳阈值与未训练头部的相同",
	},
	{
		English: "chosen in the place of the recipe's own settings",
		Chinese: "与方案自身设置不同之处",
	},
	{
		English: "the input is normalised as torchvision's weights want it, and the batch normalisation's ε is 1e-5",
		Chinese: "输入按 torchvision 权重的要求归一化，批归一化的 ε 为 1e-5",
	},
	{
		English: "the embedding is multiplied by one number, so that the best threshold of people held out falls at 0.5",
		Chinese: "特征向量乘以一个数，使留出人员的最佳阈值落在 0.5",
	},
	{
		English: "the dense layer has no ReLU, which would spend half of its directions on signs; the embedding is brought to length 1",
		Chinese: "全连接层没有 ReLU，否则一半方向会耗费在正负号上；特征向量归一化为长度 1",
	},
	{
		English: "the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, and normalised as torchvision's weights want it; the batch normalisation's ε is 1e-5",
		Chinese: "输入是照片中的主要人脸，由预训练网络找到，并经变形使其 68 个特征点落在平均脸的位置上，再按 torchvision 权重的要求归一化；批归一化的 ε 为 1e-5",
	},
	{
		English: "the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, in grey",
		Chinese: "输入是照片中的主要人脸，由预训练网络找到，并经变形使其 68 个特征点落在平均脸的位置上，转为灰度",
	},
	{
		English: "the tower is the ResNet-50's stem and first stage alone, averaged over a grid of 4×4 places: the later stages tell things apart rather than people",
		Chinese: "网络只取 ResNet-50 的起始层和第一阶段，在 4×4 的网格上取平均：后面的阶段区分的是物体而不是人",
	},
	{
		English: "beside it stand, at 0.8 of its length, the gradients of the face in grey, as the recipe gradients-aligned measures them",
		Chinese: "此外还有灰度人脸的梯度，长度为其 0.8 倍，测量方式与配方 gradients-aligned 相同",
	},
	{
		English: "the features are brought to length 1, averaged with those of the mirrored face, and computed once",
		Chinese: "特征的长度化为 1，与镜像人脸的特征取平均，且只计算一次",
	},
	{
		English: "the dense layer is solved in closed form and not trained: by within-class whitening of the training and validation people's features, then by damping the directions in which these people differ most, since new people differ in others",
		Chinese: "全连接层以闭式求解，不经训练：先对训练和验证人员的特征做类内白化，再减弱这些人彼此差异最大的方向，因为新的人在别的方向上不同",
	},
	{
		English: "the dense layer is solved in closed form, by within-class whitening of the training and validation people's features, and not trained; the embedding is brought to length 1",
		Chinese: "全连接层以闭式求解，即对训练和验证人员的特征做类内白化，不经训练；特征向量的长度化为 1",
	},
	{
		English: "the tower has no pretrained layers and none that are trained: filters that are formulas measure the picture's gradients in eight directions at three scales, and the strength of the gradients about each place is divided out",
		Chinese: "塔没有预训练的层，也没有经训练的层：由公式给出的滤波器在三个尺度、八个方向上测量图像的梯度，并除以各处周围的梯度强度",
	},
	{
		English: "the features are brought to length 1, averaged with those of the mirrored picture and of the picture moved by three pixels, and computed once",
		Chinese: "特征的长度化为 1，与镜像图片以及平移三个像素的图片的特征取平均，且只计算一次",
	},
	{
		English: "another network, of two convolutions and a dense layer, trained whole from nothing, on 8 people × 4 photos a step, each changed a little each time that it is shown: mirrored, moved, turned, lit otherwise, partly covered",
		Chinese: "网络不同：两个卷积层加一个全连接层，从零开始完整训练，每步用 8 人 × 4 张照片，照片每次出现时都略作改变：镜像、平移、旋转、改变光照、部分遮挡",
	},
	{
		English: "the loss is ArcFace, with a margin of 0.3 and a scale of 16: it asks whose photo it is rather than how far two lie apart, and new people are told apart better",
		Chinese: "损失为 ArcFace，间隔 0.3，缩放 16：它问的是照片属于谁，而不是两张照片相距多远，这样能更好地区分新人员",
	},
	{
		English: "where the dense layer is solved at the end, it is by within-class whitening, then by damping the directions in which these people differ most, since new people differ in others",
		Chinese: "若全连接层在训练结束时求解，则先做类内白化，再减弱这些人员彼此差异最大的方向，因为新人员的差异在别的方向",
	},
	{
		English: "when training ends, the dense layer is solved in closed form, of what the layers below it make of the same people: as trained it knows these few people by heart",
		Chinese: "训练结束后，全连接层按其下各层对同一批人员的输出以闭式求解：训练所得的这一层只是记住了这少数人员",
	},
	{
		English: "when the thresholds are set, the tower is trained once more, from the start on, on the validation people too: each more person that is learned from tells",
		Chinese: "确定阈值之后，加入验证人员，从头再训练一次：可供学习的人员每多一位都有作用",
	},
	{
		English: "Adam's rate rises to 2e-3 and falls to nothing (one cycle), with a weight decay of 0.01; the weights are the last epoch's, since few validation people choose among epochs by chance",
		Chinese: "Adam 的学习率先升至 2e-3 再降至零（单周期），权重衰减为 0.01；取最后一轮的权重，因为少数验证人员在各轮之间的选择带有偶然性",
	},
	{
		English: "the features are brought to length 1 and averaged with the mirrored photo's: as large as they come, Adam's first steps kill the ReLUs and every embedding lands on one line",
		Chinese: "特征归一化为长度 1，并与镜像照片的特征取平均：若保持原大小，Adam 的最初几步会使 ReLU 失活，所有特征向量落在一条线上",
	},
	{
		English: "the dense layer starts from within-class whitening of the training people's features, not at random: 4 million random weights over-fit 33 people",
		Chinese: "全连接层从训练人员特征的类内白化开始，而不是随机值：四百万个随机权重会对 33 人过拟合",
	},
	{
		English: "the embedding is brought to length 1, so that one threshold serves all people",
		Chinese: "特征向量归一化为长度 1，使一个阈值适用于所有人",
	},
	{
		English: "Adam's rate is 3e-5, not 1e-3, so that the start isn't thrown away",
		Chinese: "Adam 的学习率为 3e-5 而不是 1e-3，以免丢弃初始值",
	},
	{
		English: "the features of the frozen network are computed once, not in every step",
		Chinese: "冻结网络的特征只计算一次，而不是每步都算",
	},
	{
		English: "the best weights, the start among them, are those with the least validation loss at the best scale",
		Chinese: "最佳权重（包括初始值）取最佳尺度下验证损失最小者",
	},
	{
		English: "the scale and the thresholds come from the validation people and from five-fold cross-validation over the training people: four people say too little",
		Chinese: "尺度和阈值来自验证人员以及训练人员的五折交叉验证：四个人说明不了多少",
	},
}
