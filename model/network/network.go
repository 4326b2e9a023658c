// Package network describes networks by lists of layers. From one list come a network's parameters, its summary, its picture, and what
// it computes.
package network

import (
	"slices"

	"siamface/model/torch"
	"siamface/model/weights"
)

// Part is a layer of a network, or several that belong together.
type Part interface {
	// ListLayers lists the part's layers behind the one that it follows. The last gives what the part gives; without any it passes on what
	// it gets.
	ListLayers(follows Layer) []Layer
	// computeOutput computes what the part gives of x, which is used up.
	computeOutput(p *pass, x *torch.Tensor) *torch.Tensor
	// writeOutput writes the same as operators on the value x, after training.
	writeOutput(w *writing, x string) string
}

// container is a part of further parts.
type container interface{ listInner() []Part }

// Network is a network of layers: a frozen part and a head. The frozen part never changes: its output for a photo, the features, is
// computed once. Training changes the head. Either may be empty.
type Network struct {
	// Features and Embedding are the widths of what the frozen part and the head give.
	Features, Embedding int

	layers     []Layer
	parameters []Parameter
	frozen     Part
	head       Chain
}

// New makes a network. Input are the layers that prepare a photo; frozen, which may be nil, follows the last of them.
func New(input []Layer, frozen Part, head ...Part) *Network {
	n := &Network{layers: slices.Clone(input), frozen: frozen, head: head}
	last := input[len(input)-1]
	if frozen != nil {
		list := frozen.ListLayers(last)
		for _, l := range list {
			for i := range l.Parameters {
				l.Parameters[i].Frozen = true
			}
		}
		n.layers, last = append(n.layers, list...), list[len(list)-1]
	}
	n.Features = product(last.Output)
	n.layers = append(n.layers, n.head.ListLayers(last)...)
	n.Embedding = product(n.layers[len(n.layers)-1].Output)
	for _, l := range n.layers {
		n.parameters = append(n.parameters, l.Parameters...)
	}
	return n
}

// Layers lists the network's layers, for a summary or a picture.
func (n *Network) Layers() []Layer { return n.layers }

// Parameters lists every tensor of the network, in the order in which a photo meets them.
func (n *Network) Parameters() []Parameter { return n.parameters }

// HasTensor says whether the network has a parameter of that name: the rest of a file of pretrained weights needn't be read.
func (n *Network) HasTensor(name string) bool {
	return slices.ContainsFunc(n.parameters, func(p Parameter) bool { return p.Name == name })
}

// HasFrozen says whether some of the network is frozen: otherwise features are what the input gives.
func (n *Network) HasFrozen() bool { return n.frozen != nil }

// TakesWeights says whether pretrained weights can be given.
func (n *Network) TakesWeights() bool {
	return slices.ContainsFunc(n.parameters, func(p Parameter) bool { return p.Frozen && !p.IsFormula() })
}

// KeepsLengths says that the embeddings keep the lengths that they have: losses of their directions don't fit them.
func (n *Network) KeepsLengths() bool {
	switch n.head[len(n.head)-1].(type) {
	case Unit, SwitchedUnit:
		return false
	}
	return true
}

// RectifiesDense says that the head's dense layer has a ReLU.
func (n *Network) RectifiesDense() bool {
	return slices.ContainsFunc(n.head, func(p Part) bool { d, dense := p.(Dense); return dense && d.ReLU })
}

// TrainsTrunk says whether more is trained than the head's dense layer: what lies below it, its trunk.
func (n *Network) TrainsTrunk() bool { return len(n.trunk()) > 0 }

// trunk is the head's parts below its dense layer.
func (n *Network) trunk() Chain {
	return n.head[:max(0, slices.IndexFunc(n.head, func(p Part) bool { _, dense := p.(Dense); return dense }))]
}

// Freeze lays the frozen part out on a device, with the weights of these names. It is called on libtorch's thread; Close frees it.
func (n *Network) Freeze(device torch.Device, weight func(name string) weights.Tensor) (*Frozen, error) {
	f := &Frozen{part: n.frozen, tensors: map[string]*torch.Tensor{}, convolutions: map[string]*torch.Convolution{}}
	if err := placePart(n.frozen, &placing{to: f, device: device, weight: weight}); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Embed is the head: features [N, F], used up, to embeddings [N, E], with the tensors of these names. Training changes running
// statistics, where a head has them.
func (n *Network) Embed(f *torch.Flow, features *torch.Tensor, tensor func(name string) *torch.Tensor, training bool) *torch.Tensor {
	return n.head.computeOutput(&pass{Flow: f, tensor: tensor, training: training}, features)
}

// RunTrunk is what the head's dense layer sees of features [N, F], which are used up.
func (n *Network) RunTrunk(f *torch.Flow, features *torch.Tensor, tensor func(name string) *torch.Tensor) *torch.Tensor {
	return n.trunk().computeOutput(&pass{Flow: f, tensor: tensor}, features)
}

// Chain is parts one after another.
type Chain []Part

// ListLayers lists those of all parts.
func (c Chain) ListLayers(follows Layer) (all []Layer) {
	for _, p := range c {
		if list := p.ListLayers(follows); len(list) > 0 {
			all, follows = append(all, list...), list[len(list)-1]
		}
	}
	return all
}

func (c Chain) listInner() []Part { return c }

func (c Chain) writeOutput(w *writing, x string) string {
	for _, part := range c {
		x = part.writeOutput(w, x)
	}
	return x
}

func (c Chain) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	for _, part := range c {
		x = part.computeOutput(p, x)
	}
	return x
}
