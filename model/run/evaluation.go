package run

import (
	"context"
	"math"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/pairlist"
	"siamface/model/tower"
	"siamface/model/verify"
)

// Evaluation is a model with the pairs of photos that it scored, and what is measured of them. The command line, the window and the
// report share it. What takes longer comes by methods, each of which gives a fuller Evaluation.
type Evaluation struct {
	Measured // with intervals after MeasureIntervals
	Model    *tower.Model
	Scored   verify.Scored
	Root     string                     // the folder
	Data     *dataset.Dataset           // what was found in it; nil for a list of pairs
	People   []dataset.Person           // of Data, who were scored
	NoFace   *int                       // photos that were scored as whole pictures; nil for recipes that look for no face
	Baseline map[string]evaluate.Scores // after ScoreBaselines, as verify.Scored.Baseline has it
	// Folds are those of a list that is divided, where each has its own threshold, and Spread how the figures vary over them, by name.
	// MeasureIntervals measures them.
	Folds  []evaluate.FoldMetrics
	Spread map[string]evaluate.Spread
	// Identification is how well people are told among many, after MeasureIdentification.
	Identification *identify.Result

	watch *evaluationWatch
}

// Wanted says what is to come of an evaluation, and who is told how far it is.
type Wanted struct {
	Intervals, Baselines bool        // that MeasureIntervals and ScoreBaselines follow
	Report               func(Event) // may be nil
}

// EvaluatePeople scores all pairs of photos of people, who are some of those of d.
func EvaluatePeople(ctx context.Context, m *tower.Model, d *dataset.Dataset, people []dataset.Person, w Wanted) (Evaluation, error) {
	made, err := ReadRecord(m.Record)
	if err != nil {
		return Evaluation{}, err
	}
	watch := watchEvaluation(m, made, d, people, w)
	var seed *uint64
	if w.Baselines {
		seed = &made.Settings.Seed
	}
	s, err := verify.ScorePeople(ctx, m, d, people, seed, watch.tellScoring)
	if err != nil {
		return Evaluation{}, err
	}
	e := evaluateScored(m, s, d.Root, d.Unreadable(people))
	e.Data, e.People, e.watch = d, people, watch
	return e, nil
}

// EvaluateList scores the pairs of a list, whose files are relative to root.
func EvaluateList(ctx context.Context, m *tower.Model, root string, pairs []pairlist.Pair, w Wanted) (Evaluation, error) {
	made, err := ReadRecord(m.Record)
	if err != nil {
		return Evaluation{}, err
	}
	watch := watchList(m, made, pairs, w)
	s, err := verify.ScoreList(ctx, m, root, pairs, w.Baselines, watch.tellScoring)
	if err != nil {
		return Evaluation{}, err
	}
	e := evaluateScored(m, s, root, 0)
	e.watch = watch
	return e, nil
}

// evaluateScored takes the figures that need no bootstrap; unreadable counts photos that were left out before.
func evaluateScored(m *tower.Model, s verify.Scored, root string, unreadable int) Evaluation {
	e := Evaluation{Model: m, Scored: s, Root: root, Measured: Measured{
		People: s.People, Photos: s.Photos, Skipped: unreadable + len(s.Skipped), Metrics: evaluate.Measure(s.Scores, m.Judgement.Threshold),
	}}
	if m.Design.Input.FindsFaces() {
		e.NoFace = &s.NoFace
	}
	return e
}

// MeasureIntervals takes the intervals of the figures. Where an untrained model scored a list that is divided, it judges each fold at the
// threshold of best accuracy on the others.
func (e Evaluation) MeasureIntervals(ctx context.Context) (Evaluation, error) {
	e.watch.tell(Measuring, 0, 1)
	var err error
	if e.Metrics, err = evaluate.MeasureWithIntervals(ctx, e.Scored.Scores, e.Model.Judgement.Threshold); err != nil {
		return e, err
	}
	if !e.Model.Untrained || len(e.Scored.Folds) < 2 {
		return e, nil
	}
	if e.Folds, err = evaluate.AcrossFolds(e.Scored.Folds); err != nil {
		return e, err
	}
	e.Spread = evaluate.MeasureSpreads(e.Folds)
	e.Metrics, err = e.WithFolds(ctx, e.Scored.Folds, e.Folds)
	return e, err
}

// MeasureIdentification measures how well people are told among many, by the embeddings of the photos that were scored.
func (e Evaluation) MeasureIdentification(ctx context.Context) (Evaluation, error) {
	found, err := e.Scored.Identify(ctx)
	e.Identification = &found
	return e, err
}

// ScoreBaselines scores the same pairs by what needs no training: raw pixels, and the model's tower as it started.
func (e Evaluation) ScoreBaselines(ctx context.Context) (Evaluation, error) {
	made, err := ReadRecord(e.Model.Record)
	if err != nil {
		return e, err
	}
	e.Baseline, err = e.Scored.Baseline(ctx, e.Model, made.Settings.Seed, e.watch.tellScoring)
	e.watch.remember()
	return e, err
}

// MeasureBaselines takes the figures of baselines, with intervals; they have no threshold of their own.
func MeasureBaselines(ctx context.Context, baseline map[string]evaluate.Scores) (map[string]evaluate.Metrics, error) {
	all := map[string]evaluate.Metrics{}
	for name, s := range baseline {
		var err error
		if all[name], err = evaluate.MeasureWithIntervals(ctx, s, math.NaN()); err != nil {
			return nil, err
		}
	}
	return all, nil
}
