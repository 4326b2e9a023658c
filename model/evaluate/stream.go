package evaluate

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"

	"siamface/model/distance"
)

// stream is collect for more pairs than can be held.
func stream(ctx context.Context, s *set, l limits) (Scores, error) {
	workers := make([]*watcher, runtime.GOMAXPROCS(0))
	for w := range workers {
		workers[w] = newWatcher(s, l)
	}
	err := distance.Blocks(ctx, s.embeddings, s.dim, len(workers), func(worker, i, j int, distances []float32) {
		workers[worker].look(int32(i), int32(j), distances)
	})
	if err != nil {
		return Scores{}, err
	}
	for _, w := range workers[1:] {
		workers[0].genuine.join(w.genuine)
		workers[0].impostor.join(w.impostor)
	}
	return finish(s, workers[0].genuine.class(s), workers[0].impostor.class(s), l), nil
}

// watcher is one goroutine's view of the pairs.
type watcher struct {
	*set
	genuine, impostor *tally
}

func newWatcher(s *set, l limits) *watcher {
	base := usualBin(s) - coarseBelow
	return &watcher{
		s,
		newTally(s, s.genuine <= l.kept, newConfusing[entry](l.tail, true), base),
		newTally(s, s.impostor <= l.kept, newConfusing[entry](l.tail, false), base),
	}
}

// usualBin is the coarse bin of the median distance of some pairs, drawn with a fixed seed.
func usualBin(s *set) int {
	random := rand.New(rand.NewPCG(1, 1))
	n := int32(len(s.person))
	sample := make([]float64, 999)
	for k := range sample {
		sample[k] = distance.Euclidean(s.row(random.Int32N(n)), s.row(random.Int32N(n)))
	}
	slices.Sort(sample)
	return coarseBin(sample[len(sample)/2])
}

func (w *watcher) look(i, j int32, distances []float32) {
	p := w.person[i]
	others := w.person[j:][:len(distances)]
	for k, d := range distances {
		if q := others[k]; q != p {
			w.impostor.add(float64(d), i, j+int32(k), p, q)
		} else {
			w.genuine.add(float64(d), i, j+int32(k), p, q)
		}
	}
}

// exactly gives pairs of photos the distances of Euclidean. Those of a list have their own.
func (s *set) exactly(entries []entry) {
	if s.embeddings == nil {
		return
	}
	parallel(len(entries), func(k int, _ *memory) {
		e := &entries[k]
		e.distance = distance.Euclidean(s.row(e.a), s.row(e.b))
	})
}
