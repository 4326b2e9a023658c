package tower

import "siamface/model/face"

// Network is a network of layers.
type Network struct {
	// Features and Embedding are the widths of what the frozen part and the head hand on.
	Features, Embedding int

	takesWeights, keepsLengths, rectifies, whole bool
	build                                        func() network
}

// TakesWeights says whether pretrained weights can be given.
func (n Network) TakesWeights() bool { return n.takesWeights }

// KeepsLengths says that the embeddings keep the lengths that they have: losses of their directions don't fit them.
func (n Network) KeepsLengths() bool { return n.keepsLengths }

// RectifiesDense says that the head's dense layer has a ReLU.
func (n Network) RectifiesDense() bool { return n.rectifies }

// TrainsTrunk says whether more is trained than the head's dense layer: what lies below it, its trunk.
func (n Network) TrainsTrunk() bool { return n.whole }

// Pretrained says which tensors of a file of pretrained weights the network has a place for: the rest needn't be read.
func (n Network) Pretrained() func(name string) bool {
	names := map[string]bool{}
	for _, p := range n.build().parameters() {
		names[p.Name] = true
	}
	return func(name string) bool { return names[name] }
}

// The networks.
var (
	FaceNetwork       = Network{Features: face.BuiltIn().Size, Embedding: face.BuiltIn().Size, build: func() network { return aligned{} }}
	FirstStage        = Network{Features: alignedFeatures, Embedding: 512, takesWeights: true, build: func() network { return resnet50Aligned{} }}
	AlignedGradients  = Network{Features: alignedGradients.features(), Embedding: gradientEmbedding, build: func() network { return alignedGradients }}
	WholeGradients    = Network{Features: wholeGradients.features(), Embedding: gradientEmbedding, build: func() network { return wholeGradients }}
	SmallAligned      = Network{Features: 64 * 64, Embedding: smallDense, whole: true, build: func() network { return small{aligned: true} }}
	Small             = Network{Features: 64 * 64, Embedding: smallDense, whole: true, build: func() network { return small{} }}
	ResNet50          = Network{Features: 8192, Embedding: 512, takesWeights: true, rectifies: true, build: func() network { return resnet50{} }}
	PublishedResNet50 = Network{Features: 8192, Embedding: 512, takesWeights: true, keepsLengths: true, rectifies: true, build: func() network { return resnet50{published: true} }}
)
