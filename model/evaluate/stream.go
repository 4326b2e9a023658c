package evaluate

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"

	"siamface/model/distance"
)

// collectStream is collect for more pairs than can be held.
func collectStream(ctx context.Context, s *embeddingSet, l limits) (Scores, error) {
	workers := make([]*watcher, runtime.GOMAXPROCS(0))
	for w := range workers {
		workers[w] = newWatcher(s, l)
	}
	err := distance.VisitBlocks(ctx, s.embeddings, s.dim, len(workers), func(worker, i, j int, distances []float32) {
		workers[worker].addRow(int32(i), int32(j), distances)
	})
	if err != nil {
		return Scores{}, err
	}
	for _, w := range workers[1:] {
		workers[0].genuine.joinCounts(w.genuine)
		workers[0].impostor.joinCounts(w.impostor)
	}
	return joinClasses(s, workers[0].genuine.toClass(s), workers[0].impostor.toClass(s), l), nil
}

// watcher is one goroutine's view of the pairs.
type watcher struct {
	*embeddingSet
	genuine, impostor *binnedPairs
}

func newWatcher(s *embeddingSet, l limits) *watcher {
	base := usualBin(s) - coarseBelow
	return &watcher{
		s,
		newBinned(s, s.genuine <= l.kept, newHardest(l.tail, true, entryDistance), base),
		newBinned(s, s.impostor <= l.kept, newHardest(l.tail, false, entryDistance), base),
	}
}

// usualBin is the coarse bin of the median distance of some pairs, drawn with a fixed seed.
func usualBin(s *embeddingSet) int {
	random := rand.New(rand.NewPCG(1, 1))
	n := int32(len(s.person))
	sample := make([]float64, 999)
	for k := range sample {
		sample[k] = distance.Euclidean(s.row(random.Int32N(n)), s.row(random.Int32N(n)))
	}
	slices.Sort(sample)
	return coarseBin(sample[len(sample)/2])
}

func (w *watcher) addRow(i, j int32, distances []float32) {
	p := w.person[i]
	others := w.person[j:][:len(distances)]
	for k, d := range distances {
		if q := others[k]; q != p {
			w.impostor.addPair(float64(d), i, j+int32(k), p, q)
		} else {
			w.genuine.addPair(float64(d), i, j+int32(k), p, q)
		}
	}
}
