package network

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// Parameter is one tensor of a network.
type Parameter struct {
	Name  string
	Shape []int
	// Frozen parameters never change. Statistic ones (running means and variances) change in training but have no gradient. Like
	// Keras, a summary counts them as not trained.
	Frozen, Statistic bool
	start             initial
}

// Count is the number of values.
func (p Parameter) Count() int { return product(p.Shape) }

// IsFormula says that the values are always those of a formula, whatever pretrained weights there are.
func (p Parameter) IsFormula() bool { return p.start.kind == slopes }

// IsOptional says that pretrained weights may lack the parameter.
func (p Parameter) IsOptional() bool { return p.start.optional }

// initial says what a parameter starts from.
type initial struct {
	kind     initialKind
	value    float32 // for constant and slopes
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
	// slopes: derivatives of a Gaussian of the deviation value, in as many directions as there are filters (see gradientFilters).
	slopes
)

// Fill makes the first values. Each parameter has a generator of its own, from the seed and its name: a change to one layer leaves the
// others' values as they were.
func (p Parameter) Fill(seed uint64) []float32 {
	i, data := p.start, make([]float32, p.Count())
	if i.kind == identity {
		for k := 0; k < len(data); k += p.Shape[1] + 1 {
			data[k] = 1
		}
		return data
	}
	if i.kind == slopes {
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
	in, out := countFans(p.Shape)
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

// product is the number of values of a shape.
func product(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// countFans are the numbers of inputs and outputs of one unit, for a weight [O, I] or [O, I, K, K].
func countFans(shape []int) (in, out int) {
	area := product(shape[2:])
	return shape[1] * area, shape[0] * area
}
