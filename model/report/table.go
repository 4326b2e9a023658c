package report

import (
	"html/template"
	"slices"

	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/verify"
)

// row is a line of the table of figures.
type row struct {
	Title template.HTML
	Cells []cell
}

// cell is a number with its interval; an empty one is a number that isn't known.
type cell struct {
	Value    string
	Interval template.HTML
}

// line is a figure of the table before it is written: its name in Metrics.Interval and in Document.Spread, and its value.
type line struct {
	title  text
	name   string
	unit   unit
	spread string
	of     func(evaluate.Metrics) *float64
}

// tableLines are the table's figures.
func (p page) tableLines() []line {
	list := []line{
		{textOf("row.eer"), "eer", share, "eer", func(m evaluate.Metrics) *float64 { return m.EER }},
		{textOf("row.auc"), "auc", decimal, "auc", func(m evaluate.Metrics) *float64 { return m.AUC }},
		{textOf("row.dprime"), "d_prime", short, "", func(m evaluate.Metrics) *float64 { return m.DPrime }},
	}
	for _, r := range evaluate.Rates {
		if p.Test.FNMRAtFMR[evaluate.RateName(r)] != nil {
			list = append(list, line{textOf("row.fnmr", writeRate(r)), "fnmr_at_fmr_" + evaluate.RateName(r), share, "", func(m evaluate.Metrics) *float64 { return m.FNMRAtFMR[evaluate.RateName(r)] }})
		}
	}
	return append(list,
		line{textOf("row.accuracy"), "accuracy", share, "accuracy", func(m evaluate.Metrics) *float64 { return m.Accuracy }},
		line{textOf("row.threshold"), "", decimal, "threshold", func(m evaluate.Metrics) *float64 { return m.Threshold }},
		line{textOf("row.half"), "accuracy_at_half", share, "", func(m evaluate.Metrics) *float64 { return m.AccuracyAtHalf }},
		line{textOf("row.best"), "best_accuracy", share, "", func(m evaluate.Metrics) *float64 { return m.BestAccuracy }},
		line{textOf("row.genuine"), "", whole, "", func(m evaluate.Metrics) *float64 { return numberOf(m.Genuine) }},
		line{textOf("row.impostor"), "", whole, "", func(m evaluate.Metrics) *float64 { return numberOf(m.Impostor) }})
}

func numberOf(n int) *float64 {
	v := float64(n)
	return &v
}

// tableColumns are the table's heads: this result, the baselines that there are, the spread where there are folds.
func (p page) tableColumns() []template.HTML {
	heads := []template.HTML{textOf("column.model").both()}
	for _, b := range p.listBaselines() {
		heads = append(heads, textOf("column."+b).both())
	}
	if len(p.Spread) > 0 {
		heads = append(heads, textOf("column.spread").both())
	}
	return heads
}

// listBaselines are the names of the baselines that there are, in the order of the table. Where nothing was trained, the
// untrained tower is no other.
func (p page) listBaselines() []string {
	var list []string
	for _, name := range []string{verify.BaselineUntrained, verify.BaselinePixels} {
		if _, ok := p.Baseline[name]; ok && (p.Method.Trained || name != verify.BaselineUntrained) {
			list = append(list, name)
		}
	}
	return list
}

// tableRows are the table's lines.
func (p page) tableRows() []row {
	var list []row
	for _, l := range p.tableLines() {
		r := row{Title: l.title.both(), Cells: []cell{l.newCell(p.Test.Metrics)}}
		for _, b := range p.listBaselines() {
			r.Cells = append(r.Cells, l.newCell(p.Baseline[b]))
		}
		if len(p.Spread) > 0 {
			r.Cells = append(r.Cells, p.spreadCell(l))
		}
		list = append(list, r)
		if l.spread == "threshold" {
			list = append(list, p.atThreshold(len(r.Cells))...)
		}
	}
	return list
}

func (l line) newCell(m evaluate.Metrics) cell {
	v := l.of(m)
	if v == nil {
		return cell{Value: "–"}
	}
	c := cell{Value: l.unit.writeNumber(*v, m.Genuine)}
	if i, ok := m.Interval[l.name]; ok {
		c.Interval = textOf("interval", l.unit.writeNumber(i[0], m.Genuine), l.unit.writeNumber(i[1], m.Genuine)).both()
	}
	return c
}

func (p page) spreadCell(l line) cell {
	s, ok := p.Spread[l.spread]
	if !ok || s.Folds < 2 {
		return cell{}
	}
	return cell{Value: l.unit.writeNumber(s.Mean, p.Test.Genuine) + " ± " + l.unit.writeNumber(s.Deviation, p.Test.Genuine)}
}

// atThreshold are the error rates at the one threshold, in rows of so many cells.
func (p page) atThreshold(cells int) []row {
	o := p.AtThreshold
	if o == nil {
		return nil
	}
	fill := func(title string, v float64, interval *[2]float64, pairs int) row {
		r := row{Title: textOf(title).both(), Cells: make([]cell, cells)}
		r.Cells[0].Value = writePercent(v, pairs)
		if interval != nil {
			r.Cells[0].Interval = textOf("interval", writePercent(interval[0], pairs), writePercent(interval[1], pairs)).both()
		}
		return r
	}
	return []row{
		fill("row.fmr.at", o.FMR, o.FMRInterval, p.Test.Impostor),
		fill("row.fnmr.at", o.FNMR, o.FNMRInterval, p.Test.Genuine),
	}
}

// Mixed tells whether the folds ended with different heads, so that their pooled distances aren't on one scale.
func (p page) Mixed() bool {
	return slices.ContainsFunc(p.Protocol.Folds, func(f Fold) bool { return f.HeadMethod != p.Protocol.Folds[0].HeadMethod })
}

// IdentificationRows are the lines of the table on identification.
func (p page) IdentificationRows() (rows []row) {
	r := p.Identification
	add := func(title text, v float64, name string) {
		c := cell{Value: writePercent(v, r.Searches)}
		if i, ok := r.Interval[name]; ok {
			c.Interval = textOf("interval", writePercent(i[0], r.Searches), writePercent(i[1], r.Searches)).both()
		}
		rows = append(rows, row{title.both(), []cell{c}})
	}
	for _, k := range []int{1, 2, 5, 10, 20} {
		name := ""
		if k == 1 {
			name = "rank_1"
		}
		add(textOf("identification.rank", k), r.CMC[k-1], name)
	}
	for _, rate := range identify.Rates {
		key := identify.RateName(rate)
		if dir, shown := r.DIRAtFPIR[key]; shown {
			add(textOf("identification.dir", writeRate(rate), decimal.writeNumber(r.ThresholdAtFPIR[key], 0)), dir, "dir_at_fpir_"+key)
		}
	}
	return rows
}
