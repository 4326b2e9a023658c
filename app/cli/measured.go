package cli

import (
	"fmt"
	"strconv"
	"strings"

	"siamface/model/evaluate"
	"siamface/model/format"
	"siamface/model/identify"
	"siamface/model/run"
	"siamface/model/verify"
)

// describeMeasured puts the figures of a measurement into lines: who, the accuracy, then the figures that need no threshold.
func describeMeasured(m run.Measured) []string {
	lines := []string{
		fmt.Sprintf("%s, %s: %s and %s.", countPeople(m.People), countNoun(m.Photos, "photo"),
			countNoun(m.Genuine, "genuine pair"), countNoun(m.Impostor, "impostor pair")),
		fmt.Sprintf("Balanced accuracy %s%s at the model's threshold %s, %s%s at 0.5.",
			formatPercent(m.Accuracy, m.Genuine), formatInterval(m, "accuracy"), formatDecimal(m.Threshold), formatPercent(m.AccuracyAtHalf, m.Genuine), formatInterval(m, "accuracy_at_half")),
		fmt.Sprintf("EER %s%s, AUC %s, d′ %s.", formatPercent(m.EER, m.Genuine), formatInterval(m, "eer"), formatDecimal(m.AUC), formatDecimal(m.DPrime)),
	}
	for _, at := range evaluate.Rates {
		name := strconv.FormatFloat(at, 'f', -1, 64)
		if fnmr := m.FNMRAtFMR[name]; fnmr != nil {
			lines = append(lines, fmt.Sprintf("FNMR %s at FMR %s %%%s.", formatPercent(fnmr, m.Genuine),
				strconv.FormatFloat(100*at, 'f', -1, 32), formatInterval(m, "fnmr_at_fmr_"+name)))
		}
	}
	if m.BestAccuracy != nil {
		lines = append(lines, fmt.Sprintf("Best possible on these very pairs: %s at %s.", formatPercent(m.BestAccuracy, m.Genuine), formatDecimal(m.BestThreshold)))
	}
	return lines
}

// describeThresholds says what the distances of a network that nobody has measured mean on the people scored.
func describeThresholds(thresholds map[string]float64) string {
	var parts []string
	for _, rate := range evaluate.Rates {
		if d, ok := thresholds[evaluate.RateName(rate)]; ok {
			parts = append(parts, fmt.Sprintf("%s for FMR %s %%", format.Distance(d), strconv.FormatFloat(100*rate, 'f', -1, 64)))
		}
	}
	if len(parts) == 0 {
		return "No thresholds are known of this network, and these people are too few to set one."
	}
	return "No thresholds are known of this network. On these people they are " + strings.Join(parts, ", ") + "."
}

// formatInterval is the interval of a fraction, to stand behind it; nothing where there is none.
func formatInterval(m run.Measured, figure string) string {
	i, ok := m.Interval[figure]
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (95 %%: %s to %s %%)", format.Percent(i[0], m.Genuine), format.Percent(i[1], m.Genuine))
}

// formatSpread is how sure the mean of an accuracy over folds is; nothing where fewer than two have one.
func formatSpread(spread map[string]evaluate.Spread) string {
	s := spread["accuracy"]
	if s.Folds < 2 {
		return ""
	}
	return fmt.Sprintf(" ± %s (standard error; standard deviation %s)", formatPercent(&s.Error, 0), formatPercent(&s.Deviation, 0))
}

// sayBaseline sets the figures of what needs no training beside the model's.
// Of very many photos, raw pixels are compared of so many as sampled says; 0 is all.
func sayBaseline(t *terminal, baseline map[string]evaluate.Metrics, sampled int) {
	if len(baseline) == 0 {
		return
	}
	t.say("For comparison, on the same pairs:")
	for _, b := range []struct{ name, words string }{{verify.BaselinePixels, "raw pixels"}, {verify.BaselineUntrained, "the untrained tower"}} {
		if m, ok := baseline[b.name]; ok {
			if words := b.words; b.name == verify.BaselinePixels && sampled > 0 {
				b.words = fmt.Sprintf("%s, of %s of people drawn", words, countNoun(sampled, "photo"))
			}
			t.say("  %s: EER %s, AUC %s", b.words, formatPercent(m.EER, m.Genuine), formatDecimal(m.AUC))
		}
	}
}

// sayLeftOut tells what was not scored as it should be.
func sayLeftOut(t *terminal, noFace *int, skipped int) {
	if noFace != nil && *noFace > 0 {
		t.say("No face was found on %s; the whole picture was scored.", countNoun(*noFace, "photo"))
	}
	if skipped > 0 {
		t.say("Skipped %s that can't be read.", countNoun(skipped, "file"))
	}
}

// sayIdentification says how well people are told among many.
func sayIdentification(t *terminal, r *identify.Result) {
	if r == nil {
		return
	}
	interval := func(name string) string {
		i, ok := r.Interval[name]
		if !ok {
			return ""
		}
		return fmt.Sprintf(" (95 %%: %s to %s %%)", format.Percent(i[0], r.Searches), format.Percent(i[1], r.Searches))
	}
	t.say("Identification, %s in %d folds, %s enrolled, %s of people who are known, %s of strangers:", countPeople(r.People), r.Folds,
		countNoun(r.Enrolled, "photo"), countNoun(r.Searches, "search", "searches"), countNoun(r.Strangers, "search", "searches"))
	t.say("  Rank 1 %s%s; among the closest 5 %s.", formatPercent(&r.Rank1, r.Searches), interval("rank_1"), formatPercent(&r.CMC[4], r.Searches))
	for _, rate := range identify.Rates {
		name := identify.RateName(rate)
		if dir, shown := r.DIRAtFPIR[name]; shown {
			t.say("  DIR %s%s at FPIR %s %%, below %.3f.", formatPercent(&dir, r.Searches), interval("dir_at_fpir_"+name),
				strconv.FormatFloat(100*rate, 'f', -1, 64), r.ThresholdAtFPIR[name])
		}
	}
}
