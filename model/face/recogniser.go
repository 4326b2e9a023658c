package face

import (
	"math"
	"slices"
	"sync/atomic"

	"siamface/model/onnx"
)

// Recogniser is a network that describes aligned faces, as data: its file, how it wants to see a face, and what was measured of its
// distances, which are Euclidean, between vectors of length 1 (0 to 2).
type Recogniser struct {
	// Name is how the recogniser is called, and Version changes whenever an embedding would.
	Name, Version string
	// File is the network's, SHA256 its sum, Package where it comes from. Input and Output are its names for them.
	File, SHA256, Package string
	// Path is where the file lies of a network that a user brings; empty of those that come with the program.
	Path          string
	Input, Output string
	// Side is the width and height of the chip that it sees, in pixels, and Size how many numbers it gives.
	Side, Size int
	// ChannelsLast says that the numbers of a pixel lie side by side, in place of a plane for each channel.
	ChannelsLast bool
	// Colours, Mean, Divisor, OwnExposure and Alignment are those of Preprocessing, of one channel or three.
	Colours       Colours
	Mean, Divisor [3]float32
	OwnExposure   bool
	Alignment     Alignment
	// Template are the places of Face.Five in the chip.
	Template [5]Point
	// OneByOne says that the network is given one picture at a time, and MirrorSum that the mirror image's vector is added.
	OneByOne, MirrorSum bool
	// KeepsLength says that vectors keep the length that the network gives them, in place of 1.
	KeepsLength bool
	// Operating are false match rates with the distances below which they are reached, and the share of genuine pairs that is then missed, by
	// falling rate.
	Operating []OperatingPoint
	// Rarity is how many of 100,000 pairs of different people come closer than a distance, by rising distance. What is closer than the
	// row at Finest can't be told apart by so few people: it is "fewer than" that row says.
	Rarity []Rarity
	Finest float64
	// WeakBelow and VoidBelow are lengths of the raw vector (see Description.Length) below which a face's comparisons err more often, and
	// say nothing.
	WeakBelow, VoidBelow float64
}

// OperatingPoint is a distance as a threshold: pairs that are closer match.
type OperatingPoint struct{ FMR, Distance, FNMR float64 }

// Rarity is how many of 100,000 pairs of different people come closer than a distance.
type Rarity struct{ Distance, Per100000 float64 }

// recognisers are those that are known, the built-in one first.
//
// frfeat stands in the npm package faceplugin-face-recognition-js, which says MIT and names neither where the network comes from nor what it
// was trained on; its shapes are those of public MobileFaceNet code. Operating and Rarity were measured on LFW's development set: 4,038
// people, 8.15 million impostor and 10,200 genuine pairs, nothing trained. The rates differ elsewhere: where LFW has 1 %, pictures of ORL
// have 6 %, changing light 2.2 %, web portraits 0.3 %, profiles 10 %.
var recognisers = []Recogniser{{
	Name: "frfeat", Version: "frfeat-1",
	File: "fr_feature.onnx", SHA256: "87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581",
	Package: "npm faceplugin-face-recognition-js 0.0.1",
	Input:   "input", Output: "output", Side: 112, Size: 512,
	Colours: BGR, Mean: [3]float32{127.5, 127.5, 127.5}, Divisor: [3]float32{127.5, 127.5, 127.5}, Alignment: FivePoints, MirrorSum: true,
	Template: [5]Point{{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}},
	Operating: []OperatingPoint{
		{0.1, 1.320, 0.0025},
		{0.03, 1.271, 0.0041},
		{0.01, 1.232, 0.0054},
		{0.003, 1.190, 0.0067},
		{0.001, 1.154, 0.0100},
		{0.0003, 1.119, 0.0165},
		{0.0001, 1.087, 0.025},
		{0.00001, 1.022, 0.055},
	},
	Rarity: []Rarity{
		{1.00, 0.5},
		{1.02, 1.0},
		{1.04, 2.0},
		{1.06, 3.9},
		{1.08, 7.8},
		{1.10, 15},
		{1.12, 31},
		{1.14, 64},
		{1.16, 119},
		{1.18, 221},
		{1.20, 402},
		{1.22, 721},
		{1.24, 1270},
		{1.26, 2210},
		{1.28, 3750},
		{1.30, 6220},
		{1.32, 10000},
		{1.34, 15500},
		{1.36, 23000},
		{1.38, 32400},
		{1.40, 43600},
		{1.42, 55500},
		{1.44, 67200},
	},
	Finest:    1.02,
	WeakBelow: 2.9, VoidBelow: 2.5,
}}

