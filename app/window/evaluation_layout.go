package window

import "fyne.io/fyne/v2"

// figurePanes puts the figure left of its numbers and the confusing pairs: in three columns where there is room, else the
// pairs below the numbers. Numbers that are folded take nothing.
type figurePanes struct {
	numbersNeed func() float32 // the width at which no number's row is broken
}

const (
	threeColumns  = 920 // the width from which there are three
	leastFigure   = 340 // beside both
	pairsWidth    = 280
	narrowNumbers = 280
	paneGap       = 2 * step
)

// MinSize leaves the panes, which scroll, next to nothing.
func (figurePanes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 120) }

// Layout places figure, numbers and pairs.
func (f figurePanes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y))
	}
	figure, numbers, pairs := objects[0], objects[1], objects[2]
	if !numbers.Visible() {
		wide := min(float32(pairsWidth), size.Width/3)
		put(pairs, size.Width-wide, 0, wide, size.Height)
		put(figure, 0, 0, size.Width-wide-paneGap, size.Height)
		return
	}
	if size.Width >= threeColumns {
		x := size.Width - pairsWidth
		put(pairs, x, 0, pairsWidth, size.Height)
		wide := max(narrowNumbers, min(f.numbersNeed(), x-leastFigure-2*paneGap))
		x -= wide + paneGap
		put(numbers, x, 0, wide, size.Height)
		put(figure, 0, 0, x-paneGap, size.Height)
		return
	}
	x := size.Width - narrowNumbers
	half := (size.Height - paneGap) / 2
	put(figure, 0, 0, x-paneGap, size.Height)
	put(numbers, x, 0, narrowNumbers, half)
	put(pairs, x, half+paneGap, narrowNumbers, half)
}

// evaluationRows puts who is measured, the tiles, the figures' tabs, the panes and what goes on below each other. Where there is little
// height the tiles give way: the numbers beside the figure say the same.
type evaluationRows struct{}

// roomForTiles is the height from which there are tiles.
const roomForTiles = 400

// MinSize leaves the tiles out.
func (evaluationRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for i, o := range objects {
		if s := o.MinSize(); i != tilesRow {
			least = fyne.NewSize(max(least.Width, s.Width), least.Height+s.Height+step)
		}
	}
	return least
}

// The rows in their order.
const (
	whoRow = iota
	tilesRow
	tabsRow
	panesRow
	footRow
)

// Layout gives the panes what the others leave.
func (evaluationRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	setVisible(objects[tilesRow], size.Height >= roomForTiles)
	spare := size.Height
	for i, o := range objects {
		if o.Visible() && i != panesRow {
			spare -= o.MinSize().Height + step
		}
	}
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := o.MinSize().Height
		if i == panesRow {
			h = max(spare, 0)
		}
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + step
	}
}

// foldNumbers shows all numbers, or folds them.
func foldNumbers(t *evaluationTab, fold bool) {
	setVisible(t.numbers.content, !fold)
	nameFold(t)
	t.filled.Refresh()
}

// nameFold names the button by what it does now.
func nameFold(t *evaluationTab) {
	key := "evaluation.more"
	if t.numbers.content.Visible() {
		key = "evaluation.less"
	}
	t.all.SetText(t.Words.Text(key))
	t.all.SetTip(t.Words.Text("tip.numbers"))
}
