package window

import (
	"fmt"
	"path/filepath"
	"strconv"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/widgets"
)

// rateRow is a row with a share of n pairs in percent.
func rateRow(words *session.Words, key string, v *float64, n int, note string) widgets.Number {
	if v == nil {
		return widgets.Number{Label: words.Text(key), Tip: explainRate(words, key), Value: "–"}
	}
	return widgets.Number{Label: words.Text(key), Tip: explainRate(words, key), Value: format.Percent(*v, n), Unit: "%", Note: note}
}

// explanations are the keys of what explains rates, by the keys of their names.
var explanations = map[string]string{
	"number.eer": "explain.eer", "outcome.untrained": "explain.eer", "baseline.pixels": "explain.eer", "baseline.untrained": "explain.eer",
	"folds.eer": "explain.eer", "number.fmr": "explain.fmr", "number.fnmr": "explain.fnmr", "number.fnmrat": "explain.fnmrat",
	"number.balanced": "explain.balanced", "number.accuracy": "explain.balanced", "number.half": "explain.balanced",
	"number.best": "explain.balanced", "folds.accuracy": "explain.balanced",
}

// explainRate is a sentence that explains a rate, "" where none is needed.
func explainRate(words *session.Words, key string) string {
	if explanation, known := explanations[key]; known {
		return words.Text(explanation)
	}
	return ""
}

// writeNumber writes a figure without a unit.
func writeNumber(v *float64, decimals int) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', decimals, 64)
}

// writeInterval writes an interval of a share of n pairs in percent.
func writeInterval(ends [2]float64, n int) string {
	return fmt.Sprintf("[%s, %s]", format.Percent(ends[0], n), format.Percent(ends[1], n))
}

// shortPath is a file's name with its folder's, which is the person's in most collections.
func shortPath(path string) string {
	return filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
}

// shortenText leaves out the middle of a long text.
func shortenText(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most/2]) + "…" + string(r[len(r)-most/2+1:])
}

// shortReason is an error with few words, to be shown as they are.
type shortReason string

func (r shortReason) Error() string { return string(r) }
