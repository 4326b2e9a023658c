package tower

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// initial says what a parameter starts from.
type initial struct {
	kind     initialKind
	value    float32 // for constant and gradients
	optional bool    // pretrained weights may lack it
}

type initialKind int

const (
	constant initialKind = iota
	// glorot: uniform within ±√(6/(fan in + fan out)), Keras' default for dense layers (Glorot and Bengio, 2010).
	glorot
	// he: normal with variance 2/fan in, for layers followed by a ReLU (He et al., 2015).
	he
	// identity: 1 where row and column are the same.
	identity
	// gradients: derivatives of a Gaussian of the deviation value, in as many directions as there are filters (see gradientFilters).
	gradients
)

// formula says that the values are always those of a formula, whatever pretrained weights there are.
func (i initial) formula() bool { return i.kind == gradients }

// fill makes the first values. Each parameter has a generator of its own, from the seed and its name, so that a change to
// one layer leaves the others' values as they were.
func (i initial) fill(p Parameter, seed uint64) []float32 {
	data := make([]float32, p.Count())
	if i.kind == identity {
		for k := 0; k < len(data); k += p.Shape[1] + 1 {
			data[k] = 1
		}
		return data
	}
	if i.kind == gradients {
		return gradientFilters(p.Shape[0], p.Shape[2], float64(i.value))
	}
	if i.kind == constant {
		for k := range data {
			data[k] = i.value
		}
		return data
	}
	name := fnv.New64a()
	name.Write([]byte(p.Name))
	rng := rand.New(rand.NewPCG(seed, name.Sum64()))
	in, out := fans(p.Shape)
	bound, deviation := math.Sqrt(6/float64(in+out)), math.Sqrt(2/float64(in))
	for k := range data {
		if i.kind == glorot {
			data[k] = float32((2*rng.Float64() - 1) * bound)
		} else {
			data[k] = float32(rng.NormFloat64() * deviation)
		}
	}
	return data
}

// fans are the numbers of inputs and outputs of one unit, for a weight [O, I] or [O, I, K, K].
func fans(shape []int) (in, out int) {
	area := 1
	for _, s := range shape[2:] {
		area *= s
	}
	return shape[1] * area, shape[0] * area
}
