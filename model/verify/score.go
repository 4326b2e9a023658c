package verify

import (
	"context"
	"iter"
	"path"

	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/pairlist"
	"siamface/model/tower"
)

// Scored are photos with the distances of their pairs.
type Scored struct {
	People, Photos int // that were read
	// NoFace counts the photos that were scored as whole pictures, because the recipe face found no face on them.
	NoFace  int
	Skipped []dataset.Skipped
	Scores  evaluate.Scores
	// Folds are the scores of each fold of a list, in the order of their first mention; nil for a list that isn't divided.
	Folds []evaluate.Fold
	// Pairs lists every scored pair; the file names are relative to the folder.
	Pairs iter.Seq[pairlist.ScoredPair]
	// Files are the photos that were read, relative to the folder: the couples of Scores are numbered so.
	Files []string

	// Sampled is of how many photos the raw pixels are compared where it isn't all of them: those of people who were drawn.
	Sampled int

	features  tower.Features // a row a file; none of very many
	untrained []float32      // then, embeddings by the untrained tower
	again     rescore
	pixels    rescorePixels // scores by raw pixels; nil where nobody wanted them
	of        embedded      // the embeddings of people's photos; empty for a list of pairs
}

// embedded are embeddings, rows of dim numbers, and whom each shows.
type embedded struct {
	rows   []float32
	dim    int
	person []int
}

// Identify measures how well the same embeddings identify people (see package identify).
func (s Scored) Identify(ctx context.Context) (identify.Result, error) {
	return identify.Measure(ctx, s.of.rows, s.of.dim, s.of.person)
}

// rescore scores the same pairs by other embeddings, a row a file, and rescorePixels by raw pixels. progress, which may be nil, is called with
// the number of pairs done, where there are many.
type (
	rescore       func(ctx context.Context, embeddings []float32, dim int, progress func(done, total int)) (evaluate.Scores, error)
	rescorePixels func(ctx context.Context, progress func(done, total int)) (evaluate.Scores, error)
)

// Stage is a part of scoring.
type Stage string

// The stages. Progress is in photos while Reading, else in pairs, and isn't told of few pairs.
const (
	Reading            Stage = "reading"
	Comparing          Stage = "comparing"
	ComparingPixels    Stage = "comparing pixels"    // by Baseline
	ComparingUntrained Stage = "comparing untrained" // likewise
)

// Progress is told how much of a stage is done.
type Progress func(stage Stage, done, total int)

// of is the progress of one stage; nil of a nil Progress.
func (p Progress) of(stage Stage) func(done, total int) {
	if p == nil {
		return nil
	}
	return func(done, total int) { p(stage, done, total) }
}

// ScorePeople scores all pairs of photos of the people. Where baseline isn't nil, Baseline will be wanted with this seed: raw pixels are kept
// too. progress may be nil.
func ScorePeople(ctx context.Context, m *tower.Model, d *dataset.Dataset, people []dataset.Person, baseline *uint64, progress Progress) (Scored, error) {
	var files []string
	var person []int
	for i, p := range dataset.PhotosOf(people) {
		files, person = append(files, p.Path), append(person, i)
	}
	var chosen []int
	if baseline != nil {
		chosen = choosePixels(person)
	}
	e, err := embedInParts(ctx, m, d.Root, files, chosen, baseline, progress.of(Reading))
	if err != nil {
		return Scored{}, err
	}
	pixels := e.keepPixels(chosen)
	shown := pickOf(person, pixels.photos)
	person = keepRead(e, person)
	s, err := ScoreEmbeddings(ctx, e.embeddings, m.Design.Embedding, e.keepFiles(files), person, e.Skipped, progress.of(Comparing))
	s.NoFace, s.features, s.untrained = len(e.NoFace), e.features, e.untrained
	if baseline != nil {
		s.pixels = func(ctx context.Context, progress func(done, total int)) (evaluate.Scores, error) {
			return evaluate.Collect(ctx, pixels.rows, pixels.width, shown, progress)
		}
		if n := len(pixels.photos); n < len(person) {
			s.Sampled = n
		}
	}
	s.of = embedded{e.embeddings, m.Design.Embedding, person}
	s.again = func(ctx context.Context, embeddings []float32, dim int, progress func(done, total int)) (evaluate.Scores, error) {
		return evaluate.Collect(ctx, embeddings, dim, person, progress)
	}
	return s, err
}

// ScoreEmbeddings scores all pairs of embeddings, rows of dim numbers: row i is of files[i] and shows person[i]. progress, which may be nil, is
// called with the number of pairs done, where there are many.
func ScoreEmbeddings(ctx context.Context, embeddings []float32, dim int, files []string, person []int, skipped []dataset.Skipped, progress func(done, total int)) (Scored, error) {
	scores, err := evaluate.Collect(ctx, embeddings, dim, person, progress)
	if err != nil {
		return Scored{}, err
	}
	rows, err := distance.EachRow(embeddings, dim)
	if err != nil {
		return Scored{}, err
	}
	s := Scored{People: countDifferent(person), Photos: len(files), Skipped: skipped, Scores: scores, Files: files}
	s.Pairs = func(yield func(pairlist.ScoredPair) bool) {
		for i, row := range rows {
			for k, d := range row {
				j := i + 1 + k
				if !yield(pairlist.ScoredPair{FileX: files[i], FileY: files[j], Same: person[i] == person[j], Distance: d}) {
					return
				}
			}
		}
	}
	return s, nil
}

// ScoreList scores the pairs of a list, whose files are relative to root. Only the photos named are read; pairs with one that
// can't be read are left out.
func ScoreList(ctx context.Context, m *tower.Model, root string, pairs []pairlist.Pair, baseline bool, progress Progress) (Scored, error) {
	files, index := listFiles(pairs)
	var chosen []int
	if baseline {
		chosen = listNumbers(len(files))
	}
	e, err := embedWithPixels(ctx, m, root, files, chosen, progress.of(Reading))
	if err != nil {
		return Scored{}, err
	}
	list := measureList(pairs, files, index, &e)
	s := Scored{
		People: countFolders(e.keepFiles(files)), Photos: len(e.keepFiles(files)), NoFace: len(e.NoFace), Skipped: e.Skipped,
		Pairs: list.each(nil), Files: e.keepFiles(files), features: e.features, again: list.rescore,
	}
	if pixels := e.keepPixels(chosen); baseline {
		s.pixels = func(ctx context.Context, progress func(done, total int)) (evaluate.Scores, error) {
			return s.again(ctx, pixels.rows, pixels.width, progress)
		}
	}
	if s.Scores, err = evaluate.FromScored(s.Pairs); err != nil {
		return Scored{}, err
	}
	s.Folds, err = list.splitFolds()
	return s, err
}

// listFiles lists the files of the pairs once each, in the order of their first mention.
func listFiles(pairs []pairlist.Pair) (files []string, index map[string]int) {
	index = map[string]int{}
	for _, p := range pairs {
		for _, f := range []string{p.FileX, p.FileY} {
			if _, known := index[f]; !known {
				index[f] = len(files)
				files = append(files, f)
			}
		}
	}
	return files, index
}

func countDifferent(person []int) int {
	seen := map[int]bool{}
	for _, p := range person {
		seen[p] = true
	}
	return len(seen)
}

// countFolders counts the folders that the files lie in: the people, as far as a list can tell.
func countFolders(files []string) int {
	seen := map[string]bool{}
	for _, f := range files {
		seen[path.Dir(f)] = true
	}
	return len(seen)
}
