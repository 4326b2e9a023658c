package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"siamface/model/run"
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
func shown(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// measured puts the figures of a measurement into lines.
func measured(m run.Measured) []string {
	lines := []string{
		fmt.Sprintf("%s, %s: %s and %s.", people(m.People), count(m.Photos, "photo"),
			count(m.Genuine, "genuine pair"), count(m.Impostor, "impostor pair")),
		fmt.Sprintf("Balanced accuracy %s at the model's threshold %s, %s at 0.5.",
			percent(m.Accuracy), decimal(m.Threshold), percent(m.AccuracyAtHalf)),
		fmt.Sprintf("EER %s, AUC %s.", percent(m.EER), decimal(m.AUC)),
	}
	for _, rate := range []string{"0.01", "0.001"} {
		if tar := m.TAR[rate]; tar != nil {
			lines = append(lines, fmt.Sprintf("At a false match rate of %s, %s of the genuine pairs are accepted.", rate, percent(tar)))
		}
	}
	return lines
}
