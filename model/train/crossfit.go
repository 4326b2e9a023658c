package train

import (
	"context"
	"strconv"

	"siamface/model/evaluate"
	"siamface/model/random"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// CrossValidate scores people as if they were new: they are dealt into folds, and each fold is scored by a head that came about
// by the given method from the others alone. The pairs within the folds, pooled, say where thresholds belong on people whom the
// tower has never seen, better than the few validation people can. The tower's own head is the same afterwards as before.
// Folds below 2, or too few people for folds of two, score nobody. Couples are numbered by the rows of people. report, which
// may be nil, gets the events of each fold's training and, when the fold is done, an Event without epochs. Folds that keep has aren't
// trained again, nor reported; it may be nil.
func CrossValidate(ctx context.Context, t *tower.Tower, people Set, folds int, seed uint64, method HeadMethod, keep Keeper, report func(fold int, e Event)) (evaluate.Scores, error) {
	var all []evaluate.Scores
	keep = orNothing(keep)
	if report == nil {
		report = func(int, Event) {}
	}
	err := leavingHead(ctx, t, func() error {
		for k, inside := range dealFolds(people.Person, folds, seed) {
			scores, err := scoreFold(ctx, t, people, inside, method, keep.Within(foldName(k)), func(e Event) { report(k+1, e) })
			if err != nil {
				return err
			}
			all = append(all, scores)
		}
		return nil
	})
	if err != nil {
		return evaluate.Scores{}, err
	}
	return evaluate.PoolScores(all...), nil
}

// foldName is what a fold's work is kept within.
func foldName(fold int) string { return "fold-" + strconv.Itoa(fold+1) }

func scoreFold(ctx context.Context, t *tower.Tower, all Set, inside map[int]bool, method HeadMethod, keep Keeper, report func(Event)) (evaluate.Scores, error) {
	rows, rest := all.partByPeople(inside)
	held := all.pickRows(rows)
	embeddings := loadEmbeddings(keep, len(rows)*t.Design.Embedding)
	if embeddings == nil {
		var err error
		if embeddings, err = embedFold(ctx, t, held, all.pickRows(rest), method, keep, report); err != nil {
			return evaluate.Scores{}, err
		}
	}
	scores, err := evaluate.Collect(ctx, embeddings, t.Design.Embedding, held.Person, nil)
	return scores.Renumber(rows), err
}

// embedded is the name of the embeddings of a fold's people, and of the tensor that holds them.
const embedded = "embeddings"

// loadEmbeddings are the kept embeddings of a fold, so many numbers; nil where there are none.
func loadEmbeddings(keep Keeper, numbers int) []float32 {
	f := keep.Load(embedded)
	if f == nil || len(f.Tensors[embedded].Data) != numbers {
		return nil
	}
	return f.Tensors[embedded].Data
}

// embedFold embeds the people held out by a head of the others, and keeps the embeddings.
func embedFold(ctx context.Context, t *tower.Tower, held, others Set, method HeadMethod, keep Keeper, report func(Event)) (embeddings []float32, err error) {
	if err := method.Fit(ctx, t, others, keep, report); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = tower.WithRoom(ctx, t, func() error {
		return torch.Do(ctx, func() (err error) {
			embeddings, err = t.ComputeEmbeddings(held.Features)
			return err
		})
	})
	if err == nil {
		shape := []int{len(held.Person), t.Design.Embedding}
		keep.Save(embedded, &weights.File{Tensors: map[string]weights.Tensor{embedded: {Shape: shape, Data: embeddings}}})
		report(Event{})
	}
	return embeddings, err
}

// dealFolds puts people into folds, as sets. Where there are too few people for folds of two it returns nil.
func dealFolds(person []int, folds int, seed uint64) []map[int]bool {
	var people []int
	known := map[int]bool{}
	for _, p := range person {
		if !known[p] {
			known[p] = true
			people = append(people, p)
		}
	}
	folds = min(folds, len(people)/2)
	if folds < 2 {
		return nil
	}
	rng := random.New(seed, random.FoldsOfPeople)
	rng.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	dealt := make([]map[int]bool, folds)
	for i := range dealt {
		dealt[i] = map[int]bool{}
	}
	for i, p := range people {
		dealt[i%folds][p] = true
	}
	return dealt
}
