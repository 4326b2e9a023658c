package cli

import (
	"fmt"
	"strconv"
	"time"

	"siamface/model/evaluate"
	"siamface/model/run"
	"siamface/model/spelling"
)

// count is a number with its noun, which forms its plural with an s unless one is given: "1 photo", "2 photos".
func count(n int, noun string, plural ...string) string {
	if n == 1 {
		return "1 " + noun
	}
	if len(plural) > 0 {
		return fmt.Sprintf("%d %s", n, plural[0])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// people is count for people.
func people(n int) string { return count(n, "person", "people") }

// percent shows a fraction as such; "unknown" where there is none.
func percent(fraction *float64) string {
	if fraction == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.1f %%", 100**fraction)
}

// decimal shows a number with four decimals; "unknown" where there is none.
func decimal(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.4f", *v)
}

// span shows how long something takes, to the second.
func span(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
	if s >= 60 {
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d s", s)
}

// bytes shows a size in powers of 1000.
func bytes(n int64) string {
	const units = "kMGT"
	if n < 1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	v, unit := float64(n)/1000, 0
	for v >= 1000 && unit < len(units)-1 {
		v, unit = v/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", v, units[unit])
}

// shown is a file's name fit for a terminal, on one line.
func shown(name string) string { return spelling.Show(name) }

// measured puts the figures of a measurement into lines: who, the accuracy, then the figures without a threshold of the model.
func measured(m run.Measured) []string {
	lines := []string{
		fmt.Sprintf("%s, %s: %s and %s.", people(m.People), count(m.Photos, "photo"),
			count(m.Genuine, "genuine pair"), count(m.Impostor, "impostor pair")),
		fmt.Sprintf("Balanced accuracy %s%s at the model's threshold %s, %s%s at 0.5.",
			percent(m.Accuracy), between(m, "accuracy"), decimal(m.Threshold), percent(m.AccuracyAtHalf), between(m, "accuracy_at_half")),
		fmt.Sprintf("EER %s%s, AUC %s, d′ %s.", rate(m.EER, m.Genuine), between(m, "eer"), decimal(m.AUC), decimal(m.DPrime)),
	}
	for _, at := range evaluate.Rates {
		name := strconv.FormatFloat(at, 'f', -1, 64)
		if fnmr := m.FNMRAtFMR[name]; fnmr != nil {
			lines = append(lines, fmt.Sprintf("FNMR %s at FMR %s %%%s.", rate(fnmr, m.Genuine),
				strconv.FormatFloat(100*at, 'f', -1, 64), between(m, "fnmr_at_fmr_"+name)))
		}
	}
	if m.BestAccuracy != nil {
		lines = append(lines, fmt.Sprintf("Best possible on these very pairs: %s at %s.", percent(m.BestAccuracy), decimal(m.BestThreshold)))
	}
	return lines
}

// rate is percent for an error rate, with a second decimal where it is small and there are pairs enough to show it.
func rate(fraction *float64, pairs int) string {
	if fraction != nil && *fraction < 0.01 && pairs >= 1000 {
		return fmt.Sprintf("%.2f %%", 100**fraction)
	}
	return percent(fraction)
}

// between is the interval of a fraction, to stand behind it; nothing where there is none.
func between(m run.Measured, figure string) string {
	i, ok := m.Interval[figure]
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (95 %%: %.1f to %.1f %%)", 100*i[0], 100*i[1])
}
