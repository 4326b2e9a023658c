package verify

import (
	"context"
	"iter"
	"path"
	"path/filepath"

	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/evaluate"
	"siamface/model/photo"
	"siamface/model/torch"
	"siamface/model/tower"
)

// Scored are photos with the distances of their pairs.
type Scored struct {
	People, Photos int // that were read
	Skipped        []dataset.Skipped
	Scores         evaluate.Scores
	// Pairs lists every scored pair; the file names are relative to the folder.
	Pairs iter.Seq[evaluate.ScoredPair]
}

// People scores all pairs of photos of the people. progress, which may be nil, is called with the number of photos done.
func People(ctx context.Context, m *tower.Model, d *dataset.Dataset, people []dataset.Person, progress func(done, total int)) (Scored, error) {
	var files []string
	var person []int
	for i, p := range people {
		for _, ph := range p.Photos {
			files, person = append(files, ph.Path), append(person, i)
		}
	}
	e, err := embed(ctx, m, d.Root, files, progress)
	if err != nil {
		return Scored{}, err
	}
	return FromEmbeddings(e.embeddings, m.Recipe.Embedding, e.keep(files), keep(e, person), e.skipped)
}

// FromEmbeddings scores all pairs of embeddings, rows of dim numbers: row i is of files[i] and shows person[i].
func FromEmbeddings(embeddings []float32, dim int, files []string, person []int, skipped []dataset.Skipped) (Scored, error) {
	scores, err := evaluate.Collect(embeddings, dim, person)
	if err != nil {
		return Scored{}, err
	}
	rows, err := distance.Pairs(embeddings, dim)
	if err != nil {
		return Scored{}, err
	}
	s := Scored{People: different(person), Photos: len(files), Skipped: skipped, Scores: scores}
	s.Pairs = func(yield func(evaluate.ScoredPair) bool) {
		for i, row := range rows {
			for k, d := range row {
				j := i + 1 + k
				if !yield(evaluate.ScoredPair{FileX: files[i], FileY: files[j], Same: person[i] == person[j], Distance: d}) {
					return
				}
			}
		}
	}
	return s, nil
}

// Listed scores the pairs of a list, whose files are relative to root. Only the photos named are read; pairs with one that
// can't be read are left out.
func Listed(ctx context.Context, m *tower.Model, root string, pairs []evaluate.NamedPair, progress func(done, total int)) (Scored, error) {
	files, index := named(pairs)
	e, err := embed(ctx, m, root, files, progress)
	if err != nil {
		return Scored{}, err
	}
	var list []evaluate.ScoredPair
	var genuine, impostor []float64
	for _, p := range pairs {
		a, b := e.row[index[p.FileX]], e.row[index[p.FileY]]
		if a < 0 || b < 0 {
			continue
		}
		d := distance.Euclidean(e.at(a), e.at(b))
		list = append(list, evaluate.ScoredPair{FileX: p.FileX, FileY: p.FileY, Same: p.Same, Distance: d})
		if p.Same {
			genuine = append(genuine, d)
		} else {
			impostor = append(impostor, d)
		}
	}
	scores, err := evaluate.New(genuine, impostor)
	if err != nil {
		return Scored{}, err
	}
	return Scored{
		People: folders(e.keep(files)), Photos: len(e.keep(files)), Skipped: e.skipped, Scores: scores,
		Pairs: func(yield func(evaluate.ScoredPair) bool) {
			for _, p := range list {
				if !yield(p) {
					return
				}
			}
		},
	}, nil
}

// embedded are the embeddings of the photos that could be read.
type embedded struct {
	embeddings []float32
	dim        int
	row        []int // for each file its row, or −1
	skipped    []dataset.Skipped
}

func (e embedded) at(row int) []float32 { return e.embeddings[row*e.dim : (row+1)*e.dim] }

func (e embedded) keep(files []string) []string { return keep(e, files) }

// keep leaves out what belongs to photos that could not be read.
func keep[T any](e embedded, list []T) []T {
	kept := make([]T, 0, len(list))
	for i, v := range list {
		if e.row[i] >= 0 {
			kept = append(kept, v)
		}
	}
	return kept
}

func embed(ctx context.Context, m *tower.Model, root string, files []string, progress func(done, total int)) (embedded, error) {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = filepath.Join(root, filepath.FromSlash(f))
	}
	features, failed, err := m.Extract(ctx, paths, func(done int) {
		if progress != nil {
			progress(done, len(files))
		}
	})
	if err != nil {
		return embedded{}, err
	}
	e := embedded{dim: m.Recipe.Embedding, row: make([]int, len(files))}
	for _, f := range failed {
		e.row[f.Index] = -1
		e.skipped = append(e.skipped, dataset.Skipped{Path: files[f.Index], Reason: photo.Reason(f.Err)})
	}
	kept := tower.Features{Width: features.Width}
	for i, next := 0, 0; i < len(files); i++ {
		if e.row[i] == 0 {
			e.row[i], next = next, next+1
			kept.Data = append(kept.Data, features.Row(i)...)
		}
	}
	err = torch.Do(ctx, func() (err error) {
		e.embeddings, err = m.Embeddings(kept)
		return err
	})
	return e, err
}

// named lists the files of the pairs once each, in the order of their first mention.
func named(pairs []evaluate.NamedPair) (files []string, index map[string]int) {
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

func different(person []int) int {
	seen := map[int]bool{}
	for _, p := range person {
		seen[p] = true
	}
	return len(seen)
}

// folders counts the folders that the files lie in: the people, as far as a list can tell.
func folders(files []string) int {
	seen := map[string]bool{}
	for _, f := range files {
		seen[path.Dir(f)] = true
	}
	return len(seen)
}
