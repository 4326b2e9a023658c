package run

import (
	"context"
	"math"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/torch"
	"siamface/model/train"
)

// Candidate is a method for the head of the recipe face, or of one that is solved, with what cross-validation over the training and
// validation people gives it.
type Candidate struct {
	HeadMethod string  `json:"way"`
	EER        float64 `json:"eer"`
	DPrime     float64 `json:"d_prime"`
}

// With fewer people or photos than these, nothing is trained on aligned faces: chance would decide.
const (
	leastPeople = 8
	leastPhotos = 2
)

// headFolds is the number of folds in which heads are compared.
const headFolds = 10

// chooseHead gives the recipe face the best of three heads: untrained, whitened, and the one just trained. They are compared on
// training and validation people left out in turn, so that nobody ends with less than they began with. The chosen one's
// distances, out of the folds, set the thresholds. A head in closed form, and settings that a search found, are the only
// candidate: the search has compared already.
func chooseHead(ctx context.Context, p plan, t photoTable, best int) (calibration, error) {
	people := t.pickSet(dataset.Train, dataset.Validation)
	methods := listMethods(p, people, best)
	candidates, scores, err := compareHeads(ctx, p, people, methods)
	if err != nil {
		return calibration{}, err
	}
	i := pickCandidate(candidates, scores[0].Genuine().N())
	if methods[i].Name != train.MethodTrained {
		if err := methods[i].Fit(background, p.model.Tower, people, nil, nil); err != nil {
			return calibration{}, err
		}
		if err := torch.Do(background, p.model.CommitHead); err != nil {
			return calibration{}, err
		}
	}
	scale := 1.0
	if comparedUntrained(candidates) {
		scale = matchScale(scores[0], scores[i])
	}
	return calibration{method: methods[i].Name, candidates: candidates, folds: headFolds}.settle(p, scores[i], scale)
}

// comparedUntrained tells whether the head was compared with the untrained one, so that its distances can be scaled to mean the same.
func comparedUntrained(candidates []Candidate) bool {
	return len(candidates) > 0 && candidates[0].HeadMethod == train.MethodUntrained
}

// matchScale is the number by which a head's distances are multiplied so that its best threshold is the untrained head's: whichever
// head is chosen, a distance means about the same. Without it, folds that end with different heads could not be pooled.
func matchScale(untrained, chosen evaluate.Scores) float64 {
	u, known := untrained.BestThreshold()
	c, ok := chosen.BestThreshold()
	if !known || !ok || !(u > 0) || !(c > 0) {
		return 1
	}
	return u / c
}

// listMethods are the methods that are compared.
func listMethods(p plan, people train.Set, best int) []train.HeadMethod {
	if p.settings.Epochs == 0 {
		return []train.HeadMethod{p.settings.HeadMethod()}
	}
	trained := train.Trained(p.settings, max(1, best))
	if len(p.options.Trials) > 0 {
		return []train.HeadMethod{trained}
	}
	methods := []train.HeadMethod{train.Untrained(p.settings)}
	if areEnough(people.Person) {
		methods = append(methods, train.WhitenedFaces(), trained)
	}
	return methods
}

// compareHeads cross-validates the methods.
func compareHeads(ctx context.Context, p plan, people train.Set, methods []train.HeadMethod) ([]Candidate, []evaluate.Scores, error) {
	var candidates []Candidate
	var all []evaluate.Scores
	weights := weighMethods(methods)
	for i, method := range methods {
		s, err := train.CrossValidate(ctx, p.model.Tower, people, headFolds, p.settings.Seed, method, p.keepMethod(method), reportChecking(p, weights, i, headFolds))
		if err != nil {
			return nil, nil, err
		}
		eer, _ := s.EER()
		separation, _ := s.DPrime()
		candidates, all = append(candidates, Candidate{method.Name, eer, separation}), append(all, s)
	}
	return candidates, all, nil
}

// keepMethod is where the folds of one of some methods are kept.
func (p plan) keepMethod(method train.HeadMethod) train.Keeper {
	keep := p.kept.within(Checking)
	if keep == nil {
		return nil
	}
	return keep.Within(method.Name)
}

// foldParts is how finely Checking tells how far a fold is.
const foldParts = 100

// weighMethods says in how many parts a fold of each method is told: one that is solved takes next to nothing beside one that is trained.
func weighMethods(methods []train.HeadMethod) []int {
	weights := make([]int, len(methods))
	for i, m := range methods {
		if weights[i] = foldParts; m.Name != train.MethodTrained && methods[len(methods)-1].Name == train.MethodTrained {
			weights[i] = 1
		}
	}
	return weights
}

// reportChecking reports the progress of the cross-validation of one of some methods, also where a fold is solved and has no steps.
func reportChecking(p plan, weights []int, method, folds int) func(fold int, e train.Event) {
	before, total := 0, 0
	for i, w := range weights {
		total += w * folds
		if i < method {
			before += w * folds
		}
	}
	return func(fold int, e train.Event) {
		p.tellMemory(e.Warnings)
		part := weights[method] // done
		if steps := e.Epochs * e.Steps; steps > 0 {
			part = part * ((e.Epoch-1)*e.Steps + e.Step) / steps
		}
		p.report(Event{Stage: Checking, Done: before + (fold-1)*weights[method] + part, Total: total})
	}
}

// pickCandidate is the candidate with the least EER; among those whose EER lies within the 95 % interval of the least one, whose are
// hardly to be told apart, the one with the greatest d′.
func pickCandidate(candidates []Candidate, genuine int) int {
	least := math.Inf(1)
	for _, c := range candidates {
		least = min(least, c.EER)
	}
	limit, best := wilsonUpper(least, genuine), -1
	for i, c := range candidates {
		if c.EER <= limit && (best < 0 || c.DPrime > candidates[best].DPrime) {
			best = i
		}
	}
	return best
}

// wilsonUpper is the upper end of Wilson's 95 % interval of a rate seen on n pairs.
func wilsonUpper(rate float64, n int) float64 {
	const z = 1.96
	k := float64(max(n, 1))
	return (rate + z*z/(2*k) + z*math.Sqrt(rate*(1-rate)/k+z*z/(4*k*k))) / (1 + z*z/k)
}

func areEnough(person []int) bool {
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
