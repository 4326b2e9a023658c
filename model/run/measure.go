package run

import (
	"math"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/tower"
	"siamface/model/verify"
)

// Measured are the figures of some people's pairs.
type Measured struct {
	People  int `json:"people"`
	Photos  int `json:"photos"`
	Skipped int `json:"skipped"`
	evaluate.Metrics
}

// measured is what the stage measure gives.
type measured struct {
	Measured
	unscaled *float64 // the balanced accuracy at 0.5 without the scale; nil without pairs
	scored   verify.Scored

	untrained *evaluate.Metrics // of the same pairs, before anything was learned
}

// measureUntrained takes the figures of the test people by the tower as it is before it learns, without a threshold.
func measureUntrained(p plan, t photoTable) (*evaluate.Metrics, error) {
	scores, err := scorePairs(p.model, t.pickSet(dataset.Test))
	if err != nil {
		return nil, err
	}
	m := evaluate.Measure(scores, math.NaN())
	return &m, nil
}

// measure scores the test people, with the scale and without it, without intervals.
func measure(m *tower.Model, t photoTable) (measured, error) {
	test := t.pickSet(dataset.Test)
	embeddings, err := embedSet(m, test)
	if err != nil {
		return measured{}, err
	}
	s, err := verify.ScoreEmbeddings(background, embeddings, m.Design.Embedding, t.listFiles(dataset.Test), test.Person, nil, nil)
	if err != nil {
		return measured{}, err
	}
	result := measured{scored: s, Measured: Measured{
		People: s.People, Photos: s.Photos, Skipped: t.data.Unreadable(t.data.Of(dataset.Test)) + t.countUnreadable(dataset.Test),
		Metrics: evaluate.Measure(s.Scores, m.Judgement.Threshold),
	}}
	if result.AccuracyAtHalf != nil {
		unscaled, _ := s.Scores.BalancedAccuracy(evaluate.PublishedThreshold * m.Scale)
		result.unscaled = &unscaled
	}
	return result, nil
}
