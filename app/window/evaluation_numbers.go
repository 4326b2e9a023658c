package window

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/evaluate"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/widgets"
)

// numbersPane are the numbers beside the figure: at the threshold, over all thresholds, of baselines and folds.
type numbersPane struct {
	t                          *evaluationTab
	content                    fyne.CanvasObject
	here, whole, beside, folds *widgets.NumberTable
	hereTitle, wholeTitle      *widget.Label
	unsure                     *widget.Label // why there are no intervals
	besideTitle, foldsTitle    *widget.Label
	reset, compare             *widgets.Button
}

// unsureAt is the place of the words on missing intervals: below the numbers over all thresholds.
const unsureAt = 4

func newNumbersPane(t *evaluationTab) *numbersPane {
	n := &numbersPane{t: t}
	parts := container.NewVBox()
	for _, part := range []struct {
		title **widget.Label
		table **widgets.NumberTable
	}{{&n.hereTitle, &n.here}, {&n.wholeTitle, &n.whole}, {&n.besideTitle, &n.beside}, {&n.foldsTitle, &n.folds}} {
		*part.title, *part.table = widget.NewLabel(""), widgets.NewNumberTable()
		(*part.title).TextStyle.Bold, (*part.title).Truncation = true, fyne.TextTruncateEllipsis
	}
	n.reset = widgets.NewQuietButton("", nil, t.chart.resetThreshold)
	n.compare = widgets.NewButton("", nil, t.scoring.compareBaselines)
	parts.Objects = []fyne.CanvasObject{
		n.hereTitle, addIndent(n.here),
		n.wholeTitle, addIndent(n.whole), n.besideTitle, addIndent(n.beside), addIndent(n.compare), n.foldsTitle, addIndent(n.folds),
	}
	n.unsure = widget.NewLabel("")
	n.unsure.Wrapping, n.unsure.SizeName, n.unsure.Importance = fyne.TextWrapWord, theme.SizeNameCaptionText, widget.LowImportance
	parts.Objects = slices.Insert(parts.Objects, unsureAt, fyne.CanvasObject(n.unsure))
	n.content = container.NewVScroll(addPadding(0, step, 0, 2*step, parts))
	n.content.Hide()
	return n
}

// fullWidth is the width at which no row is broken.
func (n *numbersPane) fullWidth() (width float32) {
	for _, table := range []*widgets.NumberTable{n.here, n.whole, n.beside, n.folds} {
		width = max(width, table.FullWidth())
	}
	return width + 5*step // beside the indent and the bar
}

// addIndent puts an object below the words of a label.
func addIndent(o fyne.CanvasObject) fyne.CanvasObject { return addPadding(0, 0, 2*step, 0, o) }

func (n *numbersPane) retranslate() {
	words := n.t.Words
	n.hereTitle.SetText(words.Text("evaluation.here"))
	n.wholeTitle.SetText(words.Text("evaluation.whole"))
	n.besideTitle.SetText(words.Text("evaluation.beside"))
	n.foldsTitle.SetText(words.Text("evaluation.folds"))
	n.reset.SetText(words.Text("evaluation.reset"))
	n.unsure.SetText(words.Text("evaluation.nointervals", evaluate.LeastPeople))
	n.compare.SetText(words.Text("evaluation.compare"))
}

// show writes all numbers beside the figure.
func (n *numbersPane) show() {
	n.t.tiles.show()
	n.showRates()
	n.showWhole()
	n.showBaselines()
	n.showFolds()
	n.showReset()
}

// showReset offers the way back where the threshold isn't the model's own.
func (n *numbersPane) showReset() {
	setVisible(n.reset, n.t.shown != nil && n.t.chart.threshold != n.t.shown.threshold)
}

