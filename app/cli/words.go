package cli

import (
	"fmt"
	"time"

	"siamface/model/format"
	"siamface/model/spelling"
)

// mostListed is how many of a kind are written out where --json has them all.
const mostListed = 20

// countNoun is a number with its noun, which forms its plural with an s unless one is given: "1 photo", "2 photos".
func countNoun(n int, noun string, plural ...string) string {
	if n == 1 {
		return "1 " + noun
	}
	if len(plural) > 0 {
		return fmt.Sprintf("%d %s", n, plural[0])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// countPeople is countNoun for people.
func countPeople(n int) string { return countNoun(n, "person", "people") }

// formatPercent shows a share of so many pairs; "unknown" where there is none. Where it is no share of pairs, they are 0.
func formatPercent(share *float64, pairs int) string {
	if share == nil {
		return "unknown"
	}
	return format.Percent(*share, pairs) + " %"
}

// formatDecimal shows a number with four decimals; "unknown" where there is none.
func formatDecimal(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.4f", *v)
}

// formatDuration shows how long something takes, to the second.
func formatDuration(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
	if s >= 60 {
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d s", s)
}

// formatSeconds says how long something took.
func formatSeconds(s float64) string {
	if s < 1 {
		return "less than a second"
	}
	return formatDuration(time.Duration(s * float64(time.Second)))
}

// showName is a file's name fit for a terminal, on one line.
func showName(name string) string { return spelling.Show(name) }
