package report

import (
	"math"
	"strconv"
	"strings"

	"siamface/model/format"
)

// unit is how a figure is written.
type unit int

const (
	share   unit = iota // a fraction, in percent
	decimal             // a number with four decimals
	short               // a number with two
	whole               // a count
)

// writeNumber writes a number. Shares of many pairs have as many decimals as the pairs can show.
func (u unit) writeNumber(v float64, pairs int) string {
	switch u {
	case share:
		return writePercent(v, pairs)
	case whole:
		return format.Count(int(v))
	}
	if u == short {
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// writePercent writes a fraction with its sign.
func writePercent(v float64, pairs int) string { return format.Percent(v, pairs) + "\u00a0%" }

// writeRate writes a false match rate that was asked for: 1 %, 0.1 %.
func writeRate(v float64) string {
	return strconv.FormatFloat(roundOff(100*v), 'f', -1, 64) + "\u00a0%"
}

// writeBound writes a rate that is a bound, with two figures and no exponent.
func writeBound(v float64) string {
	decimals := 0
	if p := 100 * v; p > 0 {
		decimals = max(0, 1-int(math.Floor(math.Log10(p))))
	}
	figures := strconv.FormatFloat(100*v, 'f', decimals, 64)
	if strings.Contains(figures, ".") {
		figures = strings.TrimRight(strings.TrimRight(figures, "0"), ".")
	}
	return figures + "\u00a0%"
}

// roundOff takes away what binary fractions add.
func roundOff(v float64) float64 { return math.Round(v*1e9) / 1e9 }
