package errorrate

import "math"

// Histogram counts the distances of each class in bins; the edges are one more than the counts.
type Histogram struct {
	Edges    []float64 `json:"edges"`
	Genuine  []int     `json:"genuine"`
	Impostor []int     `json:"impostor"`
}

// The published histogram: 99 bins between the 100 edges of linspace(0, 2, 100).
const (
	histogramEnd  = 2.0
	histogramBins = 99
)

// HistogramEdges returns the edges of the bins for distances up to greatest: linspace(0, 2, 100), continued by bins of the same width
// until they hold greatest. Beyond ten times that range they would be too many to see, and 99 bins span the whole.
func HistogramEdges(greatest float64) []float64 {
	width := histogramEnd / histogramBins
	switch {
	case !IsFinite(greatest) || greatest <= histogramEnd:
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
