// Package format writes numbers for people: the window, the command line and the report write them alike. Units stand apart where
// a percent sign would.
package format

import (
	"fmt"
	"strconv"
	"time"
)

// Count writes a number of things with commas between the thousands.
func Count(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// Percent writes a share of pairs in percent, without the sign. It has one decimal; below 1 % it has more, up to four, where there
// are pairs enough to show them. The equal error rate is as fine as the genuine pairs, which are fewer than the impostor pairs.
func Percent(share float64, pairs int) string {
	const most, least = 4, 10 // decimals, and errors that a step must be worth
	decimals := 1
	for finest := 0.01; decimals < most && share < finest && float64(pairs)*finest >= least; finest /= 10 {
		decimals++
	}
	return strconv.FormatFloat(100*share, 'f', decimals, 64)
}

// Distance writes a distance between embeddings: three decimals, no unit.
func Distance(d float64) string { return strconv.FormatFloat(d, 'f', 3, 64) }

// Bytes writes the length of a file in powers of 1000.
func Bytes(n int64) string {
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

// Clock writes a duration as minutes and seconds, with hours where there are any.
func Clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// RoundLeft rounds how long something will still take to what an estimate is worth: up to ten seconds to one, up to a minute to five, up
// to ten minutes to ten, up to an hour to a minute, then to five. It rounds up: a clock that ends early disappoints nobody.
func RoundLeft(d time.Duration) time.Duration {
	unit := 5 * time.Minute
	for _, step := range []struct{ below, unit time.Duration }{
		{10 * time.Second, time.Second}, {time.Minute, 5 * time.Second}, {10 * time.Minute, 10 * time.Second}, {time.Hour, time.Minute},
	} {
		if d <= step.below {
			unit = step.unit
			break
		}
	}
	return (d + unit - 1).Truncate(unit)
}
