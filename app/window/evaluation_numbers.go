package window

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/evaluate"
	"siamface/model/run"
	"siamface/widgets"
)

// numbersPane are the numbers beside the figure: at the threshold, over all thresholds, of baselines and folds.
type numbersPane struct {
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
	n := &numbersPane{}
	parts := container.NewVBox()
	for _, part := range []struct {
		title **widget.Label
		table **widgets.NumberTable
	}{{&n.hereTitle, &n.here}, {&n.wholeTitle, &n.whole}, {&n.besideTitle, &n.beside}, {&n.foldsTitle, &n.folds}} {
		*part.title, *part.table = widget.NewLabel(""), widgets.NewNumberTable()
		(*part.title).TextStyle.Bold, (*part.title).Truncation = true, fyne.TextTruncateEllipsis
	}
	n.reset = widgets.NewQuietButton("", nil, t.resetThreshold)
	n.compare = widgets.NewButton("", nil, t.compareBaselines)
	parts.Objects = []fyne.CanvasObject{
		container.NewBorder(nil, nil, nil, n.reset, n.hereTitle), indented(n.here),
		n.wholeTitle, indented(n.whole), n.besideTitle, indented(n.beside), indented(n.compare), n.foldsTitle, indented(n.folds),
	}
	n.unsure = widget.NewLabel("")
	n.unsure.Wrapping, n.unsure.SizeName, n.unsure.Importance = fyne.TextWrapWord, theme.SizeNameCaptionText, widget.LowImportance
	parts.Objects = slices.Insert(parts.Objects, unsureAt, fyne.CanvasObject(n.unsure))
	n.content = container.NewVScroll(padded(0, step, 0, 2*step, parts))
	return n
}

// indented puts an object below the words of a label.
func indented(o fyne.CanvasObject) fyne.CanvasObject { return padded(0, 0, 2*step, 0, o) }

func (n *numbersPane) speak(w *Window) {
	n.hereTitle.SetText(w.t("evaluation.here"))
	n.wholeTitle.SetText(w.t("evaluation.whole"))
	n.besideTitle.SetText(w.t("evaluation.beside"))
	n.foldsTitle.SetText(w.t("evaluation.folds"))
	n.reset.SetText(w.t("evaluation.reset"))
	n.unsure.SetText(w.t("evaluation.nointervals", evaluate.LeastPeople))
	n.compare.SetText(w.t("evaluation.compare"))
}

// showNumbers writes all numbers beside the figure. Nothing is measured here.
func (t *evaluationTab) showNumbers() {
	t.showTitle()
	t.showRates()
	t.showWhole()
	t.showBaselines()
	t.showFolds()
	t.showReset()
}

func (t *evaluationTab) showTitle() {
	w, s := t.w, t.scored
	if s == nil {
		t.title.SetText("")
		return
	}
	key := [...]string{testPeople: "evaluation.title.test", everyone: "evaluation.title.all", inFolds: "evaluation.title.folds"}[s.who]
	t.title.SetText(w.t(key, s.of, w.peopleAndPhotos(s.people, s.photos)))
}

// showReset offers the way back where the threshold isn't the model's own.
func (t *evaluationTab) showReset() {
	setVisible(t.numbers.reset, t.scored != nil && t.threshold != t.scored.threshold)
}

// showRates writes what is at the threshold. It is called at every move of it.
func (t *evaluationTab) showRates() {
	w, s := t.w, t.scored
	if s == nil {
		t.numbers.here.SetNumbers(nil)
		return
	}
	genuine, impostor := s.scores.Genuine(), s.scores.Impostor()
	accepted, refused := impostor.Below(t.threshold), genuine.N()-genuine.Below(t.threshold)
	fmr, fnmr, accuracy := "", "", ""
	if t.around.threshold == t.threshold {
		fmr, fnmr = intervalText(t.around.fmr, impostor.N()), intervalText(t.around.fnmr, genuine.N())
	}
	if t.threshold == s.threshold {
		accuracy = s.interval("accuracy", genuine.N())
	}
	t.numbers.here.SetNumbers([]widgets.Number{
		{Label: w.t("number.threshold"), Value: distanceText(t.threshold)},
		w.rate("number.fmr", rateOf(accepted, impostor.N()), impostor.N(), fmr),
		w.rate("number.fnmr", rateOf(refused, genuine.N()), genuine.N(), fnmr),
		w.rate("number.balanced", maybe(s.scores.BalancedAccuracy(t.threshold)), genuine.N(), accuracy),
		{Label: w.t("number.falsematches"), Value: grouped(accepted), Note: w.t("number.outof", grouped(impostor.N()))},
		{Label: w.t("number.falsenonmatches"), Value: grouped(refused), Note: w.t("number.outof", grouped(genuine.N()))},
	})
}

// rateOf is the share of part in whole, nil of nothing.
func rateOf(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	v := float64(part) / float64(whole)
	return &v
}

func maybe(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}

// intervalText writes an interval of a share of n things in percent, no finer than its width asks for.
func intervalText(ends [2]float64, n int) string {
	const wide = 0.01
	if ends[1]-ends[0] >= wide {
		n = min(n, 1000)
	}
	return fmt.Sprintf("[%s, %s]", percentText(ends[0], n), percentText(ends[1], n))
}

// interval is that of a figure in percent, as far as it is known.
func (s *scored) interval(name string, n int) string {
	ends, known := s.metrics.Interval[name]
	if !known {
		return ""
	}
	return intervalText(ends, n)
}