// showRates writes what is at the threshold. It is called at every move of it.
func (n *numbersPane) showRates() {
	words, e, at := n.t.Words, n.t.shown, n.t.chart.threshold
	if e == nil {
		n.here.SetNumbers(nil)
		return
	}
	genuine, impostor := e.scores.Genuine(), e.scores.Impostor()
	accepted, refused := impostor.Below(at), genuine.N()-genuine.Below(at)
	rows := measureAt(n.t, e, at)
	n.here.SetNumbers([]widgets.Number{
		{Label: words.Text("number.threshold"), Value: format.Distance(at), Tip: words.Text("explain.threshold")},
		rows[1], rows[2], rows[0],
		{Label: words.Text("number.falsematches"), Value: format.Count(accepted), Note: words.Text("number.outof", format.Count(impostor.N()))},
		{Label: words.Text("number.falsenonmatches"), Value: format.Count(refused), Note: words.Text("number.outof", format.Count(genuine.N()))},
	})
}

// measureAt are balanced accuracy, FMR and FNMR at a threshold, with their intervals as far as they are known.
func measureAt(t *evaluationTab, e *evaluation, at float64) [3]widgets.Number {
	words, genuine, impostor := t.Words, e.scores.Genuine(), e.scores.Impostor()
	accepted, refused := impostor.Below(at), genuine.N()-genuine.Below(at)
	fmr, fnmr, accuracy := "", "", ""
	if around := t.chart.around; around.threshold == at {
		fmr, fnmr = writeInterval(around.fmr, impostor.N()), writeInterval(around.fnmr, genuine.N())
	}
	if at == e.threshold {
		accuracy = writeIntervalOf(e.metrics, "accuracy", genuine.N())
	}
	rows := [3]widgets.Number{
		rateRow(words, "number.balanced", knownOrNil(e.scores.BalancedAccuracy(at)), genuine.N(), accuracy),
		rateRow(words, "number.fmr", rateOf(accepted, impostor.N()), impostor.N(), fmr),
		rateRow(words, "number.fnmr", rateOf(refused, genuine.N()), genuine.N(), fnmr),
	}
	return rows
}

// rateOf is the share of part in whole, nil of nothing.
func rateOf(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	v := float64(part) / float64(whole)
	return &v
}

