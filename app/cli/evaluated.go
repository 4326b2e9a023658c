package cli

import (
	"context"
	"fmt"

	"siamface/model/evaluate"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/verify"
)

// evaluated is the result of the verb evaluate.
type evaluated struct {
	run.Measured
	// NoFace counts the photos that were scored as whole pictures; nil for recipes that look for no face.
	NoFace *int `json:"no_face,omitempty"`
	// Folds are those of a list that is divided, where each has its own threshold.
	Folds []evaluate.FoldMetrics `json:"folds,omitempty"`

	material report.Material
}

func (p *program) sayEvaluated(e evaluated) {
	lines := measured(e.Measured)
	if len(e.Folds) > 0 {
		lines[1] = fmt.Sprintf("Balanced accuracy %s, the mean of %d folds%s, each at the best threshold of the others (%s on average); %s%s at 0.5.",
			percent(e.Accuracy), len(e.Folds), deviation(e.Folds), decimal(e.Threshold), percent(e.AccuracyAtHalf), between(e.Measured, "accuracy_at_half"))
	}
	for _, line := range lines {
		p.say("%s", line)
	}
	for _, f := range e.Folds {
		p.say("  fold %s: %s at %s; %s, %s", shown(f.Fold), percent(f.Accuracy), decimal(f.Threshold),
			count(f.Genuine, "genuine pair"), count(f.Impostor, "impostor pair"))
	}
	p.sayLeftOut(e.NoFace, e.Skipped)
}

// sayLeftOut tells what was not scored as it should be.
func (p *program) sayLeftOut(noFace *int, skipped int) {
	if noFace != nil && *noFace > 0 {
		p.say("No face was found on %s; the whole picture was scored.", count(*noFace, "photo"))
	}
	if skipped > 0 {
		p.say("Skipped %s that can't be read.", count(skipped, "file"))
	}
}

// deviation says how much the accuracy differs from fold to fold; nothing where fewer than two have one.
func deviation(folds []evaluate.FoldMetrics) string {
	s := evaluate.SpreadOf(folds, func(f evaluate.FoldMetrics) *float64 { return f.Accuracy })
	if s == nil || s.Folds < 2 {
		return ""
	}
	return fmt.Sprintf(" (standard deviation %s)", percent(&s.Deviation))
}

// measure takes the figures of scored pairs, with their intervals.
func measure(ctx context.Context, m *tower.Model, s verify.Scored, skipped int) (evaluated, error) {
	metrics, err := evaluate.MeasureWithIntervals(ctx, s.Scores, m.Judgement.Threshold)
	if err != nil {
		return evaluated{}, err
	}
	e := evaluated{Measured: run.Measured{People: s.People, Photos: s.Photos, Skipped: skipped, Metrics: metrics}}
	if m.Recipe.Name == tower.Face {
		e.NoFace = &s.NoFace
	}
	if !m.Untrained || len(s.Folds) < 2 {
		return e, nil
	}
	folds, err := evaluate.AcrossFolds(s.Folds)
	e.Folds, e.Metrics = folds, e.WithFolds(folds)
	return e, err
}
