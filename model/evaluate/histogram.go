package evaluate

import (
	"math"
	"slices"
)

// The published histogram: 99 bins between the 100 edges of linspace(0, 2, 100).
const (
	histogramEnd  = 2.0
	histogramBins = 99
)

// Edges returns the edges of the bins for distances up to greatest: linspace(0, 2, 100), continued by bins of the same width
// until they hold greatest. Beyond ten times that range they would be too many to see, and 99 bins span the whole.
func Edges(greatest float64) []float64 {
	width := histogramEnd / histogramBins
	switch {
	case math.IsNaN(greatest) || math.IsInf(greatest, 0) || greatest <= histogramEnd:
		return linspace(0, histogramEnd, histogramBins+1)
	case greatest > 10*histogramEnd:
		return linspace(0, greatest, histogramBins+1)
	}
	bins := int(math.Ceil(greatest / width))
	edges := linspace(0, float64(bins)*width, bins+1)
	edges[bins] = max(edges[bins], greatest)
	return edges
}

// linspace is numpy's, to the last bit: count numbers from start to end, count at least 2.
func linspace(start, end float64, count int) []float64 {
	step := (end - start) / float64(count-1)
	values := make([]float64, count)
	for i := range values {
		values[i] = start + float64(float64(i)*step)
	}
	values[count-1] = end
	return values
}

// Counts are the values that fell into each bin, and those that fell into none: below the first edge, above the last, NaN.
type Counts struct {
	Bins              []int
	Below, Above, NaN int
}

// Bin counts values like numpy.histogram: a bin holds its left edge but not its right one, except the last, which holds both.
// The edges ascend; fewer than two make no bins, and then every number counts as above.
func Bin(values, edges []float64) Counts {
	c := Counts{Bins: make([]int, max(0, len(edges)-1))}
	last := len(c.Bins)
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			c.NaN++
		case last == 0 || v > edges[last]:
			c.Above++
		case v < edges[0]:
			c.Below++
		case v == edges[last]:
			c.Bins[last-1]++
		default:
			c.Bins[binOf(v, edges)]++
		}
	}
	return c
}

// binOf returns the last i with edges[i] <= v.
func binOf(v float64, edges []float64) int {
	i, found := slices.BinarySearch(edges, v)
	if !found {
		return i - 1
	}
	for i+1 < len(edges) && edges[i+1] == v {
		i++
	}
	return i
}

// Quantiles returns the quantiles of sorted values at the given fractions, by linear interpolation between the two nearest (the
// default of numpy.quantile; type 7 of Hyndman and Fan, 1996). Fractions are held to 0 … 1. Without values it returns nil.
func Quantiles(sorted []float64, fractions ...float64) []float64 {
	if len(sorted) == 0 {
		return nil
	}
	out := make([]float64, len(fractions))
	for i, f := range fractions {
		at := min(max(f, 0), 1) * float64(len(sorted)-1)
		low := int(at)
		high := min(low+1, len(sorted)-1)
		out[i] = sorted[low] + (sorted[high]-sorted[low])*(at-float64(low))
	}
	return out
}
