package window

import (
	"fyne.io/fyne/v2"

	"siamface/widgets"
)

const (
	leadHeight       = 92  // of what leads the eye: a headline, or the progress with the health below
	narrowLeadHeight = 132 // where the buttons stand below the headline
	narrowLead       = 440 // the width from which they stand beside it
	leastRow         = 144 // height of the curves, below which they tell nothing: in a lower window the rows scroll
	leastRuns        = 88  // of the runs: their head and one of them
)

// trainingRows puts what leads the eye above the curves, and the runs at the foot.
type trainingRows struct{}

// MinSize leaves the runs little more than their head.
func (trainingRows) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, narrowLeadHeight+leastRow+leastRuns+4*step)
}

// Layout shares the height that the first row leaves among the others.
func (trainingRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const share = 0.59 // of the curves
	lead := float32(leadHeight)
	if size.Width < narrowLead {
		lead = narrowLeadHeight
	}
	spare := size.Height - lead - 4*step
	y := float32(0)
	runs := max(leastRuns, spare*(1-share))
	for i, height := range []float32{lead, max(0, spare-runs), runs} {
		objects[i].Resize(fyne.NewSize(size.Width, height))
		objects[i].Move(fyne.NewPos(0, y))
		y += height + 2*step
	}
}

// outcomeLead puts a headline, at its right a sign, and the buttons of what can be done below each other at the right edge, or, where it is
// narrow, in a row below.
type outcomeLead struct{}

// MinSize is fixed.
func (outcomeLead) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, leadHeight) }

// Layout places headline, sign and buttons.
func (outcomeLead) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y))
	}
	var buttons []fyne.CanvasObject
	for _, o := range objects[2:] {
		if o.Visible() {
			buttons = append(buttons, o)
		}
	}
	right, bottom := size.Width, size.Height
	if size.Width < narrowLead {
		x := float32(0)
		for _, b := range buttons {
			least := b.MinSize()
			put(b, x, size.Height-least.Height, least.Width, least.Height)
			x, bottom = x+least.Width+step, size.Height-least.Height-step
		}
	} else {
		y, widest := float32(0), float32(0)
		for _, b := range buttons {
			widest = max(widest, b.MinSize().Width)
		}
		for _, b := range buttons {
			put(b, size.Width-widest, y, widest, b.MinSize().Height)
			y += b.MinSize().Height + step
		}
		right -= widest + 2*step
	}
	if sign := objects[1]; sign.Visible() {
		right -= sign.MinSize().Width
		put(sign, right, 0, sign.MinSize().Width, sign.MinSize().Height)
		right -= 2 * step
	}
	put(objects[0], 0, 0, right, bottom)
}

// curvePanes puts the numbers right of the curves, where there is room for both, each of its texts whole.
type curvePanes struct{ numbers *widgets.NumberTable }

// leastCurves is the width that the curves keep.
const leastCurves = 380

// MinSize leaves the panes next to nothing.
func (curvePanes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 96) }

// Layout places curves and numbers.
func (c curvePanes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	curves, numbers := objects[0], objects[1]
	width := size.Width
	need := c.numbers.FullWidth() + 4*step // beside the bar of what scrolls
	if setVisible(numbers, size.Width >= leastCurves+need); numbers.Visible() {
		width -= need
		numbers.Resize(fyne.NewSize(need-4*step, size.Height))
		numbers.Move(fyne.NewPos(width+4*step, 0))
	}
	curves.Resize(fyne.NewSize(width, size.Height))
	curves.Move(fyne.NewPos(0, 0))
}
