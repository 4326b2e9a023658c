package window

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/format"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// comparison is two runs beside each other.
type comparison struct {
	runs      [2]*foundRun
	histories [2][]train.Epoch
	rates     evaluate.Comparison
}

// compareRuns reads what two runs have reached. It runs off Fyne's goroutine.
func compareRuns(a, b *foundRun) (comparison, error) {
	c := comparison{runs: [2]*foundRun{a, b}}
	for i, r := range c.runs {
		c.histories[i], _ = run.ReadHistory(r.folder) // without it there are no curves
	}
	var err error
	c.rates, err = run.Compare(context.Background(), a.folder, b.folder)
	return c, err
}

// showComparison shows two runs beside each other: the settings that differ, the rates with the intervals of their differences, the curves.
func showComparison(d desk, a, b *foundRun) {
	runInBackground(func() (comparison, error) { return compareRuns(a, b) }, func(c comparison, err error) {
		if err != nil {
			d.showError(d.Words.Text("compare.cannot"), err)
			return
		}
		curves := c.makeCurves(d.Words)
		sheet := dialog.NewCustom(d.Words.Text("compare.title"), d.Words.Text("close"), c.makeContent(d.Words, curves), d.win)
		d.openDialog(sheet, fyne.NewSize(1180, 720))
		sheet.SetOnClosed(curves.close)
	})
}

func (c comparison) makeContent(words *session.Words, curves *curveCharts) fyne.CanvasObject {
	note := widget.NewLabel(c.describeRates(words))
	note.Wrapping = fyne.TextWrapWord
	note.SizeName = theme.SizeNameCaptionText
	head := container.NewVBox(note)
	for i, r := range c.runs {
		name := widget.NewLabel(nameSide(i, r.name()))
		name.Truncation, name.TextStyle.Bold = fyne.TextTruncateEllipsis, true
		head.Add(name)
	}
	columns := []widgets.Column{{}, {Title: "1", Shrinks: true}, {Title: "2", Shrinks: true}, {Title: words.Text("compare.difference")}, {Title: words.Text("compare.interval"), Tip: words.Text("explain.interval")}}
	rates := widgets.NewSortTable(-1, false)
	rates.SetColumns(columns...)
	rates.SetRows(c.listRates(words), -1)
	settings := widgets.NewSortTable(-1, false)
	settings.SetColumns(columns[:3]...)
	settings.SetRows(c.listSettings(words), -1)
	tables := container.NewGridWithRows(2, rates, settings)
	drawn := container.NewGridWithRows(2, curves.charts[0], curves.charts[1])
	return container.NewBorder(head, nil, nil, nil, container.New(spared{below: 880}, tables, fixWidth(400, addPadding(0, 0, 4*step, 0, drawn))))
}

// nameSide names what is of the first or the second run.
func nameSide(side int, name string) string { return strconv.Itoa(side+1) + " · " + name }

// describeRates says on what the rates were measured.
func (c comparison) describeRates(words *session.Words) string {
	pairs := c.rates.Genuine + c.rates.Impostor
	if pairs == 0 {
		return words.Text("compare.nocommon")
	}
	return words.Text("compare.common", format.Count(pairs), words.Count("count.people", c.rates.People))
}

// rateKeys are the figures that are compared, and their words.
var rateKeys = []struct{ figure, key string }{
	{"eer", "number.eer"},
	{"accuracy", "number.accuracy"},
	{"accuracy_at_half", "number.half"},
	{"fnmr_at_fmr_0.1", "compare.fnmr10"},
	{"fnmr_at_fmr_0.01", "compare.fnmr1"},
	{"fnmr_at_fmr_0.001", "compare.fnmr01"},
}

// listRates are the rates of both runs on the pairs that both have scored, with their differences in points and the intervals of those.
func (c comparison) listRates(words *session.Words) (rows []widgets.Row) {
	percent := func(v float64) string { return strconv.FormatFloat(100*v, 'f', 2, 64) + " %" }
	for _, k := range rateKeys {
		i := slices.IndexFunc(c.rates.Differences, func(d evaluate.Difference) bool { return d.Figure == k.figure })
		if i < 0 {
			continue
		}
		d := c.rates.Differences[i]
		row := widgets.Row{Cells: []string{words.Text(k.key), percent(d.A), percent(d.B), fmt.Sprintf("%+.2f", 100*(d.A-d.B)), ""}}
		if d.Interval != nil {
			row.Cells[4] = fmt.Sprintf("[%+.2f, %+.2f]", 100*d.Interval[0], 100*d.Interval[1])
			row.Strong = d.Interval[0] > 0 || d.Interval[1] < 0 // they differ
		}
		rows = append(rows, row)
	}
	own := func(key string, value func(run.Report) string) {
		rows = append(rows, widgets.Row{Cells: []string{words.Text(key), value(c.runs[0].report), value(c.runs[1].report), "", ""}, Faint: true})
	}
	own("compare.own", func(r run.Report) string {
		if r.Test.EER == nil {
			return "–"
		}
		return percent(*r.Test.EER)
	})
	own("runs.took", func(r run.Report) string { return strconv.FormatFloat(r.Seconds, 'f', 0, 64) + " s" })
	return rows
}

