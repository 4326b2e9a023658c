package network

import (
	"fmt"
	"slices"

	"siamface/model/torch"
	"siamface/model/weights"
)

// Trace runs a network part by part on two photos of random numbers. It returns where the shapes differ from the summary's, and how
// often each parameter was asked for.
func Trace(n *Network, seed uint64, device torch.Device) (wrong []string, asked map[string]int, err error) {
	asked = map[string]int{}
	values, held := map[string]weights.Tensor{}, map[string]*torch.Tensor{}
	defer func() {
		for _, x := range held {
			torch.Drop(x)
		}
	}()
	for _, p := range n.parameters {
		values[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Fill(seed)}
		if !p.Frozen {
			if held[p.Name], err = torch.FromFloats(values[p.Name].Data, device, Shape64(p.Shape)...); err != nil {
				return nil, nil, err
			}
		}
	}
	f := new(torch.Flow)
	p := &pass{Flow: f, training: true, tensor: func(name string) *torch.Tensor { asked[name]++; return held[name] }}
	input := n.layers[0]
	for _, l := range n.layers {
		if l.Kind == "input" || l.Name == "resize" || l.Name == "recogniser" {
			input = l
		}
	}
	x, follows := randomPhotos(f, device, input.Output), input
	if n.frozen != nil {
		frozen, err := n.Freeze(device, func(name string) weights.Tensor { asked[name]++; return values[name] })
		if err != nil {
			return nil, nil, err
		}
		defer frozen.Close()
		own := &pass{Flow: f, folded: frozen.convolutions, tensor: func(name string) *torch.Tensor { return frozen.tensors[name] }}
		x, follows, wrong = checkPart(own, n.frozen, follows, x, wrong)
	} else {
		x = f.Flatten(x)
	}
	y, _, wrong := checkPart(p, n.head, follows, x, wrong)
	torch.Drop(y)
	return wrong, asked, f.Err()
}

// checkPart runs a part, and what it is made of, and compares the shapes with those of its layers.
func checkPart(p *pass, part Part, follows Layer, x *torch.Tensor, wrong []string) (*torch.Tensor, Layer, []string) {
	var chain []Part
	switch c := part.(type) {
	case Chain:
		chain = c
	case Blocked:
		chain, x = c, p.Blocked(x)
	}
	if chain != nil {
		for _, inner := range chain {
			x, follows, wrong = checkPart(p, inner, follows, x, wrong)
		}
		if _, blocked := part.(Blocked); blocked {
			x = p.Plain(x)
		}
		return x, follows, wrong
	}
	if c, ok := part.(container); ok && !p.training {
		for _, inner := range c.listInner() {
			var y *torch.Tensor
			y, _, wrong = checkPart(p, inner, follows, p.Share(x), wrong)
			torch.Drop(y)
		}
	}
	y := part.computeOutput(p, x)
	list := part.ListLayers(follows)
	if len(list) == 0 || p.Err() != nil {
		return y, follows, wrong
	}
	last := list[len(list)-1]
	if got := shapeOf(p, y); !slices.Equal(got, last.Output) {
		wrong = append(wrong, fmt.Sprintf("%s gives %v, its layer says %v", last.Name, got, last.Output))
	}
	return y, last, wrong
}

// shapeOf is a tensor's shape as layers have it: height, width and channels, or a length.
func shapeOf(p *pass, x *torch.Tensor) []int {
	plain := p.Plain(p.Share(x))
	defer torch.Drop(plain)
	size, err := plain.Size()
	p.Fail(err)
	if len(size) == 4 {
		return []int{int(size[2]), int(size[3]), int(size[1])}
	}
	return []int{int(size[1])}
}

// randomPhotos is two photos of a shape.
func randomPhotos(f *torch.Flow, device torch.Device, shape []int) *torch.Tensor {
	size := []int64{2, int64(shape[len(shape)-1])}
	if len(shape) == 3 {
		size = append(size, int64(shape[0]), int64(shape[1]))
	}
	numbers := Parameter{Name: "photos", Shape: []int{2, product(shape)}, start: initial{kind: he}}.Fill(1)
	x, err := torch.FromFloats(numbers, device, size...)
	f.Fail(err)
	return x
}