func knownOrNil(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

// writeIntervalOf is the interval of a figure in percent, as far as it is known.
func writeIntervalOf(m evaluate.Metrics, name string, n int) string {
	ends, known := m.Interval[name]
	if !known {
		return ""
	}
	return writeInterval(ends, n)
}

// writePlainInterval is the interval of a figure without a unit.
func writePlainInterval(m evaluate.Metrics, name string, decimals int) string {
	ends, known := m.Interval[name]
	if !known {
		return ""
	}
	return fmt.Sprintf("[%.*f, %.*f]", decimals, ends[0], decimals, ends[1])
}

// showWhole writes what doesn't depend on the threshold chosen.
func (n *numbersPane) showWhole() {
	words, e := n.t.Words, n.t.shown
	setVisible(n.unsure, e != nil && e.scores.People() < evaluate.LeastPeople)
	if e == nil {
		n.whole.SetNumbers(nil)
		return
	}
	m := e.metrics
	rows := []widgets.Number{
		rateRow(words, "number.eer", m.EER, m.Genuine, writeIntervalOf(m, "eer", m.Genuine)),
		{Label: "AUC", Value: writeNumber(m.AUC, 4), Note: writePlainInterval(m, "auc", 3), Tip: words.Text("explain.auc")},
		{Label: "d′", Value: writeNumber(m.DPrime, 2), Note: writePlainInterval(m, "d_prime", 2), Tip: words.Text("explain.dprime")},
	}
	rows = append(rows, listRatesAtFMR(words, m)...)
	rows = append(rows,
		rateRow(words, "number.half", m.AccuracyAtHalf, m.Genuine, writeIntervalOf(m, "accuracy_at_half", m.Genuine)),
		rateRow(words, "number.best", m.BestAccuracy, m.Genuine, words.Text("number.at", writeNumber(m.BestThreshold, 3))),
		widgets.Number{Label: words.Text("number.genuine"), Value: format.Count(m.Genuine), Tip: words.Text("explain.genuine")},
		widgets.Number{Label: words.Text("number.impostor"), Value: format.Count(m.Impostor), Tip: words.Text("explain.impostor")},
	)
	if e.skipped > 0 {
		rows = append(rows, widgets.Number{Label: words.Text("number.skipped"), Value: format.Count(e.skipped), Unit: words.Text("number.files")})
	}
	n.whole.SetNumbers(rows)
}

// listRatesAtFMR are the FNMR at the false match rates that the pairs can show, the greatest first.
func listRatesAtFMR(words *session.Words, m evaluate.Metrics) []widgets.Number {
	var rows []widgets.Number
	for _, rate := range slices.SortedFunc(maps.Keys(m.FNMRAtFMR), func(a, b string) int { return cmp.Compare(parseRate(b), parseRate(a)) }) {
		if m.FNMRAtFMR[rate] == nil {
			continue // finer than the pairs can show
		}
		row := rateRow(words, "number.fnmrat", m.FNMRAtFMR[rate], m.Genuine, writeIntervalOf(m, "fnmr_at_fmr_"+rate, m.Genuine))
		row.Label = words.Text("number.fnmrat", writePercent(parseRate(rate)))
		rows = append(rows, row)
	}
	return rows
}

// writePercent is a round rate in percent, without the digits that binary fractions add.
func writePercent(rate float64) string {
	const finest = 1e9
	return strconv.FormatFloat(math.Round(100*rate*finest)/finest, 'f', -1, 64)
}

// parseRate is the rate of a figure's name.
func parseRate(name string) float64 {
	v, _ := strconv.ParseFloat(name, 64) // they are all numbers
	return v
}

// showBaselines writes the equal error rates of what needs no training, or offers to find them.
func (n *numbersPane) showBaselines() {
	words, e := n.t.Words, n.t.shown
	known := e != nil && e.baseline != nil
	setVisible(n.compare, e != nil && !known && e.data != nil)
	if !known {
		n.beside.SetNumbers(nil)
		return
	}
	rows := []widgets.Number{rateRow(words, "number.eer", e.metrics.EER, e.metrics.Genuine, "")}
	rows[0].Label = e.name
	for _, b := range e.baseline {
		rows = append(rows, rateRow(words, b.key, b.metrics.EER, b.metrics.Genuine, ""))
	}
	n.beside.SetNumbers(rows)
}

// showFolds writes a row a fold, and how much they differ.
func (n *numbersPane) showFolds() {
	words, e := n.t.Words, n.t.shown
	show := e != nil && e.folded != nil
	setVisible(n.foldsTitle, show)
	setVisible(n.folds, show)
	if !show {
		n.folds.SetNumbers(nil)
		return
	}
	var rows []widgets.Number
	for _, fold := range e.folded.Folds {
		row := rateRow(words, "number.eer", fold.EER, fold.Genuine, describeFold(words, fold))
		row.Label = words.Text("folds.row", fold.Fold, words.Count("count.people", fold.People))
		rows = append(rows, row)
	}
	n.folds.SetNumbers(append(rows, listSpreads(words, e.folded)...))
}

// listSpreads are the means over the folds, with how much the folds differ.
func listSpreads(words *session.Words, f *run.Folded) []widgets.Number {
	var rows []widgets.Number
	for _, figure := range []struct{ name, key string }{{"eer", "folds.eer"}, {"accuracy", "folds.accuracy"}} {
		if spread, known := f.Spread[figure.name]; known {
			rows = append(rows, rateRow(words, figure.key, &spread.Mean, f.Test.Genuine, "± "+format.Percent(spread.Deviation, f.Test.Genuine)))
		}
	}
	if spread, known := f.Spread["threshold"]; known {
		rows = append(rows, widgets.Number{
			Label: words.Text("folds.threshold"), Value: format.Distance(spread.Mean), Note: "± " + format.Distance(spread.Deviation),
		})
	}
	return rows
}

// describeFold is the accuracy of a fold at its threshold.
func describeFold(words *session.Words, f run.FoldResult) string {
	if f.Accuracy == nil || f.Threshold == nil {
		return ""
	}
	return words.Text("folds.note", format.Percent(*f.Accuracy, f.Genuine), format.Distance(*f.Threshold))
}
