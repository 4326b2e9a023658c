package verify

import (
	"context"
	"errors"
	"slices"

	"siamface/model/evaluate"
	"siamface/model/random"
	"siamface/model/torch"
	"siamface/model/tower"
)

// The baselines, by which it is seen what training bought.
const (
	BaselinePixels    = "pixels"    // of tower.ExtractPixels
	BaselineUntrained = "untrained" // the same tower before any training
)

// Baseline scores the pairs that ScorePeople or ScoreList scored by what needs no training: by raw pixels and, for a model that was
// trained, by its tower as it starts with the seed. Of very many photos of people, raw pixels are compared of some alone (see
// Scored.Sampled): they take 16 kB a photo. The seed is ScorePeople's. progress may be nil.
func (s Scored) Baseline(ctx context.Context, m *tower.Model, seed uint64, progress Progress) (map[string]evaluate.Scores, error) {
	if s.pixels == nil {
		return nil, errors.New("only photos that were read for a baseline can be scored by raw pixels")
	}
	baseline := map[string]evaluate.Scores{}
	var err error
	if baseline[BaselinePixels], err = s.pixels(ctx, progress.of(ComparingPixels)); err != nil || m.Untrained {
		return baseline, err
	}
	embeddings := s.untrained
	if embeddings == nil {
		if embeddings, err = embedUntrained(ctx, m, s.features, seed); err != nil {
			return nil, err
		}
	}
	baseline[BaselineUntrained], err = s.again(ctx, embeddings, m.Design.Embedding, progress.of(ComparingUntrained))
	return baseline, err
}

// embedUntrained gives the embeddings of the model's tower before any training.
func embedUntrained(ctx context.Context, m *tower.Model, features tower.Features, seed uint64) (embeddings []float32, err error) {
	err = torch.Do(ctx, func() error {
		t, err := m.WithInitialHead(seed)
		if err != nil {
			return err
		}
		defer t.Close()
		embeddings, err = t.ComputeEmbeddings(features)
		return err
	})
	return embeddings, err
}

// Up to mostPixels photos all raw pixels are compared. Of more, it is those of people who are drawn, until there are somePixels, and of
// one person at most onePixels.
const (
	mostPixels = 14_000
	somePixels = 6_000
	onePixels  = 2_000
)

// choosePixels are the photos, in order, whose raw pixels are compared: photo i shows person[i]. They are drawn with a fixed seed.
func choosePixels(person []int) []int {
	if len(person) <= mostPixels {
		return listNumbers(len(person))
	}
	photos := map[int][]int{}
	var people []int
	for i, p := range person {
		if photos[p] == nil {
			people = append(people, p)
		}
		photos[p] = append(photos[p], i)
	}
	rng := random.New(evaluate.Seed, random.PixelSample)
	rng.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	var chosen []int
	for _, p := range people {
		if len(chosen) >= somePixels {
			break
		}
		own := photos[p]
		for k := range min(len(own), onePixels) {
			chosen = append(chosen, own[k*len(own)/min(len(own), onePixels)])
		}
	}
	slices.Sort(chosen)
	return chosen
}

// CountPixels is about how many of so many photos are compared by raw pixels.
func CountPixels(photos int) int {
	if photos <= mostPixels {
		return photos
	}
	return somePixels
}

func listNumbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// rawPixels are the raw pictures of photos that could be read, rows of width numbers.
type rawPixels struct {
	photos []int
	rows   []float32
	width  int
}

// keepPixels leaves out photos that couldn't be read.
func (e Embedded) keepPixels(chosen []int) rawPixels {
	kept := rawPixels{rows: e.pixels.Data, width: e.pixels.Width}
	var rows []int
	for k, photo := range chosen {
		if e.row[photo] >= 0 {
			kept.photos, rows = append(kept.photos, photo), append(rows, k)
		}
	}
	if len(rows) < len(chosen) {
		var room []float32
		kept.rows = e.pixels.Pick(rows).Gather(0, len(rows), &room)
	}
	return kept
}

// pickOf are the elements of those numbers.
func pickOf[T any](list []T, numbers []int) []T {
	picked := make([]T, len(numbers))
	for k, i := range numbers {
		picked[k] = list[i]
	}
	return picked
}