// listSettings are the settings in which the runs differ.
func (c comparison) listSettings(words *session.Words) (rows []widgets.Row) {
	a, b := describeSettings(words, c.runs[0]), describeSettings(words, c.runs[1])
	of := func(list [][2]string, name string) string {
		if i := slices.IndexFunc(list, func(e [2]string) bool { return e[0] == name }); i >= 0 {
			return list[i][1]
		}
		return ""
	}
	for _, entry := range append(slices.Clip(a), b...) {
		name := entry[0]
		listed := slices.ContainsFunc(rows, func(r widgets.Row) bool { return r.Cells[0] == name })
		if one, other := of(a, name), of(b, name); one != other && !listed {
			rows = append(rows, widgets.Row{Cells: []string{name, one, other}})
		}
	}
	if len(rows) == 0 {
		rows = append(rows, widgets.Row{Cells: []string{words.Text("compare.alike")}, Faint: true})
	}
	return rows
}

// describeSettings are what a run was made with: names and values.
func describeSettings(words *session.Words, r *foundRun) [][2]string {
	report := r.report
	s := report.Settings
	list := [][2]string{
		{words.Text("runs.recipe"), report.Recipe},
		{words.Text("runs.folder"), report.Folder},
		{words.Text("form.weights"), report.Weights.File},
		{words.Text("compare.finished"), strconv.Itoa(report.Epochs)},
		{words.Text("form.device"), report.Device},
		{words.Text("compare.learned"), strconv.Itoa(len(report.Split["train"]))},
		{words.Text("compare.tested"), strconv.Itoa(len(report.Split["test"]))},
		{words.Text("compare.leftout"), strconv.Itoa(len(report.Excluded))},
		{words.Text("number.threshold"), format.Distance(report.Judgement.Threshold)},
	}
	titles := map[string]string{} // by the names in the record
	for _, setting := range train.ListSettings() {
		titles[strings.ReplaceAll(setting.Key, "-", "_")] = words.Choose(setting.Title)
	}
	titles["loss.name"], titles["loss.margin"], titles["loss.scale"], titles["loss.distance"] = titles["loss"], titles["margin"], titles["scale"], titles["distance"]
	augmented := "–"
	if s.Augment.On() {
		augmented = "✓"
	}
	list = append(list, [2]string{titles["augment"], augmented})
	for _, entry := range flatten("", s) {
		if strings.HasPrefix(entry[0], "augment.") {
			continue
		}
		if title, known := titles[entry[0]]; known {
			entry[0] = title
		}
		list = append(list, entry)
	}
	return list
}

// flatten lists the values of a record with their names, those of inner records behind a point, in alphabetical order.
func flatten(prefix string, record any) (list [][2]string) {
	data, err := json.Marshal(record)
	var fields map[string]json.RawMessage
	if err != nil || json.Unmarshal(data, &fields) != nil {
		return [][2]string{{strings.TrimSuffix(prefix, "."), strings.Trim(string(data), `"`)}}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, flatten(prefix+name+".", fields[name])...)
	}
	return list
}

// makeCurves draws both histories over each other, the loss above the accuracy.
func (c comparison) makeCurves(words *session.Words) *curveCharts {
	charts := newCurveCharts(words)
	style := curveStyle(words)
	style.Labels.NoData = words.Text("training.nocurves")
	charts.showPanels(joinPanels(run.CurvePanels(c.histories[0], style.Labels), run.CurvePanels(c.histories[1], style.Labels)), style)
	return charts
}

// joinPanels puts the curves of two runs into the same panels, each with its run's number before the name.
func joinPanels(a, b []figure.Panel) []figure.Panel {
	joined := slices.Clone(a)
	for i := range joined {
		var all []figure.Series
		for k, panel := range [][]figure.Panel{a, b} {
			for _, s := range panel[i].Series {
				s.Name = nameSide(k, s.Name)
				all = append(all, s)
			}
		}
		joined[i].Series = all
	}
	return joined
}
