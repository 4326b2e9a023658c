package verify

import (
	"context"
	"iter"

	"siamface/model/distance"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
)

// listedPair is a pair of a list in few bytes, for lists have millions.
type listedPair struct {
	distance float64
	x, y     int32 // of files
	fold     int32 // of folds
	same     bool
}

// scoredList is a list's pairs that could be scored.
type scoredList struct {
	pairs []listedPair
	files []string
	row   []int    // of each file among the embeddings
	folds []string // names, in the order of their first mention
}

// measureList measures the pairs whose photos were embedded.
func measureList(pairs []pairlist.Pair, files []string, index map[string]int, e *Embedded) *scoredList {
	l := &scoredList{pairs: make([]listedPair, 0, len(pairs)), files: files, row: e.row}
	folds := map[string]int32{}
	for _, p := range pairs {
		x, y := index[p.FileX], index[p.FileY]
		a, b := e.Of(x), e.Of(y)
		if a == nil || b == nil {
			continue
		}
		fold, known := folds[p.Fold]
		if !known {
			fold = int32(len(folds))
			folds[p.Fold], l.folds = fold, append(l.folds, p.Fold)
		}
		l.pairs = append(l.pairs, listedPair{distance.Euclidean(a, b), int32(x), int32(y), fold, p.Same})
	}
	return l
}

// each goes through the pairs with their distances, or with those of another measure, where that isn't nil.
func (l *scoredList) each(measure func(p listedPair) float64) iter.Seq[pairlist.ScoredPair] {
	return func(yield func(pairlist.ScoredPair) bool) {
		for _, p := range l.pairs {
			if measure != nil {
				p.distance = measure(p)
			}
			if !yield(l.name(p)) {
				return
			}
		}
	}
}

func (l *scoredList) name(p listedPair) pairlist.ScoredPair {
	return pairlist.ScoredPair{FileX: l.files[p.x], FileY: l.files[p.y], Same: p.same, Distance: p.distance}
}

// rescore scores the pairs by other embeddings.
func (l *scoredList) rescore(_ context.Context, embeddings []float32, dim int, _ func(done, total int)) (evaluate.Scores, error) {
	row := func(file int32) []float32 { return embeddings[l.row[file]*dim : (l.row[file]+1)*dim] }
	return evaluate.FromScored(l.each(func(p listedPair) float64 { return distance.Euclidean(row(p.x), row(p.y)) }))
}

// splitFolds parts the pairs by the folds that they are of; nil where all are of one.
func (l *scoredList) splitFolds() (folds []evaluate.Fold, err error) {
	if len(l.folds) < 2 {
		return nil, nil
	}
	for i, name := range l.folds {
		s, err := evaluate.FromScored(func(yield func(pairlist.ScoredPair) bool) {
			for _, p := range l.pairs {
				if int(p.fold) == i && !yield(l.name(p)) {
					return
				}
			}
		})
		if err != nil {
			return nil, err
		}
		folds = append(folds, evaluate.Fold{Name: name, Scores: s})
	}
	return folds, nil
}