// BuiltIn is the recogniser that the program comes with.
func BuiltIn() *Recogniser { return &recognisers[0] }

var chosen atomic.Pointer[Recogniser]

// Current is the recogniser in use: the one that was chosen, else the one that the program comes with.
func Current() *Recogniser {
	if r := chosen.Load(); r != nil {
		return r
	}
	return BuiltIn()
}

// Choose sets the recogniser that Current is from now on, for the whole process; nil is the one that the program comes with. It comes
// before networks are opened and models are loaded: what was described by one recogniser means nothing to another.
func Choose(r *Recogniser) { chosen.Store(r) }

// Measured tells whether it is known what the recogniser's distances mean. That of a network which a user brings isn't.
func (r *Recogniser) Measured() bool { return len(r.Operating) > 0 }

// spec are the network's input and output.
func (r *Recogniser) spec() onnx.Spec {
	return onnx.Spec{Inputs: []string{r.Input}, Outputs: []string{r.Output}}
}

// Threshold is the distance below which a false match rate is reached: that of Operating, for a rate between its rows that of Rarity.
func (r *Recogniser) Threshold(fmr float64) float64 {
	same := func(p OperatingPoint) bool { return math.Abs(p.FMR-fmr) < 1e-9 }
	if i := slices.IndexFunc(r.Operating, same); i >= 0 {
		return r.Operating[i].Distance
	}
	return r.DistanceAt(fmr)
}

// FMRAt is the share of different people that come closer than a distance, log-linear between the rows of Rarity: nothing finer than that
// of Finest, which the first of the answers then says, and nothing known beyond the last row.
func (r *Recogniser) FMRAt(d float64) (rate float64, known bool) {
	if !r.Measured() {
		return 0, false
	}
	last := r.Rarity[len(r.Rarity)-1]
	if !(d <= last.Distance) {
		return 0, false
	}
	d = max(d, r.Finest)
	i := max(1, slices.IndexFunc(r.Rarity, func(row Rarity) bool { return d <= row.Distance }))
	a, b := r.Rarity[i-1], r.Rarity[i]
	share := (d - a.Distance) / (b.Distance - a.Distance)
	return math.Exp(math.Log(a.Per100000)+share*(math.Log(b.Per100000)-math.Log(a.Per100000))) / 1e5, true
}

// FNMRAt is the share of pairs of one person that are at least as far apart as a distance, log-linear between the rows of Operating:
// nothing rarer than the first row's, and nothing known below the last one's distance.
func (r *Recogniser) FNMRAt(d float64) (rate float64, known bool) {
	if !r.Measured() {
		return 0, false
	}
	last := r.Operating[len(r.Operating)-1]
	if !(d >= last.Distance) {
		return 0, false
	}
	for i := len(r.Operating) - 2; i >= 0; i-- {
		near, far := r.Operating[i+1], r.Operating[i]
		if d <= far.Distance {
			share := (d - near.Distance) / (far.Distance - near.Distance)
			return math.Exp(math.Log(near.FNMR) + share*(math.Log(far.FNMR)-math.Log(near.FNMR))), true
		}
	}
	return r.Operating[0].FNMR, true
}

// RarestFNMR is the least share that FNMRAt knows: it is "fewer than" that row says.
func (r *Recogniser) RarestFNMR() float64 { return r.Operating[0].FNMR }

// RarestFMR is the least share that FMRAt knows.
func (r *Recogniser) RarestFMR() float64 { return r.Rarity[0].Per100000 / 1e5 }

// DistanceAt is FMRAt the other way round: the distance below which a share of different people come, between the first and last row; 0
// where nothing was measured.
func (r *Recogniser) DistanceAt(fmr float64) float64 {
	if !r.Measured() {
		return 0
	}
	per := fmr * 1e5
	i := slices.IndexFunc(r.Rarity, func(row Rarity) bool { return per <= row.Per100000 })
	switch {
	case i < 0:
		return r.Rarity[len(r.Rarity)-1].Distance
	case i == 0:
		return r.Rarity[0].Distance
	}
	a, b := r.Rarity[i-1], r.Rarity[i]
	return a.Distance + (b.Distance-a.Distance)*(math.Log(per)-math.Log(a.Per100000))/(math.Log(b.Per100000)-math.Log(a.Per100000))
}
