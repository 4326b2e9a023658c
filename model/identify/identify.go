// Package identify measures how well embeddings identify people, one photo against many people (1:N), in an open set: some of the photos
// are of people who aren't in the gallery.
//
// The people are dealt into folds. Those of one fold are the strangers of a gallery of all others: nobody is in it and a stranger to it.
// Half of each person's photos are enrolled, and the other half are the searches of people who are there; all photos of strangers are the
// searches of people who aren't. A person's distance is that of the closest enrolled photo.
//
// The figures are those of ISO/IEC 19795-1:2021 and of NIST's Face Recognition Vendor Test 1:N: the cumulative match characteristic (CMC),
// and the detection and identification rate (DIR = 1 − FNIR) at a false positive identification rate (FPIR). Intervals are of a bootstrap
// over people.
package identify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"siamface/model/errorrate"
	"siamface/model/parallel"
)

// Folds is how many folds people are dealt into, at most; fewer people make as many folds.
const Folds = 10

// Ranks is how many ranks the CMC has.
const Ranks = 20

// Rates are the false positive identification rates that a DIR is given at.
var Rates = []float64{0.1, 0.01, 0.001}

const (
	rounds      = 1000
	seed        = 19795
	leastPeople = 5
)

// Result is what was measured. Rates are from 0 to 1.
type Result struct {
	People    int `json:"people"`
	Folds     int `json:"folds"`
	Enrolled  int `json:"enrolled"`  // photos
	Searches  int `json:"searches"`  // photos of people who are in the gallery; each is searched for in every gallery that has its person
	Strangers int `json:"strangers"` // photos of people who aren't
	// Rank1 is how often the right person is the closest, and CMC how often among the closest k, from 1 on.
	Rank1 float64   `json:"rank_1"`
	CMC   []float64 `json:"cmc"`
	// DIRAtFPIR is how often the right person is the closest and closer than a stranger comes at a rate, by its name, such as 0.01; only
	// for rates that the number of strangers can show: 3 over it. ThresholdAtFPIR is that distance.
	DIRAtFPIR       map[string]float64 `json:"dir_at_fpir"`
	ThresholdAtFPIR map[string]float64 `json:"threshold_at_fpir"`
	// Interval are the 95 % intervals of rank_1 and of dir_at_fpir_0.01 and so on.
	Interval map[string][2]float64 `json:"interval"`
}

// RateName is a rate as a key.
func RateName(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) }

// search is a photo that was searched for: whose, how far the right person was, and in what share of the galleries among the closest k.
type search struct {
	person   int
	distance float64
	within   [Ranks]float64
}

// stranger is a photo of nobody in the gallery, and how close somebody comes.
type stranger struct {
	person   int
	distance float64
}

// Measure measures embeddings, rows of dim numbers; row i shows person[i]. The same embeddings give the same figures.
func Measure(ctx context.Context, embeddings []float32, dim int, person []int) (Result, error) {
	if dim < 1 || len(embeddings) != dim*len(person) {
		return Result{}, fmt.Errorf("%d numbers don't make %d embeddings of %d", len(embeddings), len(person), dim)
	}
	d := dealPeople(person)
	r := Result{People: d.people, Folds: d.folds, Enrolled: len(d.enrolled), DIRAtFPIR: map[string]float64{}, ThresholdAtFPIR: map[string]float64{}, Interval: map[string][2]float64{}}
	if d.people < 3 || len(d.enrolled) == len(person) {
		return r, errors.New("identification can't be measured: it takes three people, and somebody with two photos")
	}
	searches, strangers, err := d.searchAll(ctx, embeddings, dim)
	if err != nil {
		return r, err
	}
	r.Searches, r.Strangers = len(searches), len(strangers)
	once := slices.Repeat([]float64{1}, d.people)
	r.CMC = measureCMC(searches, once)
	r.Rank1 = r.CMC[0]
	for _, rate := range Rates {
		if float64(len(strangers))*rate >= 3 {
			t := thresholdAt(strangers, once, rate)
			r.DIRAtFPIR[RateName(rate)], r.ThresholdAtFPIR[RateName(rate)] = measureDIR(searches, once, t), t
		}
	}
	r.measureIntervals(searches, strangers)
	return r, nil
}

// deal says who is in which fold, and which photos are enrolled.
type deal struct {
	person        []int // of each photo, numbered from 0 in the order of their first photos
	people, folds int
	fold          []int // of each person
	enrolled      []int // photos, ascending by person
	isEnrolled    []bool
}

func dealPeople(person []int) deal {
	d := deal{person: make([]int, len(person)), isEnrolled: make([]bool, len(person))}
	number, photos := map[int]int{}, [][]int(nil)
	for i, p := range person {
		if _, known := number[p]; !known {
			number[p] = len(photos)
			photos = append(photos, nil)
		}
		d.person[i] = number[p]
		photos[number[p]] = append(photos[number[p]], i)
	}
	d.people = len(photos)
	d.folds = min(Folds, d.people)
	random := rand.New(rand.NewPCG(seed, 1))
	d.fold = make([]int, d.people)
	for at, p := range random.Perm(d.people) {
		d.fold[p] = at % d.folds
	}
	for _, own := range photos {
		random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		for _, i := range own[:(len(own)+1)/2] {
			d.enrolled, d.isEnrolled[i] = append(d.enrolled, i), true
		}
	}
	return d
}

