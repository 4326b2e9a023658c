package window

import "fyne.io/fyne/v2"

// figurePanes puts the figure left of its numbers and the confusing pairs: in three columns where there is room, else the
// pairs below the numbers.
type figurePanes struct{}

const (
	threeColumns  = 860 // the width from which there are three
	numbersWidth  = 340
	pairsWidth    = 220
	narrowNumbers = 250
	paneGap       = 2 * step
)

// MinSize leaves the panes, which scroll, next to nothing.
func (figurePanes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 120) }

// Layout places figure, numbers and pairs.
func (figurePanes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y))
	}
	figure, numbers, pairs := objects[0], objects[1], objects[2]
	if size.Width >= threeColumns {
		x := size.Width - pairsWidth
		put(pairs, x, 0, pairsWidth, size.Height)
		x -= numbersWidth + paneGap
		put(numbers, x, 0, numbersWidth, size.Height)
		put(figure, 0, 0, x-paneGap, size.Height)
		return
	}
	x := size.Width - narrowNumbers
	half := (size.Height - paneGap) / 2
	put(figure, 0, 0, x-paneGap, size.Height)
	put(numbers, x, 0, narrowNumbers, half)
	put(pairs, x, half+paneGap, narrowNumbers, half)
}
