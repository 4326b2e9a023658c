package run

import (
	"context"
	"errors"

	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/face"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
)

// calibration is what the stage calibrate gives: what distances mean, by people held out of training.
type calibration struct {
	scale      float64 // of the embeddings
	judgement  tower.Judgement
	folds      int         // that it comes from; 0 is the validation people alone
	method     string      // of the head that was chosen, where heads were compared
	candidates []Candidate // that it was chosen from
	stopped    bool        // before all people held out were scored
}

// calibrate sets the scale and the thresholds, by the validation people and, where the recipe says so, by folds of the training
// people. It chooses the head too where the recipe compares heads; best is the epoch that training kept.
func calibrate(ctx context.Context, p plan, t photoTable, best int) (calibration, error) {
	var c calibration
	if !p.recipe.HoldsOut() && ctx.Err() == nil {
		chosen, err := chooseHead(ctx, p, t, best)
		if ctx.Err() == nil {
			return chosen, err
		}
		c = calibration{method: train.MethodTrained, stopped: true} // in the middle of it: the trained head stays, calibrated as below
	}
	scores, err := scorePairs(p.model, t.pickSet(dataset.Validation))
	if err != nil {
		return c, err
	}
	crossed, err := crossValidate(ctx, p, t.pickSet(dataset.Train), best)
	switch {
	case ctx.Err() != nil: // there is no time for it: the validation people alone set the thresholds
		c.stopped, crossed = true, evaluate.Scores{}
	case err != nil:
		return c, err
	default:
		c.folds = p.settings.Folds
	}
	return c.settle(p, evaluate.PoolScores(crossed, scores), 1)
}

// crossValidate scores the training people in folds.
func crossValidate(ctx context.Context, p plan, training train.Set, best int) (evaluate.Scores, error) {
	if err := ctx.Err(); err != nil {
		return evaluate.Scores{}, err
	}
	folds := p.settings.Folds
	return train.CrossValidate(ctx, p.model.Tower, training, folds, p.settings.Seed, train.Trained(p.settings, best), p.kept.within(Checking), reportChecking(p, []int{foldParts}, 0, folds))
}

// settle takes scale and thresholds from the scores of people held out, times a first scale. Where these are too few to show the rate,
// the recipe face keeps the general thresholds of its recogniser, if its distances mean the same (see matchScale).
func (c calibration) settle(p plan, held evaluate.Scores, scale float64) (calibration, error) {
	best, ok := held.BestThreshold()
	general := p.recipe.Input.Described() && face.Current().Measured() && comparedUntrained(c.candidates)
	if !ok && !general {
		return c, errors.New("the validation people have too few photos to set a threshold by: at least two people, and one with two photos that can be read, are needed")
	}
	if c.scale = scale; p.recipe.Scaled && best > 0 {
		c.scale = evaluate.PublishedThreshold / best
	}
	rate := errorrate.FMROr(p.options.FMR)
	own, err := setThresholds(held.Times(c.scale), rate)
	if general && (err != nil || !own.ThresholdShown) {
		own, err = own.WithGeneral(rate), nil
	}
	c.judgement = own
	return c, err
}

// sureFactor: below the distance of a sureFactor-th of the false match rate, two photos show the same person for sure.
const sureFactor = 10

// fewPeople: the impostor pairs of fewer people held out are of so few pairs of people (10 of five), however many photos there are, that
// they say little of strangers.
const fewPeople = 5

// leastSure is a distance below which nothing is told apart.
const leastSure = 1e-6

// setThresholds takes the thresholds from the scores of people held out: the one for the rate, or a smaller one that errs less
// often on them, and the one for a tenth of the rate.
//
// Where there are too few pairs to show the rate, the closest impostor of so few is no bound for strangers: half of the next ones come
// closer. Then the threshold is the middle of the gap before that impostor. Where there are few pairs or few people, photos show the same
// person for sure only where those held out were: below the other side of the gap. Within it nobody was seen, and the verdict is unsure.
func setThresholds(s evaluate.Scores, rate float64) (tower.Judgement, error) {
	gap, ok := s.GapBeforeImpostors()
	if !ok {
		return tower.Judgement{}, errors.New("there are no two people held out of training to set a threshold by")
	}
	g := tower.Judgement{Rate: rate, Threshold: gap.Middle(), Sure: gap.From, Genuine: s.Genuine().N(), Impostor: s.Impostor().N()}
	few := s.People() > 0 && s.People() < fewPeople
	if t, ok := s.ThresholdAtFMR(rate); ok {
		g.Threshold, g.ThresholdShown = t, true
		if best, ok := s.BestThreshold(); ok {
			g.Threshold = min(t, best)
		}
		if !few {
			g.Sure = gap.To
		}
	}
	if t, ok := s.ThresholdAtFMR(rate / sureFactor); ok && !few {
		g.Sure, g.SureShown = t, true
	}
	if g.Sure < leastSure { // no pair of one person was closer than all others
		g.Sure = g.Threshold
	}
	g.Sure = min(g.Sure, g.Threshold)
	g.GenuineQuantiles = s.Genuine().Quantiles(tower.QuantileFractions...)
	g.ImpostorQuantiles = s.Impostor().Quantiles(tower.QuantileFractions...)
	return g, nil
}

// scorePairs scores all pairs of a set.
func scorePairs(m *tower.Model, s train.Set) (evaluate.Scores, error) {
	embeddings, err := embedSet(m, s)
	if err != nil {
		return evaluate.Scores{}, err
	}
	return evaluate.Collect(background, embeddings, m.Design.Embedding, s.Person, nil)
}

func embedSet(m *tower.Model, s train.Set) (embeddings []float32, err error) {
	err = tower.WithRoom(background, m.Tower, func() error {
		return torch.Do(background, func() error {
			embeddings, err = m.ComputeEmbeddings(s.Features)
			return err
		})
	})
	return embeddings, err
}
