// Package group puts loose photos together by the people on them.
//
// Faces are joined by average linkage (UPGMA: Sokal and Michener, "A statistical method for evaluating systematic relationships",
// University of Kansas Science Bulletin 38, 1958): the two groups whose faces lie closest on average become one, until no two groups are
// closer than a threshold. The average is the root of the mean squared distance between the faces of one and the faces of the other, in
// which a face that the recogniser made more of weighs more. Faces of one photo are never joined: nobody is on a photo twice.
package group

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"slices"
)

// Faces are what is grouped: embeddings of dim numbers, row after row, and of each the photo that it is on and its weight.
type Faces struct {
	Dim        int
	Embeddings []float32
	Photo      []int     // a number a face; faces of one photo have one number
	Weight     []float64 // above 0; nil weighs all alike
}

// mostNeighbours is how many of a group's closest others are looked at in a round: memory grows with the faces, not with their pairs.
const mostNeighbours = 64

// Join groups faces: for each the number of its group, from 0 on in the order of their first faces. Groups are at least threshold
// apart, which is a distance of the embeddings (see distance.Euclidean). progress, which may be nil, is told what part is done.
//
// With up to 64 faces closer to each face than the threshold, this is average linkage to the letter. With more, each round joins by
// the closest 64 of each group, and rounds follow until no two groups are closer than the threshold.
func Join(ctx context.Context, f Faces, threshold float64, progress func(share float64)) ([]int, error) {
	if err := f.check(threshold); err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(float64) {}
	}
	l := newLinkage(f, threshold)
	for {
		progress(0)
		near, whole, err := findNeighbours(ctx, l.means(), f.Dim, threshold, mostNeighbours)
		if err != nil {
			return nil, err
		}
		joined, err := l.joinClosest(ctx, near, progress)
		if err != nil {
			return nil, err
		}
		if whole || joined == 0 {
			return l.number(len(f.Photo)), nil
		}
	}
}

func (f Faces) check(threshold float64) error {
	n := len(f.Photo)
	switch {
	case f.Dim < 1 || len(f.Embeddings) != n*f.Dim || f.Weight != nil && len(f.Weight) != n:
		return fmt.Errorf("%d numbers and %d weights don't make %d faces of %d numbers", len(f.Embeddings), len(f.Weight), n, f.Dim)
	case !(threshold > 0) || math.IsInf(threshold, 0):
		return fmt.Errorf("a threshold of %v isn't a distance", threshold)
	}
	for i, v := range f.Embeddings {
		if d := float64(v); math.IsNaN(d) || math.IsInf(d, 0) {
			return fmt.Errorf("face %d can't be compared: its embedding holds NaN or infinity", i/f.Dim+1)
		}
	}
	for i, w := range f.Weight {
		if !(w > 0) || math.IsInf(w, 0) {
			return fmt.Errorf("face %d weighs %v: weights are above 0", i+1, w)
		}
	}
	return nil
}

// cluster is a group of faces. Its mean and square give the mean squared distance to another: square + other's − 2·mean·other's mean.
type cluster struct {
	faces  []int
	photos []int // of its faces, ascending; only those that several faces are on
	weight float64
	mean   []float32
	square float64 // the weighted mean of the faces' squared lengths
	links  map[int32]bool
}

// linkage are the groups as they become. A group that was joined to another is nil.
type linkage struct {
	dim      int
	squared  float64 // the threshold's
	clusters []*cluster
	queue    pairQueue
}

func newLinkage(f Faces, threshold float64) *linkage {
	l := &linkage{dim: f.Dim, squared: threshold * threshold, clusters: make([]*cluster, len(f.Photo))}
	count := map[int]int{}
	for _, p := range f.Photo {
		count[p]++
	}
	for i, p := range f.Photo {
		c := &cluster{faces: []int{i}, weight: 1, mean: f.Embeddings[i*f.Dim : (i+1)*f.Dim]}
		if f.Weight != nil {
			c.weight = f.Weight[i]
		}
		if count[p] > 1 {
			c.photos = []int{p}
		}
		c.square = dot(c.mean, c.mean)
		l.clusters[i] = c
	}
	return l
}

// means are the means of the groups, row after row, once the gaps among them are closed.
func (l *linkage) means() []float32 {
	l.clusters = slices.DeleteFunc(l.clusters, func(c *cluster) bool { return c == nil })
	rows := make([]float32, 0, len(l.clusters)*l.dim)
	for _, c := range l.clusters {
		c.links = map[int32]bool{}
		rows = append(rows, c.mean...)
	}
	return rows
}

// pairOf are two groups and their mean squared distance.
type pairOf struct {
	squared float64
	a, b    int32
}

// pairQueue has the closest pair first; of pairs that are equally close, the first one.
type pairQueue []pairOf

func (q pairQueue) Len() int { return len(q) }

func (q pairQueue) Less(i, j int) bool {
	x, y := q[i], q[j]
	switch {
	case x.squared != y.squared:
		return x.squared < y.squared
	case x.a != y.a:
		return x.a < y.a
	}
	return x.b < y.b
}

