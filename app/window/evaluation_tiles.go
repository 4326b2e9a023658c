package window

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"siamface/widgets"
)

// tilesPane are the three numbers that count at the threshold: how much is right, and the two kinds of error, each with its interval.
type tilesPane struct {
	t                     *evaluationTab
	accuracy, match, miss *widgets.NumberTile
	content               fyne.CanvasObject
}

func newTilesPane(t *evaluationTab) *tilesPane {
	p := &tilesPane{t: t, accuracy: widgets.NewNumberTile(), match: widgets.NewNumberTile(), miss: widgets.NewNumberTile()}
	p.content = container.New(layout.NewGridLayoutWithColumns(3), p.accuracy, p.match, p.miss)
	return p
}

// show writes the numbers at the threshold, or keeps their places while there are none.
func (p *tilesPane) show() {
	words, e := p.t.Words, p.t.shown
	labels := [3]string{words.Text("tile.accuracy"), words.Text("tile.match"), words.Text("tile.miss")}
	tips := [3]string{words.Text("explain.balanced"), words.Text("explain.fmr"), words.Text("explain.fnmr")}
	tiles := [3]*widgets.NumberTile{p.accuracy, p.match, p.miss}
	if e == nil {
		for i, tile := range tiles {
			tile.SetWaiting(labels[i], tips[i])
		}
		return
	}
	at := p.t.chart.threshold
	if math.IsNaN(at) {
		at = e.threshold
	}
	rows := measureAt(p.t, e, at)
	for i, tile := range tiles {
		n := rows[i]
		n.Label, n.Tip = labels[i], tips[i]
		if n.Note != "" {
			n.Note = words.Text("tile.interval", n.Note)
		}
		tile.SetNumber(n)
	}
}
