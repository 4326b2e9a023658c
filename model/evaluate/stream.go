package evaluate

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"

	"siamface/model/distance"
)

// collectStream is collect for more pairs than can be held.
func collectStream(ctx context.Context, s *embeddingSet, l limits, progress func(done, total int)) (Scores, error) {
	usual := s.usualDistance()
	workers := make([]*watcher, runtime.GOMAXPROCS(0))
	for w := range workers {
		workers[w] = newWatcher(s, l, usual)
	}
	done, total := 0, s.genuine+s.impostor
	count := func(pairs int) {
		if done = min(done+pairs, total); progress != nil {
			progress(done, total)
		}
	}
	for _, r := range s.crowds(l.crowd) {
		if err := s.collectCrowd(ctx, r, workers, count); err != nil {
			return Scores{}, err
		}
	}
	all := distance.Walk{Embeddings: s.embeddings, Dim: s.dim, Workers: len(workers), Done: count, Skip: func(top, _, _, right int) bool {
		return s.isCrowd(top, l.crowd) && right <= int(s.until[top])
	}}
	err := all.VisitSquares(ctx, func(worker int, row distance.Row) { workers[worker].addRow(row) })
	if err != nil {
		return Scores{}, err
	}
	for _, w := range workers[1:] {
		workers[0].genuine.joinCounts(w.genuine)
		workers[0].impostor.joinCounts(w.impostor)
	}
	return joinClasses(s, workers[0].genuine.toClass(s), workers[0].impostor.toClass(s), l), nil
}

// Where people are sampled, they are counted on one in sampledParts parts of each photo's pairs, which are with sampledPart others each. The
// parts of one photo begin where those of the next don't, so that no photo and no person is left out.
const (
	sampledParts = 8
	sampledPart  = 64
)

// collectCrowd counts the pairs of one person's photos.
func (s *embeddingSet) collectCrowd(ctx context.Context, r photoRun, workers []*watcher, count func(pairs int)) error {
	p := s.person[r.from]
	for _, w := range workers {
		w.genuine.beginCrowd(p)
		defer w.genuine.endCrowd()
	}
	own := distance.Walk{Embeddings: s.embeddings[r.from*s.dim : r.to*s.dim], Dim: s.dim, Workers: len(workers), Done: count}
	return own.VisitSquares(ctx, func(worker int, row distance.Row) {
		workers[worker].genuine.addCrowd(pairRun{row, 0, len(row.Squares), int32(r.from), p, p})
	})
}

// watcher is one goroutine's view of the pairs.
type watcher struct {
	*embeddingSet
	crowd             int
	every             int // one in so many impostor pairs is counted with its people
	genuine, impostor *binnedPairs
}

func newWatcher(s *embeddingSet, l limits, usual float64) *watcher {
	every := 1
	if s.impostor > l.sampled && s.together {
		every = sampledParts
	}
	return &watcher{
		s, l.crowd, every,
		newBinned(s.people, s.genuine <= l.kept, newHardest(l.tail, true, entryDistance, orderEntries), usual, 1),
		newBinned(s.people, s.impostor <= l.kept, newHardest(l.tail, false, entryDistance, orderEntries), usual, every),
	}
}

// usualDistance is the median distance of some pairs, drawn with a fixed seed.
func (s *embeddingSet) usualDistance() float64 {
	random := rand.New(rand.NewPCG(1, 1))
	n := int32(len(s.person))
	sample := make([]float64, 999)
	for k := range sample {
		sample[k] = distance.Euclidean(s.row(random.Int32N(n)), s.row(random.Int32N(n)))
	}
	slices.Sort(sample)
	return sample[len(sample)/2]
}

// photoRun are photos that lie one behind the other.
type photoRun struct{ from, to int }

// crowds are the runs of one person's photos that are compared by themselves: about their own mean, products lose no digits of them.
func (s *embeddingSet) crowds(least int) (runs []photoRun) {
	for i := 0; i < len(s.person); i = int(s.until[i]) {
		if s.isCrowd(i, least) {
			runs = append(runs, photoRun{i, int(s.until[i])})
		}
	}
	return runs
}

// isCrowd tells whether photo i is in such a run.
func (s *embeddingSet) isCrowd(i, least int) bool { return int(s.until[i]-s.since[i]) >= least }

// addRow counts a photo with others. Those of its own crowd are counted elsewhere.
func (w *watcher) addRow(row distance.Row) {
	from, all := 0, len(row.Squares)
	if w.every == 1 {
		w.addPeople(row, 0, all)
		return
	}
	if own := int(w.until[row.I]) - row.J; own > 0 {
		from = min(own, all)
		w.addPeople(row, 0, from)
	}
	for from < all {
		part := (row.J + from) / sampledPart
		others := (w.every - (row.I+part)%w.every) % w.every // parts without people that begin here
		to := min((part+max(others, 1))*sampledPart-row.J, all)
		if others == 0 {
			w.addPeople(row, from, to)
		} else {
			w.impostor.addAnonymous(row, from, to)
		}
		from = to
	}
}

// addPeople counts the pairs of a row from a place up to another, person by person.
func (w *watcher) addPeople(row distance.Row, from, all int) {
	p := w.person[row.I]
	for from < all {
		j := row.J + from
		to := min(int(w.until[j])-row.J, all)
		run := pairRun{row, from, to, 0, p, w.person[j]}
		switch {
		case run.q != p:
			w.impostor.addRun(run)
		case w.until[j] != w.until[row.I] || !w.isCrowd(row.I, w.crowd):
			w.genuine.addRun(run)
		}
		from = to
	}
}
