package window

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/format"
	"siamface/model/network"
	"siamface/widgets"
)

// layersSummary is what is said of a network's layers.
type layersSummary struct {
	layers []network.Layer
	counts network.Counts
	origin string // of the weights of the frozen part
}

// showLayers shows the layers of a network as a table.
func showLayers(d desk, b blueprint) {
	runInBackground(func() (layersSummary, error) {
		shown, err := b.makeTower()
		if err != nil {
			return layersSummary{}, err
		}
		return layersSummary{shown.Design.Layers(), shown.Design.Count(), shown.Origin}, nil
	}, func(s layersSummary, err error) {
		if err != nil {
			d.showError(d.Words.Text("network.cannot"), err)
			return
		}
		d.showSheet(d.Words.Text("layers.title", b.recipe), s.makeContent(d.Words, b), fyne.NewSize(940, 560))
	})
}

// makeContent is the table, below what is said of the whole.
func (s layersSummary) makeContent(words *session.Words, b blueprint) fyne.CanvasObject {
	origin := words.Translate(s.origin)
	if s.origin == fmt.Sprintf("random (seed %d), no pretrained weights", b.seed) {
		origin = words.Text("layers.random", b.seed)
	}
	note := newCaption()
	note.SetText(words.Text("layers.note", format.Count(s.counts.Total), format.Count(s.counts.Trained), format.Count(s.counts.Frozen), origin))
	table := widgets.NewSortTable(-1, false)
	table.SetColumns(
		widgets.Column{Title: words.Text("layers.name"), Shrinks: true}, widgets.Column{Title: words.Text("layers.kind")},
		widgets.Column{Title: words.Text("layers.output"), Rank: 1}, widgets.Column{Title: words.Text("layers.parameters"), Right: true},
		widgets.Column{Title: words.Text("layers.follows"), Rank: 2},
	)
	table.SetRows(s.listRows(words), -1)
	return container.NewBorder(note, nil, nil, nil, table)
}

// listRows are the layers in the window's language.
func (s layersSummary) listRows(words *session.Words) (rows []widgets.Row) {
	say := func(text string) string { return text }
	if words.Language() == assets.Chinese {
		say = network.TranslateChinese
	}
	for _, l := range s.layers {
		var follows []string
		for _, name := range l.Inputs {
			follows = append(follows, say(name))
		}
		rows = append(rows, widgets.Row{Cells: []string{say(l.Name), say(l.Kind), say(l.Shape()), format.Count(l.Count()), strings.Join(follows, ", ")}})
	}
	return rows
}
