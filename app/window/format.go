package window

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// distanceText writes a distance: three decimals, no unit.
func distanceText(d float64) string { return strconv.FormatFloat(d, 'f', 3, 64) }

// percentText writes a share of n things in percent, no finer than n can show.
func percentText(share float64, n int) string {
	decimals := 0
	for decimals < 2 && float64(n) > 100*math.Pow10(decimals) {
		decimals++
	}
	return strconv.FormatFloat(100*share, 'f', decimals, 64)
}

// bytesText writes the length of a file.
func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// clock writes a duration as minutes and seconds, with hours where there are any.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
