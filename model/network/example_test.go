package network_test

import (
	"fmt"

	"siamface/model/network"
)

// A photo of 64×64 in grey goes through a convolution that is trained, with all that belongs to it, and a dense layer.
func Example() {
	photo := network.Layer{Name: "photo", Kind: "input", Output: []int{64, 64, 1}}
	n := network.New([]network.Layer{photo}, nil,
		network.Planes{Side: 64},
		network.TrainedConvolution{Convolution: network.Convolution{Name: "conv1", Norm: "bn1", Out: 8, Size: 5, Stride: 2, ReLU: true}, Pool: "pool1"},
		network.Flatten{},
		network.Dense{Out: 16},
		network.Unit{})
	for _, l := range n.Layers() {
		fmt.Printf("%s: %s, %s, %d parameters\n", l.Name, l.Kind, l.Shape(), l.Count())
	}
	fmt.Printf("%+v\n", n.Count())
	// Output:
	// photo: input, 64 × 64 × 1, 0 parameters
	// conv1: convolution 5×5 /2, 32 × 32 × 8, 200 parameters
	// bn1: batch normalisation, ReLU, 32 × 32 × 8, 32 parameters
	// pool1: maximum 2×2 /2, 16 × 16 × 8, 0 parameters
	// flatten: flatten, 2048, 0 parameters
	// dense: dense, 16, 32784 parameters
	// unit: to length 1, 16, 0 parameters
	// {Total:33016 Trained:33000 Frozen:16}
}