func (q pairQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push adds a pair; it is container/heap's.
func (q *pairQueue) Push(p any) { *q = append(*q, p.(pairOf)) }

// Pop takes the last pair; it is container/heap's.
func (q *pairQueue) Pop() any {
	last := len(*q) - 1
	p := (*q)[last]
	*q = (*q)[:last]
	return p
}

// joinClosest joins the closest two groups over and over, among pairs that are near, and counts how often.
func (l *linkage) joinClosest(ctx context.Context, near [][]int32, progress func(share float64)) (joined int, err error) {
	l.queue = l.queue[:0]
	for a, others := range near {
		for _, b := range others {
			if int32(a) < b && !l.clusters[a].links[b] || int32(a) > b && !l.clusters[b].links[int32(a)] {
				l.link(int32(a), b)
			}
		}
	}
	heap.Init(&l.queue)
	total := len(l.queue)
	for len(l.queue) > 0 {
		if joined%256 == 0 {
			if err := ctx.Err(); err != nil {
				return joined, context.Cause(ctx)
			}
			progress(1 - float64(min(len(l.queue), total))/float64(total))
		}
		p := heap.Pop(&l.queue).(pairOf)
		if l.clusters[p.a] == nil || l.clusters[p.b] == nil {
			continue
		}
		l.join(p)
		joined++
	}
	return joined, nil
}

// link notes a pair of groups that may be joined.
func (l *linkage) link(a, b int32) {
	x, y := l.clusters[a], l.clusters[b]
	squared := x.squaredTo(y)
	if squared >= l.squared || x.sharesPhoto(y) {
		return
	}
	x.links[b], y.links[a] = true, true
	l.queue = append(l.queue, pairOf{squared, min(a, b), max(a, b)})
}

// join makes one group of two, in a place of its own, and links it with what either was linked with: what neither is closer to than the
// threshold, the two together aren't either.
func (l *linkage) join(p pairOf) {
	a, b := l.clusters[p.a], l.clusters[p.b]
	both, at := a.joinWith(b), int32(len(l.clusters))
	l.clusters[p.a], l.clusters[p.b] = nil, nil
	l.clusters = append(l.clusters, both)
	others := make([]int32, 0, len(a.links)+len(b.links))
	for _, old := range []*cluster{a, b} {
		for o := range old.links {
			if l.clusters[o] != nil {
				delete(l.clusters[o].links, p.a)
				delete(l.clusters[o].links, p.b)
				others = append(others, o)
			}
		}
	}
	slices.Sort(others)
	for _, o := range slices.Compact(others) {
		n := len(l.queue)
		if l.link(at, o); len(l.queue) > n {
			heap.Fix(&l.queue, n)
		}
	}
}

func (c *cluster) joinWith(o *cluster) *cluster {
	both := &cluster{
		faces: append(slices.Clone(c.faces), o.faces...), photos: append(slices.Clone(c.photos), o.photos...),
		weight: c.weight + o.weight, mean: make([]float32, len(c.mean)), links: map[int32]bool{},
	}
	slices.Sort(both.photos)
	mine, others := c.weight/both.weight, o.weight/both.weight
	for i, v := range c.mean {
		both.mean[i] = float32(mine*float64(v) + others*float64(o.mean[i]))
	}
	both.square = mine*c.square + others*o.square
	return both
}

// squaredTo is the mean squared distance between the faces of two groups.
func (c *cluster) squaredTo(o *cluster) float64 {
	return c.square + o.square - 2*dot(c.mean, o.mean)
}

// sharesPhoto tells whether two groups have faces on one photo.
func (c *cluster) sharesPhoto(o *cluster) bool {
	i, j := 0, 0
	for i < len(c.photos) && j < len(o.photos) {
		switch {
		case c.photos[i] == o.photos[j]:
			return true
		case c.photos[i] < o.photos[j]:
			i++
		default:
			j++
		}
	}
	return false
}

// dot is Σ aᵢ·bᵢ, by four sums.
func dot(a, b []float32) float64 {
	b = b[:len(a)]
	var s [4]float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s[0] += float64(a[i]) * float64(b[i])
		s[1] += float64(a[i+1]) * float64(b[i+1])
		s[2] += float64(a[i+2]) * float64(b[i+2])
		s[3] += float64(a[i+3]) * float64(b[i+3])
	}
	for ; i < len(a); i++ {
		s[0] += float64(a[i]) * float64(b[i])
	}
	return s[0] + s[1] + s[2] + s[3]
}

// number numbers the groups in the order of their first faces.
func (l *linkage) number(faces int) []int {
	var groups [][]int
	for _, c := range l.clusters {
		if c != nil {
			slices.Sort(c.faces)
			groups = append(groups, c.faces)
		}
	}
	slices.SortFunc(groups, func(x, y []int) int { return x[0] - y[0] })
	of := make([]int, faces)
	for g, members := range groups {
		for _, i := range members {
			of[i] = g
		}
	}
	return of
}
