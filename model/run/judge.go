package run

import (
	"context"
	"errors"

	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/verify"
)

// sureFactor: below the distance of a sureFactor-th of the false match rate, two photos show the same person for sure.
const sureFactor = 10

// judge sets the scale and the thresholds, by the validation people and, where the recipe says so, by folds of the training
// people.
func (j *job) judge(ctx context.Context, training, validation train.Set) error {
	if !recipes.Of(j.model.Tower).HoldsOut() && ctx.Err() == nil {
		if err := j.choose(ctx, training, validation); ctx.Err() == nil {
			return err
		}
		j.outcome.Stopped = true // in the middle of it: the trained head stays, judged as below
		j.made.Way, j.made.Candidates = train.WayTrained, nil
	}
	scores, err := j.score(validation)
	if err != nil {
		return err
	}
	crossed, err := j.crossValidate(ctx, training)
	if err != nil {
		return err
	}
	return j.settle(evaluate.PoolScores(crossed, scores))
}

// refit trains the tower once more, on everybody who isn't tested, where the settings want it. After a stop the tower is as it was.
func (j *job) refit(ctx context.Context, training, validation train.Set) error {
	if !j.settings.Refit || !recipes.Of(j.model.Tower).HoldsOut() {
		return nil
	}
	err := ctx.Err()
	if err == nil {
		err = train.Refit(ctx, j.model.Tower, training.With(validation), j.settings, j.outcome.Best, func(e train.Event) {
			j.report(Event{Stage: Refitting, Done: (e.Epoch-1)*e.Steps + e.Step, Total: e.Epochs * e.Steps})
		})
	}
	if err == nil {
		return nil
	}
	j.settings.Refit = false // as the record shall say
	switch {
	case ctx.Err() != nil:
		j.outcome.Stopped = true
		return nil
	case errors.Is(err, train.ErrDiverged):
		j.outcome.Warnings = append(j.outcome.Warnings, train.Diverged)
		return nil
	}
	return err
}

// settle takes scale and thresholds from the scores of people held out; where these are too few to show the rate, the recipe face keeps the
// general thresholds of its recogniser, if its distances mean the same (see level).
func (j *job) settle(held evaluate.Scores) (err error) {
	best, ok := held.BestThreshold()
	general := j.model.Design.Input.Described() && j.levelled()
	if !ok && !general {
		return errors.New("the validation people have too few photos to set a threshold by: at least two people, and one with two photos that can be read, are needed")
	}
	if recipes.Of(j.model.Tower).Scaled && best > 0 {
		j.model.Scale = evaluate.PublishedThreshold / best
	}
	own, err := judgement(held.Times(j.model.Scale), errorrate.FMROr(j.options.FMR))
	if general && (err != nil || !own.ThresholdShown) {
		own, err = own.WithGeneral(errorrate.FMROr(j.options.FMR)), nil
	}
	j.model.Judgement = own
	return err
}

// crossValidate scores the training people in folds. After a stop there is no time for it: the validation people alone then
// set the thresholds.
func (j *job) crossValidate(ctx context.Context, training train.Set) (scores evaluate.Scores, err error) {
	if ctx.Err() != nil {
		return evaluate.Scores{}, nil
	}
	scores, err = train.CrossValidate(ctx, j.model.Tower, training, j.settings.Folds, j.settings.Seed, train.Trained(j.settings, j.outcome.Best), j.checking(0, 1, j.settings.Folds))
	if ctx.Err() != nil {
		j.outcome.Stopped = true
		return evaluate.Scores{}, nil
	}
	j.folds = j.settings.Folds
	return scores, err
}

// score scores all pairs of a set.
func (j *job) score(s train.Set) (evaluate.Scores, error) {
	embeddings, err := j.embed(s)
	if err != nil {
		return evaluate.Scores{}, err
	}
	return evaluate.Collect(background, embeddings, j.model.Design.Embedding, s.Person)
}

func (j *job) embed(s train.Set) (embeddings []float32, err error) {
	err = torch.Do(background, func() error {
		embeddings, err = j.model.Embeddings(s.Features)
		return err
	})
	return embeddings, err
}

// judgement takes the thresholds from the scores of people held out: the one for the rate, or a smaller one that errs less
// often on them, and the one for a tenth of the rate.
func judgement(s evaluate.Scores, rate float64) (tower.Judgement, error) {
	closest, ok := s.ClosestImpostor()
	if !ok {
		return tower.Judgement{}, errors.New("there are no two people held out of training to set a threshold by")
	}
	g := tower.Judgement{Rate: rate, Threshold: closest, Sure: closest, Genuine: s.Genuine().N(), Impostor: s.Impostor().N()}
	if t, ok := s.ThresholdAtFMR(rate); ok {
		g.Threshold, g.ThresholdShown = t, true
		if best, ok := s.BestThreshold(); ok {
			g.Threshold = min(t, best)
		}
	}
	if t, ok := s.ThresholdAtFMR(rate / sureFactor); ok {
		g.Sure, g.SureShown = t, true
	}
	g.Sure = min(g.Sure, g.Threshold)
	g.GenuineQuantiles = s.Genuine().Quantiles(tower.QuantileFractions...)
	g.ImpostorQuantiles = s.Impostor().Quantiles(tower.QuantileFractions...)
	return g, nil
}

// measure scores the test people, with the scale and without it, without intervals.
func (j *job) measure() error {
	test := j.set(dataset.Test)
	embeddings, err := j.embed(test)
	if err != nil {
		return err
	}
	j.tested, err = verify.ScoreEmbeddings(background, embeddings, j.model.Design.Embedding, j.files(dataset.Test), test.Person, nil)
	if err != nil {
		return err
	}
	unscaled, _ := j.tested.Scores.BalancedAccuracy(evaluate.PublishedThreshold * j.model.Scale)
	j.made.Test = Measured{
		People: j.tested.People, Photos: j.tested.Photos, Skipped: j.data.Unreadable(j.data.Of(dataset.Test)) + j.unreadable(dataset.Test),
		Metrics: evaluate.Measure(j.tested.Scores, j.model.Judgement.Threshold),
	}
	if j.made.Test.AccuracyAtHalf != nil {
		j.made.AccuracyAtHalfUnscaled = &unscaled
	}
	return nil
}