// searchAll compares every photo with all that are enrolled.
func (d deal) searchAll(ctx context.Context, embeddings []float32, dim int) (searches []search, strangers []stranger, err error) {
	rows, squares := make([]float32, 0, len(d.enrolled)*dim), make([]float64, 0, len(d.enrolled))
	for _, i := range d.enrolled {
		row := embeddings[i*dim : (i+1)*dim]
		rows, squares = append(rows, row...), append(squares, squareOf(row))
	}
	gallery := blas32.General{Rows: len(d.enrolled), Cols: dim, Stride: dim, Data: rows}
	of, unknown := make([]*search, len(d.person)), make([]stranger, len(d.person))
	err = parallel.Each(ctx, len(d.person), func(_ context.Context, i int) error {
		query := embeddings[i*dim : (i+1)*dim]
		products := blas32.Vector{N: len(d.enrolled), Inc: 1, Data: make([]float32, len(d.enrolled))}
		blas32.Gemv(blas.NoTrans, 1, gallery, blas32.Vector{N: dim, Inc: 1, Data: query}, 0, products)
		closest := d.closestOfEach(squareOf(query), squares, products.Data)
		for _, v := range closest {
			if math.IsNaN(v) {
				return fmt.Errorf("photo %d can't be compared: an embedding holds NaN or infinity", i+1)
			}
		}
		unknown[i] = d.asStranger(i, closest)
		if !d.isEnrolled[i] {
			of[i] = d.rankOwn(i, closest)
		}
		return nil
	}, nil)
	for _, s := range of {
		if s != nil {
			searches = append(searches, *s)
		}
	}
	slices.SortFunc(unknown, func(a, b stranger) int { return cmp.Compare(a.distance, b.distance) })
	return searches, unknown, err
}

func squareOf(row []float32) (sum float64) {
	for _, v := range row {
		sum += float64(v) * float64(v)
	}
	return sum
}

// closestOfEach are the squared distances to the closest enrolled photo of each person.
func (d deal) closestOfEach(square float64, squares []float64, products []float32) []float64 {
	closest := slices.Repeat([]float64{math.Inf(1)}, d.people)
	for k, i := range d.enrolled {
		squared := square + squares[k] - 2*float64(products[k])
		if at := &closest[d.person[i]]; squared < *at || math.IsNaN(squared) {
			*at = squared
		}
	}
	return closest
}

// asStranger is how close somebody comes who isn't of the photo's fold.
func (d deal) asStranger(i int, closest []float64) stranger {
	own, least := d.person[i], math.Inf(1)
	for p, squared := range closest {
		if d.fold[p] != d.fold[own] {
			least = min(least, squared)
		}
	}
	return stranger{own, math.Sqrt(max(least, 0))}
}

// rankOwn is the rank of a photo's own person in each gallery that has them: each without the people of one other fold.
func (d deal) rankOwn(i int, closest []float64) *search {
	own := d.person[i]
	s := &search{person: own, distance: math.Sqrt(max(closest[own], 0))}
	closer, all := make([]int, d.folds), 0
	for p, squared := range closest {
		if p != own && squared <= closest[own] {
			closer[d.fold[p]]++
			all++
		}
	}
	for f, without := range closer {
		if f == d.fold[own] {
			continue
		}
		for rank := all - without; rank < Ranks; rank++ {
			s.within[rank] += 1 / float64(d.folds-1)
		}
	}
	return s
}

// measureCMC is how often the right person is among the closest k; each search weighs as its person does.
func measureCMC(searches []search, weight []float64) []float64 {
	rates, total := make([]float64, Ranks), 0.0
	for _, s := range searches {
		total += weight[s.person]
		for k, share := range s.within {
			rates[k] += weight[s.person] * share
		}
	}
	for k := range rates {
		rates[k] = min(rates[k]/total, 1)
	}
	return rates
}

// thresholdAt is the largest distance that at most a share of strangers, by rising distance, come closer than.
func thresholdAt(strangers []stranger, weight []float64, rate float64) float64 {
	total, sum := 0.0, 0.0
	for _, s := range strangers {
		total += weight[s.person]
	}
	for _, s := range strangers {
		if sum += weight[s.person]; sum > rate*total*(1+1e-12) {
			return s.distance
		}
	}
	return math.Inf(1)
}

// measureDIR is how often the right person is the closest and closer than a threshold.
func measureDIR(searches []search, weight []float64, threshold float64) float64 {
	hit, total := 0.0, 0.0
	for _, s := range searches {
		total += weight[s.person]
		if s.distance < threshold {
			hit += weight[s.person] * s.within[0]
		}
	}
	return min(hit/total, 1)
}

// measureIntervals draws as many people again, over and over. Who is drawn twice weighs twice, as a stranger and as one who is known.
func (r *Result) measureIntervals(searches []search, strangers []stranger) {
	if r.People < leastPeople {
		return
	}
	values := map[string][]float64{}
	for round := range rounds {
		random, weight := rand.New(rand.NewPCG(seed, uint64(2+round))), make([]float64, r.People)
		for range weight {
			weight[random.IntN(len(weight))]++
		}
		if drawn := measureCMC(searches, weight)[0]; !math.IsNaN(drawn) {
			values["rank_1"] = append(values["rank_1"], drawn)
		}
		for _, rate := range Rates {
			if _, shown := r.DIRAtFPIR[RateName(rate)]; !shown {
				continue
			}
			if dir := measureDIR(searches, weight, thresholdAt(strangers, weight, rate)); !math.IsNaN(dir) {
				values["dir_at_fpir_"+RateName(rate)] = append(values["dir_at_fpir_"+RateName(rate)], dir)
			}
		}
	}
	for name, drawn := range values {
		slices.Sort(drawn)
		ends := [2]float64(errorrate.FromAscending(drawn).Quantiles(0.025, 0.975))
		if unseen := errorrate.RuleOfThree(r.Searches); ends[0] == 1 { // no error was seen: 3/n are possible all the same
			ends[0] = max(0, 1-unseen)
		}
		r.Interval[name] = ends
	}
}
