package run

import (
	"errors"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/verify"
)

// The false match rates of the two thresholds: from the first's distance on two photos show different people, below the
// second's the same person.
const (
	thresholdRate = 0.01
	sureRate      = 0.001
)

// judge sets the scale and the thresholds by the validation people.
func (j *job) judge(validation train.Set) error {
	scores, err := j.score(validation)
	if err != nil {
		return err
	}
	best, ok := scores.BestThreshold()
	if !ok {
		return errors.New("the validation people have too few photos to set a threshold by: at least two people, and one with two photos that can be read, are needed")
	}
	if !(best > 0) {
		best = evaluate.Half
	}
	j.model.Scale = evaluate.Half / best
	if scores, err = j.score(validation); err != nil {
		return err
	}
	j.model.Judgement, err = judgement(scores)
	return err
}

// score scores all pairs of a set.
func (j *job) score(s train.Set) (evaluate.Scores, error) {
	embeddings, err := j.embed(s)
	if err != nil {
		return evaluate.Scores{}, err
	}
	return evaluate.Collect(embeddings, j.model.Recipe.Embedding, s.Person)
}

func (j *job) embed(s train.Set) (embeddings []float32, err error) {
	err = torch.Do(background, func() error {
		embeddings, err = j.model.Embeddings(s.Features)
		return err
	})
	return embeddings, err
}

// judgement takes the thresholds from the scores of the validation people.
func judgement(s evaluate.Scores) (tower.Judgement, error) {
	closest, ok := s.ClosestImpostor()
	if !ok {
		return tower.Judgement{}, errors.New("there are no two validation people to set a threshold by")
	}
	g := tower.Judgement{Threshold: closest, Sure: closest, Genuine: len(s.Genuine()), Impostor: len(s.Impostor())}
	if t, ok := s.ThresholdAtFMR(thresholdRate); ok {
		g.Threshold, g.ThresholdShown = t, true
	}
	if t, ok := s.ThresholdAtFMR(sureRate); ok {
		g.Sure, g.SureShown = t, true
	}
	g.Sure = min(g.Sure, g.Threshold)
	g.GenuineQuantiles = evaluate.Quantiles(s.Genuine(), tower.QuantileFractions...)
	g.ImpostorQuantiles = evaluate.Quantiles(s.Impostor(), tower.QuantileFractions...)
	return g, nil
}

// measure scores the test people, with the scale and without it.
func (j *job) measure() error {
	test := j.set(dataset.Test)
	embeddings, err := j.embed(test)
	if err != nil {
		return err
	}
	skipped := append(j.data.Skipped, j.made.Skipped...)
	j.tested, err = verify.FromEmbeddings(embeddings, j.model.Recipe.Embedding, j.files(dataset.Test), test.Person, skipped)
	if err != nil {
		return err
	}
	unscaled, _ := j.tested.Scores.BalancedAccuracy(evaluate.Half * j.model.Scale)
	j.made.Test = Measured{
		People: j.tested.People, Photos: j.tested.Photos, Skipped: len(skipped),
		Metrics: evaluate.Measure(j.tested.Scores, j.model.Judgement.Threshold),
	}
	if j.made.Test.AccuracyAtHalf != nil {
		j.made.AccuracyAtHalfUnscaled = &unscaled
	}
	return nil
}
