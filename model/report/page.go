package report

import (
	_ "embed" // the page and its style
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/format"
	"siamface/model/pairlist"
)

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

// page is what the template shows. Its texts hold all languages.
type page struct {
	*Document
	Language string
	Name     string // of the folder
	Command  string
	Style    template.CSS
	Subtitle template.HTML
	Cards    []card
	Rows     []row
	Columns  []template.HTML
	Figures  []drawn
	Faces    bool
	Chips    bool
	Pairs    []pairs
	Limits   []template.HTML
	Terms    []string
	Settings []setting
}

// card is a number that matters most.
type card struct {
	Title    template.HTML
	Value    string
	Interval template.HTML
}

// drawn is a figure in each language.
type drawn struct {
	Name        string
	Title, Note template.HTML
	SVG         map[string]template.HTML
}

// pairs are the most confusing pairs of one class.
type pairs struct {
	Title template.HTML
	List  []shownPair
}

type shownPair struct {
	Photos   [2]shownPhoto
	Distance string
}

type shownPhoto struct {
	File string
	picture
}

type setting struct {
	Name  template.HTML
	Value string
}

// functions are what the template calls; each gives HTML in all languages.
var functions = template.FuncMap{
	"t":        func(key string, args ...any) template.HTML { return textOf(key, args...).both() },
	"sentence": func(english string) template.HTML { return sentenceOf(english).both() },
	"count":    format.Count,
	"rate":     writeRate,
	"percent": func(v *float64, pairs int) string {
		if v == nil {
			return "–"
		}
		return writePercent(*v, pairs)
	},
	"decimal": func(v *float64) string {
		if v == nil {
			return "–"
		}
		return decimal.writeNumber(*v, 0)
	},
	"join":   func(list []string) string { return strings.Join(list, ", ") },
	"first":  firstEntries,
	"beyond": countBeyond,
	"origin": func(t Threshold) template.HTML {
		value := "–"
		if t.Value != nil {
			value = decimal.writeNumber(*t.Value, 0)
		}
		return textOf("threshold."+string(t.Origin), writeRate(t.Rate), value, format.Count(t.Genuine), format.Count(t.Impostor)).both()
	},
	"splits": func() []string { return []string{"train", "validation", "test"} },
}

// writePage writes the page. pictures is nil for one without faces.
func writePage(w io.Writer, d *Document, o Options, pictures map[string]picture) error {
	p := page{
		Document: d, Language: o.Language, Name: baseName(d.Data.Folder), Command: Quote(d.Command), Faces: pictures != nil, Terms: terms,
	}
	p.Subtitle, p.Cards, p.Limits, p.Settings = p.writeSubtitle(), p.listCards(), p.listLimits(), p.listSettings()
	p.Rows, p.Columns = p.tableRows(), p.tableColumns()
	if !slices.Contains(languages, p.Language) {
		p.Language = English
	}
	var colours palette
	for _, f := range d.listDrawings() {
		view := drawn{f.name, f.title.both(), f.note.both(), map[string]template.HTML{}}
		for _, language := range languages {
			svg, err := colours.drawSVG(f.draw(language), language, o.Font)
			if err != nil {
				return fmt.Errorf("can't draw the figure %s: %w", f.name, err)
			}
			view.SVG[language] = svg
		}
		p.Figures = append(p.Figures, view)
	}
	p.Style = template.CSS(styleText) + "\n" + colours.writeCSS() //nolint:gosec // our own
	p.Pairs = p.pairViews(pictures)
	for _, view := range pictures {
		p.Chips = p.Chips || view.Chip != ""
	}
	t, err := template.New("page").Funcs(functions).Parse(pageText)
	if err != nil {
		return fmt.Errorf("the page's template is damaged: %w", err)
	}
	return t.Execute(w, p)
}

func (p page) writeSubtitle() template.HTML {
	return textOf("subtitle."+string(p.Protocol.Kind), p.wordedSubtitle()...).both()
}

func (p page) wordedSubtitle() []any {
	if p.Protocol.Kind == KindFolds {
		return []any{p.recipe, len(p.Protocol.Folds), baseName(p.Data.Folder)}
	}
	return []any{p.recipe, baseName(p.Data.Folder)}
}

func (p page) listCards() []card {
	list := []card{p.newCard(textOf("card.eer"), p.Test.EER, "eer", p.Test.Genuine)}
	if at, fnmr := finestFNMR(p.Test.Metrics); fnmr != nil {
		list = append(list, p.newCard(textOf("card.fnmr", writeRate(at)), fnmr, "fnmr_at_fmr_"+evaluate.RateName(at), p.Test.Genuine))
	}
	return append(list,
		card{Title: textOf("card.people").both(), Value: format.Count(p.Test.People)},
		card{Title: textOf("card.pairs").both(), Value: format.Count(p.Test.Genuine) + " / " + format.Count(p.Test.Impostor)})
}

func (p page) newCard(title text, v *float64, name string, pairs int) card {
	c := card{Title: title.both(), Value: "–"}
	if v != nil {
		c.Value = writePercent(*v, pairs)
	}
	if i, ok := p.Test.Interval[name]; ok {
		c.Interval = textOf("interval", writePercent(i[0], pairs), writePercent(i[1], pairs)).both()
	}
	return c
}

// finestFNMR is the FNMR that stands for all: at a false match rate of 0.1 %, or at a larger one where that can't be shown.
func finestFNMR(m evaluate.Metrics) (at float64, fnmr *float64) {
	for _, r := range []float64{0.001, 0.01, 0.1} {
		if v := m.FNMRAtFMR[evaluate.RateName(r)]; v != nil {
			return r, v
		}
	}
	return 0, nil
}

// pairViews puts pictures to the confusing pairs.
func (p page) pairViews(pictures map[string]picture) []pairs {
	view := func(title string, list []pairlist.ScoredPair) pairs {
		p := pairs{Title: textOf(title).both()}
		for _, pair := range list {
			s := shownPair{Distance: decimal.writeNumber(pair.Distance, 0)}
			for k, name := range []string{pair.FileX, pair.FileY} {
				s.Photos[k] = shownPhoto{name, pictures[name]}
			}
			p.List = append(p.List, s)
		}
		return p
	}
	return []pairs{view("confusing.impostors", p.Confusing.Impostors), view("confusing.genuine", p.Confusing.Genuine)}
}

// listLimits say what the numbers can't show.
func (p page) listLimits() []template.HTML {
	const few = 30
	var list []template.HTML
	add := func(key string, args ...any) { list = append(list, textOf(key, args...).both()) }
	if n := p.Test.Impostor; n > 0 {
		add("limits.fmr", format.Count(n), writeBound(errorrate.RuleOfThree(n)))
	}
	if n := p.Test.Genuine; n > 0 {
		add("limits.fnmr", format.Count(n), writeBound(errorrate.RuleOfThree(n)))
	}
	add("limits.people", format.Count(p.Test.People))
	if p.Test.People < few {
		add("limits.few")
	}
	add("limits.others")
	add("limits.live")
	return list
}

// terms are those of the glossary.
var terms = []string{
	"genuine", "impostor", "distance", "threshold", "fmr", "fnmr", "eer", "roc", "auc", "dprime", "accuracy", "interval", "fold", "pixels", "untrained",
}
