package group

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"siamface/model/distance"
)

// fewRows is up to how many rows are compared one by one, without libtorch, which takes a while to load.
const fewRows = 1000

// neighbour is another row and how far it is.
type neighbour struct {
	row      int32
	distance float32
}

// neighbourList are the rows closest to one, as a heap with the farthest first.
type neighbourList struct {
	near []neighbour
	full bool // there were more
}

// neighbourSearch finds the rows closest to each, up to a number.
type neighbourSearch struct {
	most  int
	lists []neighbourList
	locks [64]sync.Mutex // of the lists whose numbers have one remainder
}

// findNeighbours finds for each row those closer than a distance, at most so many of the closest. whole says that none were left out. It
// holds a block of distances at a time.
func findNeighbours(ctx context.Context, rows []float32, dim int, below float64, most int) (near [][]int32, whole bool, err error) {
	n := len(rows) / dim
	s := &neighbourSearch{most: most, lists: make([]neighbourList, n)}
	below *= 1 + 1e-4 // distances from products differ a little; what is near is measured again
	if n <= fewRows {
		err = s.visitFew(ctx, rows, dim, below)
	} else {
		err = distance.VisitBlocks(ctx, rows, dim, runtime.GOMAXPROCS(0), func(_, i, j int, distances []float32) {
			for k, d := range distances {
				if float64(d) < below {
					s.offer(i, neighbour{int32(j + k), d})
					s.offer(j+k, neighbour{int32(i), d})
				}
			}
		})
	}
	if err != nil {
		return nil, false, err
	}
	near, whole = make([][]int32, n), true
	for i, l := range s.lists {
		whole = whole && !l.full
		for _, o := range l.near {
			near[i] = append(near[i], o.row)
		}
		slices.Sort(near[i])
	}
	return near, whole, nil
}

func (s *neighbourSearch) visitFew(ctx context.Context, rows []float32, dim int, below float64) error {
	all, err := distance.EachRow(rows, dim)
	if err != nil {
		return err
	}
	for i, row := range all {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for k, d := range row {
			if d < below {
				s.offer(i, neighbour{int32(i + 1 + k), float32(d)})
				s.offer(i+1+k, neighbour{int32(i), float32(d)})
			}
		}
	}
	return nil
}

// offer keeps a neighbour of row i unless there are enough closer ones. Which are kept doesn't depend on the order of the offers.
func (s *neighbourSearch) offer(i int, o neighbour) {
	lock := &s.locks[i%len(s.locks)]
	lock.Lock()
	defer lock.Unlock()
	l := &s.lists[i]
	if len(l.near) < s.most {
		l.near = append(l.near, o)
		l.rise(len(l.near) - 1)
		return
	}
	l.full = true
	if isFarther(l.near[0], o) {
		l.near[0] = o
		l.sink()
	}
}

// isFarther tells whether x is farther than y; of two equally far ones, the later row is.
func isFarther(x, y neighbour) bool {
	return x.distance > y.distance || x.distance == y.distance && x.row > y.row
}

func (l *neighbourList) rise(i int) {
	for i > 0 {
		up := (i - 1) / 2
		if !isFarther(l.near[i], l.near[up]) {
			return
		}
		l.near[i], l.near[up] = l.near[up], l.near[i]
		i = up
	}
}

func (l *neighbourList) sink() {
	for i := 0; ; {
		farthest := i
		for _, below := range []int{2*i + 1, 2*i + 2} {
			if below < len(l.near) && isFarther(l.near[below], l.near[farthest]) {
				farthest = below
			}
		}
		if farthest == i {
			return
		}
		l.near[i], l.near[farthest] = l.near[farthest], l.near[i]
		i = farthest
	}
}
