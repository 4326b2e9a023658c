package audit

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/face"
)

// limits are the median distances between the embeddings of two folders, by those of the recipe face, below which they are probably one
// person: by the number of photos with a face in the folder that has fewer. A median of several is rarely closer than a single distance,
// so that folders with more photos may lie farther apart: there the distance is one that 0.1 % of different people's photos keep, of two
// photos 0.01 %, of one 0.0005 %.
type limits struct{ ofMany, ofTwo, ofOne float64 }

func newLimits() limits {
	r := face.Current() // of distances that nobody measured, all are 0: then nothing is found
	return limits{r.DistanceAt(1e-3), r.DistanceAt(1e-4), r.DistanceAt(5e-6)}
}

// spread is how many times the larger of the two folders' own median distances theirs may be. What is closer than the limit of one photo needs
// no such comparison: copies of a photo in a folder make its own distances small. Of ORL's people, the two most alike are 0.516
// apart, 1.67 times their own; the halves of one person's photos at most 0.415.
const spread = 1.25

// samePair are two folders that are probably one person.
type samePair struct {
	a, b   string // names
	median float64
}

// gallery is the embeddings of everybody who has any.
type gallery struct {
	names  []string
	counts []int // of photos
	starts []int // of each one's rows
	rows   []float32
	dim    int
	limits limits
}

func newGallery(d *dataset.Dataset, embeddings map[string][]float32) (gallery, error) {
	g := gallery{limits: newLimits()}
	for _, person := range d.People {
		start := 0
		if g.dim > 0 {
			start = len(g.rows) / g.dim
		}
		n := 0
		for _, p := range person.Photos {
			e := embeddings[p.Path]
			if len(e) == 0 {
				continue
			}
			if g.dim == 0 {
				g.dim = len(e)
			}
			if len(e) != g.dim {
				return g, fmt.Errorf("the embedding of %s has %d numbers, others have %d", p.Path, len(e), g.dim)
			}
			g.rows, n = append(g.rows, e...), n+1
		}
		if n > 0 {
			g.names, g.counts, g.starts = append(g.names, person.Name), append(g.counts, n), append(g.starts, start)
		}
	}
	return g, nil
}

// limitOf is the median distance below which two people's folders may be one person's.
func (g gallery) limitOf(p, q int) float64 {
	switch min(g.counts[p], g.counts[q]) {
	case 1:
		return g.limits.ofOne
	case 2:
		return g.limits.ofTwo
	}
	return g.limits.ofMany
}

// findSamePeople compares everybody with everybody.
func findSamePeople(ctx context.Context, d *dataset.Dataset, embeddings map[string][]float32) ([]samePair, error) {
	g, err := newGallery(d, embeddings)
	if err != nil || len(g.names) < 2 {
		return nil, err
	}
	candidates, err := g.findCandidates(ctx)
	if err != nil {
		return nil, err
	}
	var found []samePair
	for _, c := range candidates {
		median := lowerMedian(g.listDistances(c[0], c[1]))
		own := max(lowerMedian(g.listDistances(c[0], c[0])), lowerMedian(g.listDistances(c[1], c[1])))
		if median < g.limits.ofOne || median <= spread*own {
			found = append(found, samePair{g.names[c[0]], g.names[c[1]], median})
		}
	}
	return found, nil
}

// findCandidates finds the pairs of people, p < q, at least half of whose distances are below the limit.
func (g gallery) findCandidates(ctx context.Context) (found [][2]int, err error) {
	closer, err := g.countCloser(ctx)
	for pair, n := range closer {
		if 2*n >= g.counts[pair[0]]*g.counts[pair[1]] {
			found = append(found, [2]int{int(pair[0]), int(pair[1])})
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return found, err
}

// closerPairs are how many pairs of photos of two people, p < q, are closer than their limit; who has none isn't in it.
type closerPairs map[[2]int32]int

// fewPairs is up to how many pairs are compared one at a time. Of more, distances come from matrix products, and those next to a limit
// are computed again.
const fewPairs = 2_000_000

// countCloser compares all photos of different people.
func (g gallery) countCloser(ctx context.Context) (closerPairs, error) {
	var owner []int32
	for p, n := range g.counts {
		owner = append(owner, slices.Repeat([]int32{int32(p)}, n)...)
	}
	if n := len(owner); n*(n-1)/2 > fewPairs {
		return g.countByBlocks(ctx, owner)
	}
	rows, err := distance.EachRow(g.rows, g.dim)
	if err != nil {
		return nil, err
	}
	closer := closerPairs{}
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := owner[i]
		for k, d := range row {
			if q := owner[i+1+k]; d < g.limits.ofMany && q != p && d < g.limitOf(int(p), int(q)) {
				closer[[2]int32{p, q}]++
			}
		}
	}
	return closer, nil
}

// countByBlocks is countCloser by matrix products, on all cores.
func (g gallery) countByBlocks(ctx context.Context, owner []int32) (closerPairs, error) {
	const unsure = 2e-5 // of a distance, relatively: twice what VisitBlocks promises
	workers := make([]closerPairs, runtime.GOMAXPROCS(0))
	for w := range workers {
		workers[w] = closerPairs{}
	}
	far := float32(g.limits.ofMany * (1 + unsure))
	err := distance.VisitBlocks(ctx, g.rows, g.dim, len(workers), func(worker, i, j int, distances []float32) {
		p := owner[i]
		for k, rough := range distances {
			if rough > far || owner[j+k] == p {
				continue
			}
			q := owner[j+k]
			d, limit := float64(rough), g.limitOf(int(p), int(q))
			if math.Abs(d-limit) < unsure*limit {
				d = distance.Euclidean(g.row(i), g.row(j+k))
			}
			if d < limit {
				workers[worker][[2]int32{p, q}]++
			}
		}
	})
	for _, w := range workers[1:] {
		for pair, n := range w {
			workers[0][pair] += n
		}
	}
	return workers[0], err
}

// mostCompared is how many photos of a person at most are compared for a median: evenly chosen of those who have more.
const mostCompared = 1000

// listDistances lists the distances of one person's photos to another's, or to one another.
func (g gallery) listDistances(p, q int) []float64 {
	var list []float64
	for _, i := range g.chooseRows(p) {
		for _, j := range g.chooseRows(q) {
			if p != q || j > i {
				list = append(list, distance.Euclidean(g.row(i), g.row(j)))
			}
		}
	}
	return list
}

// chooseRows are the rows of a person's photos, of at most mostCompared.
func (g gallery) chooseRows(p int) []int {
	rows := make([]int, min(g.counts[p], mostCompared))
	for k := range rows {
		rows[k] = g.starts[p] + k*g.counts[p]/len(rows)
	}
	return rows
}

func (g gallery) row(i int) []float32 { return g.rows[i*g.dim : (i+1)*g.dim] }

// lowerMedian is the lower of the two middle distances, 0 of none.
func lowerMedian(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}
