package window

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/model/format"
	"siamface/model/pairlist"
	"siamface/widgets"
)

// The kinds of confusing pairs in the order of their words.
const (
	closestImpostors = iota
	farthestGenuine
)

// pairsPane shows the pairs that are most easily taken for the other kind, each one click from the Verification tab.
type pairsPane struct {
	t       *evaluationTab
	content fyne.CanvasObject
	kind    *widgets.Select
	list    *widgets.PairList
	paths   photoPaths // of the pictures, two a pair
}

func newPairsPane(t *evaluationTab) *pairsPane {
	p := &pairsPane{t: t}
	p.kind = widgets.NewSelect(func(int) { p.show() })
	p.list = widgets.NewPairList(p.paths.loadFace, p.openPair)
	p.content = container.NewBorder(p.kind, nil, nil, nil, p.list)
	return p
}

func (p *pairsPane) retranslate() {
	p.kind.SetWords(p.t.Words.Text("pairs.impostors"), p.t.Words.Text("pairs.genuine"))
	p.show()
}

// show lists the pairs of the kind chosen.
func (p *pairsPane) show() {
	s := p.t.shown
	if s == nil {
		p.list.SetPairs(nil, "")
		return
	}
	of := s.closest
	if p.kind.SelectedIndex() == farthestGenuine {
		of = s.farthest
	}
	p.showPairs(s.root, of)
}

func (p *pairsPane) showPairs(root string, of []pairlist.ScoredPair) {
	p.list.SetPairs(nil, "") // nothing is fetched while the paths change
	pairs, paths := make([]widgets.Pair, len(of)), make([]string, 0, 2*len(of))
	for i, pair := range of {
		a, b := filepath.Join(root, filepath.FromSlash(pair.FileX)), filepath.Join(root, filepath.FromSlash(pair.FileY))
		paths = append(paths, a, b)
		pairs[i] = widgets.Pair{
			Value: format.Distance(pair.Distance), Names: [2]string{shortPath(a), shortPath(b)}, Keys: [2]string{a, b},
		}
	}
	p.paths.set(paths)
	p.list.SetPairs(pairs, p.t.Words.Text("pairs.none"))
	p.markErrors()
}

// markErrors frames the pairs that the threshold judges wrongly.
func (p *pairsPane) markErrors() {
	s, genuine := p.t.shown, p.kind.SelectedIndex() == farthestGenuine
	if s == nil {
		return
	}
	of, word := s.closest, p.t.Words.Text("pairs.falsematch")
	if genuine {
		of, word = s.farthest, p.t.Words.Text("pairs.falsenonmatch")
	}
	p.list.SetWrong(func(i int) string {
		if i < len(of) && (of[i].Distance >= p.t.chart.threshold) == genuine {
			return word
		}
		return ""
	})
}

// openPair compares a pair in the Verification tab.
func (p *pairsPane) openPair(i int) {
	if a, b := p.paths.get(2*i), p.paths.get(2*i+1); a != "" && b != "" {
		p.t.links.compare(a, b)
	}
}
