package run

import (
	"context"
	"math"

	"siamface/model/evaluate"
	"siamface/model/torch"
	"siamface/model/train"
)

// Candidate is a way to the head of the recipe face, or of one that is solved, with what cross-validation over the training and
// validation people gives it.
type Candidate struct {
	Way    string  `json:"way"`
	EER    float64 `json:"eer"`
	DPrime float64 `json:"d_prime"`
}

// With fewer people or photos than these, nothing is trained on aligned faces: chance would decide.
const (
	leastPeople = 8
	leastPhotos = 2
)

// chooseFolds is the number of folds in which candidates are compared.
const chooseFolds = 10

// choose gives the recipe face the best of three heads: untrained, whitened, and the one just trained. They are compared on
// training and validation people left out in turn, so that nobody ends with less than they began with. The chosen one's
// distances, out of the folds, set the thresholds. A head in closed form, and settings that a search found, are the only
// candidate: the search has compared already.
func (j *job) choose(ctx context.Context, training, validation train.Set) error {
	people := training.With(validation)
	ways := j.ways(people)
	scores, err := j.compare(ctx, people, ways)
	if err != nil {
		return err
	}
	best := pick(j.made.Candidates, scores[0].Genuine().N())
	j.made.Way, j.folds = ways[best].Name, chooseFolds
	if j.made.Way != train.WayTrained {
		if err := ways[best].Fit(background, j.model.Tower, people, func(train.Event) {}); err != nil {
			return err
		}
		if err := torch.Do(background, j.model.Keep); err != nil {
			return err
		}
	}
	if j.levelled() {
		j.model.Scale = level(scores[0], scores[best])
	}
	return j.settle(scores[best])
}

// levelled tells whether the head was compared with the untrained one, so that level can be told.
func (j *job) levelled() bool {
	return len(j.made.Candidates) > 0 && j.made.Candidates[0].Way == train.WayUntrained
}

// level is the number by which a head's distances are multiplied so that its best threshold is the untrained head's: whichever
// head is chosen, a distance means about the same. Without it, folds that end with different heads could not be pooled.
func level(untrained, chosen evaluate.Scores) float64 {
	u, known := untrained.BestThreshold()
	c, ok := chosen.BestThreshold()
	if !known || !ok || !(u > 0) || !(c > 0) {
		return 1
	}
	return u / c
}

// ways are the candidates.
func (j *job) ways(people train.Set) []train.Way {
	if j.settings.Epochs == 0 {
		return []train.Way{j.settings.Way()}
	}
	trained := train.Trained(j.settings, max(1, j.outcome.Best))
	if len(j.options.Trials) > 0 {
		return []train.Way{trained}
	}
	ways := []train.Way{train.Untrained(j.settings)}
	if enough(people.Person) {
		ways = append(ways, train.WhitenedFaces(), trained)
	}
	return ways
}

// compare cross-validates the ways.
func (j *job) compare(ctx context.Context, people train.Set, ways []train.Way) ([]evaluate.Scores, error) {
	var all []evaluate.Scores
	for i, way := range ways {
		s, err := train.CrossValidate(ctx, j.model.Tower, people, chooseFolds, j.settings.Seed, way, j.checking(i, len(ways), chooseFolds))
		if err != nil {
			return nil, err
		}
		eer, _ := s.EER()
		separation, _ := s.DPrime()
		all = append(all, s)
		j.made.Candidates = append(j.made.Candidates, Candidate{ways[i].Name, eer, separation})
	}
	return all, nil
}

// foldParts is how finely Checking tells how far a fold is.
const foldParts = 100

// checking reports the progress of the cross-validation of one of some ways, also where a fold is solved and has no steps.
func (j *job) checking(way, ways, folds int) func(fold int, e train.Event) {
	return func(fold int, e train.Event) {
		part := foldParts // done
		if steps := e.Epochs * e.Steps; steps > 0 {
			part = foldParts * ((e.Epoch-1)*e.Steps + e.Step) / steps
		}
		j.report(Event{Stage: Checking, Done: (way*folds+fold-1)*foldParts + part, Total: ways * folds * foldParts})
	}
}

// pick is the candidate with the least EER; among those whose EER lies within the 95 % interval of the least one, whose are
// hardly to be told apart, the one with the greatest d′.
func pick(candidates []Candidate, genuine int) int {
	least := math.Inf(1)
	for _, c := range candidates {
		least = min(least, c.EER)
	}
	limit, best := upper(least, genuine), -1
	for i, c := range candidates {
		if c.EER <= limit && (best < 0 || c.DPrime > candidates[best].DPrime) {
			best = i
		}
	}
	return best
}

// upper is the upper end of Wilson's 95 % interval of a rate seen on n pairs.
func upper(rate float64, n int) float64 {
	const z = 1.96
	k := float64(max(n, 1))
	return (rate + z*z/(2*k) + z*math.Sqrt(rate*(1-rate)/k+z*z/(4*k*k))) / (1 + z*z/k)
}

func enough(person []int) bool {
	photos := map[int]int{}
	for _, p := range person {
		photos[p]++
	}
	for _, n := range photos {
		if n < leastPhotos {
			return false
		}
	}
	return len(photos) >= leastPeople
}
