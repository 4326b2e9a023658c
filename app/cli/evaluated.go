package cli

import (
	"context"
	"fmt"
	"math"

	"siamface/model/audit"
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
	// Spread is how the figures vary over them, by their names.
	Spread map[string]evaluate.Spread `json:"spread,omitempty"`
	// List is what became of a list of pairs.
	List *listOfPairs `json:"list,omitempty"`
	// Baseline are the figures of the same pairs by raw pixels and, for a trained model, by its tower before training; left out
	// by --no-baseline.
	Baseline map[string]evaluate.Metrics `json:"baseline,omitempty"`
	// Audit is what makes the figures doubtful about the photos scored.
	Audit []audit.Finding `json:"audit"`

	scores   map[string]evaluate.Scores // of the baseline
	material report.Material
}

func (p *program) sayEvaluated(e evaluated) {
	lines := measured(e.Measured)
	if len(e.Folds) > 0 {
		lines[1] = fmt.Sprintf("Balanced accuracy %s%s%s, the mean of %d folds, each at the best threshold of the others (%s on average); %s%s at 0.5.",
			percent(e.Accuracy), plusMinus(e.Spread), between(e.Measured, "accuracy"), len(e.Folds), decimal(e.Threshold), percent(e.AccuracyAtHalf), between(e.Measured, "accuracy_at_half"))
	}
	for _, line := range lines {
		p.say("%s", line)
	}
	for _, f := range e.Folds {
		p.say("  fold %s: %s at %s; %s, %s", shown(f.Fold), percent(f.Accuracy), decimal(f.Threshold),
			count(f.Genuine, "genuine pair"), count(f.Impostor, "impostor pair"))
	}
	p.sayBaseline(e.Baseline)
	p.sayLeftOut(e.NoFace, e.Skipped)
	p.sayList(e.List)
}

// sayBaseline sets the figures of what needs no training beside the model's.
func (p *program) sayBaseline(baseline map[string]evaluate.Metrics) {
	if len(baseline) == 0 {
		return
	}
	p.say("For comparison, on the same pairs:")
	for _, b := range []struct{ name, words string }{{verify.BaselinePixels, "raw pixels"}, {verify.BaselineUntrained, "the untrained tower"}} {
		if m, ok := baseline[b.name]; ok {
			p.say("  %s: EER %s, AUC %s", b.words, percent(m.EER), decimal(m.AUC))
		}
	}
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

// plusMinus is how sure the mean of an accuracy over folds is; nothing where fewer than two have one.
func plusMinus(spread map[string]evaluate.Spread) string {
	s := spread["accuracy"]
	if s.Folds < 2 {
		return ""
	}
	return fmt.Sprintf(" ± %s (standard error; standard deviation %s)", percent(&s.Error), percent(&s.Deviation))
}

// measure takes the figures of scored pairs, with their intervals, and those of what needs no training.
func (p *program) measure(ctx context.Context, m *tower.Model, s verify.Scored, skipped int, asked evaluation) (evaluated, error) {
	metrics, err := evaluate.MeasureWithIntervals(ctx, s.Scores, m.Judgement.Threshold)
	if err != nil {
		return evaluated{}, err
	}
	e := evaluated{Measured: run.Measured{People: s.People, Photos: s.Photos, Skipped: skipped, Metrics: metrics}, Audit: []audit.Finding{}}
	if !asked.noBaseline {
		if err := e.compareWith(ctx, m, s); err != nil {
			return evaluated{}, err
		}
	}
	if m.Recipe.FindsFaces {
		e.NoFace = &s.NoFace
	}
	if !m.Untrained || len(s.Folds) < 2 {
		return e, nil
	}
	if e.Folds, err = evaluate.AcrossFolds(s.Folds); err != nil {
		return evaluated{}, err
	}
	e.Spread = evaluate.Spreads(e.Folds)
	e.Metrics, err = e.WithFolds(ctx, s.Folds, e.Folds)
	return e, err
}

// compareWith takes the figures of the same pairs by what needs no training; those have no threshold of their own.
func (e *evaluated) compareWith(ctx context.Context, m *tower.Model, s verify.Scored) error {
	made, err := run.ReadRecord(m.Record)
	if err != nil {
		return err
	}
	if e.scores, err = s.Baseline(ctx, m, made.Settings.Seed); err != nil {
		return err
	}
	e.Baseline, err = measureAll(ctx, e.scores)
	return err
}

func measureAll(ctx context.Context, scores map[string]evaluate.Scores) (map[string]evaluate.Metrics, error) {
	all := map[string]evaluate.Metrics{}
	for name, s := range scores {
		var err error
		if all[name], err = evaluate.MeasureWithIntervals(ctx, s, math.NaN()); err != nil {
			return nil, err
		}
	}
	return all, nil
}
