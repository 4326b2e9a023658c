package window

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/widgets"
)

// fewPeople is the number of test people below which a result is a hint and no more.
const fewPeople = 5

// describeGain says in a few words what a run has brought: how many times fewer errors the same pairs have than before training.
func describeGain(words *session.Words, r run.Report) string {
	if r.Test.EER == nil {
		return words.Text("gain.untested")
	}
	after := *r.Test.EER
	if r.Untrained == nil || r.Untrained.EER == nil {
		return words.Text("gain.eer", format.Percent(after, r.Test.Genuine))
	}
	before := *r.Untrained.EER
	const more, less = 1.25, 0.8
	switch {
	case after == 0 && before == 0:
		return words.Text("gain.noneagain")
	case after == 0:
		return words.Text("gain.none", format.Count(r.Test.Genuine+r.Test.Impostor))
	case before/after >= more:
		return words.Text("gain.fewer", formatTimes(before/after))
	case before/after > less:
		return words.Text("gain.same")
	}
	return words.Text("gain.worse")
}

// formatTimes writes a factor: one decimal, which a whole or a large one needs not.
func formatTimes(factor float64) string {
	if factor >= 10 {
		return strconv.FormatFloat(factor, 'f', 0, 64)
	}
	return strings.TrimSuffix(strconv.FormatFloat(factor, 'f', 1, 64), ".0")
}

// describeRun says how the run shown was measured, how long it took, where it is kept, and whether it is in use.
func (v *trainingView) describeRun(inUse bool) string {
	words, r := v.Words, v.shown.report
	var parts []string
	if r.Test.EER != nil {
		eer := format.Percent(*r.Test.EER, r.Test.Genuine) + " %"
		if ends, known := r.Test.Interval["eer"]; known {
			eer += " " + writeInterval(ends, r.Test.Genuine)
		}
		measured := words.Count("outcome.measured", r.Test.People, eer)
		if r.Untrained != nil && r.Untrained.EER != nil {
			measured = words.Text("outcome.before", measured, format.Percent(*r.Untrained.EER, r.Test.Genuine)+" %")
		}
		parts = append(parts, measured)
		if r.Test.People < fewPeople {
			parts = append(parts, words.Text("outcome.few"))
		}
	}
	took := format.Clock(time.Duration(r.Seconds * float64(time.Second)))
	if r.Stopped {
		parts = append(parts, words.Text("outcome.stopped", r.Epochs, r.Settings.Epochs))
	} else {
		parts = append(parts, words.Text("outcome.took", took))
	}
	parts = append(parts, words.Text("outcome.kept", filepath.Base(v.shown.folder)))
	if !inUse {
		parts = append(parts, words.Text("outcome.notused", v.ModelName()))
	}
	return strings.Join(parts, words.Text("outcome.space"))
}

// runNumbers are a run's figures of its test people.
func runNumbers(words *session.Words, r run.Report) []widgets.Number {
	m := r.Test
	row := func(key string, v *float64, interval string) widgets.Number {
		n := rateRow(words, key, v, m.Genuine, "")
		if ends, known := m.Interval[interval]; known && v != nil {
			n.Note = writeInterval(ends, m.Genuine)
		}
		return n
	}
	list := []widgets.Number{row("number.eer", m.EER, "eer")}
	if r.Untrained != nil {
		list = append(list, rateRow(words, "outcome.untrained", r.Untrained.EER, m.Genuine, ""))
	}
	return append(list,
		row("number.accuracy", m.Accuracy, "accuracy"),
		widgets.Number{Label: words.Text("number.threshold"), Value: writeNumber(m.Threshold, 3), Tip: words.Text("explain.threshold.model")},
		row("number.half", m.AccuracyAtHalf, "accuracy_at_half"),
		widgets.Number{Label: "AUC", Value: writeNumber(m.AUC, 3), Tip: words.Text("explain.auc")},
		widgets.Number{Label: words.Text("number.genuine"), Value: format.Count(m.Genuine), Tip: words.Text("explain.genuine")},
		widgets.Number{Label: words.Text("number.impostor"), Value: format.Count(m.Impostor), Tip: words.Text("explain.impostor")},
	)
}