// plain is the interval of a figure without a unit.
func (s *scored) plain(name string, decimals int) string {
	ends, known := s.metrics.Interval[name]
	if !known {
		return ""
	}
	return fmt.Sprintf("[%.*f, %.*f]", decimals, ends[0], decimals, ends[1])
}

// showWhole writes what doesn't depend on the threshold chosen.
func (t *evaluationTab) showWhole() {
	w, s := t.w, t.scored
	setVisible(t.numbers.unsure, s != nil && s.scores.People() < evaluate.LeastPeople)
	if s == nil {
		t.numbers.whole.SetNumbers(nil)
		return
	}
	m := s.metrics
	rows := []widgets.Number{
		w.rate("number.eer", m.EER, m.Impostor, s.interval("eer", m.Impostor)),
		{Label: "AUC", Value: decimals(m.AUC, 4), Note: s.plain("auc", 3)},
		{Label: "d′", Value: decimals(m.DPrime, 2), Note: s.plain("d_prime", 2)},
	}
	rows = append(rows, w.ratesAtFMR(s)...)
	rows = append(rows,
		w.rate("number.half", m.AccuracyAtHalf, m.Genuine, s.interval("accuracy_at_half", m.Genuine)),
		w.rate("number.best", m.BestAccuracy, m.Genuine, w.t("number.at", number(m.BestThreshold))),
		widgets.Number{Label: w.t("number.genuine"), Value: grouped(m.Genuine)},
		widgets.Number{Label: w.t("number.impostor"), Value: grouped(m.Impostor)},
	)
	if s.skipped > 0 {
		rows = append(rows, widgets.Number{Label: w.t("number.skipped"), Value: grouped(s.skipped), Unit: w.t("number.files")})
	}
	t.numbers.whole.SetNumbers(rows)
}

// ratesAtFMR are the FNMR at the false match rates that the pairs can show, the greatest first.
func (w *Window) ratesAtFMR(s *scored) []widgets.Number {
	var rows []widgets.Number
	m := s.metrics
	for _, rate := range slices.SortedFunc(maps.Keys(m.FNMRAtFMR), func(a, b string) int { return cmp.Compare(rateNamed(b), rateNamed(a)) }) {
		if m.FNMRAtFMR[rate] == nil {
			continue // finer than the pairs can show
		}
		row := w.rate("number.fnmrat", m.FNMRAtFMR[rate], m.Genuine, s.interval("fnmr_at_fmr_"+rate, m.Genuine))
		row.Label = w.t("number.fnmrat", strconv.FormatFloat(100*rateNamed(rate), 'f', -1, 64))
		rows = append(rows, row)
	}
	return rows
}

// rateNamed is the rate of a figure's name.
func rateNamed(name string) float64 {
	v, _ := strconv.ParseFloat(name, 64) // they are all numbers
	return v
}

// decimals writes a figure without a unit.
func decimals(v *float64, n int) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', n, 64)
}

// showBaselines writes the equal error rates of what needs no training, or offers to find them.
func (t *evaluationTab) showBaselines() {
	s, n := t.scored, t.numbers
	known := s != nil && s.baseline != nil
	setVisible(n.compare, s != nil && !known && s.data != nil)
	if !known {
		n.beside.SetNumbers(nil)
		return
	}
	rows := []widgets.Number{t.w.rate("number.eer", s.metrics.EER, s.metrics.Impostor, "")}
	rows[0].Label = s.name
	for _, b := range s.baseline {
		rows = append(rows, t.w.rate(b.key, b.metrics.EER, b.metrics.Impostor, ""))
	}
	n.beside.SetNumbers(rows)
}

// showFolds writes a row a fold, and how much they differ.
func (t *evaluationTab) showFolds() {
	w, n := t.w, t.numbers
	show := t.scored != nil && t.scored.folded != nil
	setVisible(n.foldsTitle, show)
	setVisible(n.folds, show)
	if !show {
		n.folds.SetNumbers(nil)
		return
	}
	f := t.scored.folded
	var rows []widgets.Number
	for _, fold := range f.Folds {
		row := w.rate("number.eer", fold.EER, fold.Impostor, w.foldNote(fold))
		row.Label = w.t("folds.row", fold.Fold, w.n("count.people", fold.People))
		rows = append(rows, row)
	}
	n.folds.SetNumbers(append(rows, w.spreadRows(f)...))
}

// spreadRows are the means over the folds, with how much the folds differ.
func (s *state) spreadRows(f *run.Folded) []widgets.Number {
	var rows []widgets.Number
	for _, figure := range []struct{ name, key string }{{"eer", "folds.eer"}, {"accuracy", "folds.accuracy"}} {
		if spread, known := f.Spread[figure.name]; known {
			rows = append(rows, s.rate(figure.key, &spread.Mean, f.Test.Genuine, "± "+percentText(spread.Deviation, f.Test.Genuine)))
		}
	}
	if spread, known := f.Spread["threshold"]; known {
		rows = append(rows, widgets.Number{
			Label: s.t("folds.threshold"), Value: distanceText(spread.Mean), Note: "± " + distanceText(spread.Deviation),
		})
	}
	return rows
}

// foldNote is the accuracy of a fold at its threshold.
func (s *state) foldNote(f run.FoldResult) string {
	if f.Accuracy == nil || f.Threshold == nil {
		return ""
	}
	return s.t("folds.note", percentText(*f.Accuracy, f.Genuine), distanceText(*f.Threshold))
}
