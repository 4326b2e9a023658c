package window

import (
	"cmp"
	"image"
	"slices"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/model/verify"
	"siamface/widgets"
)

// groupMatrix is the matrix of all faces of two photos against each other.
type groupMatrix struct {
	of     [2]*verify.Inspection // whose matrix it is
	order  [2][]int              // the faces from the left to the right
	widget *widgets.FaceMatrix
	toggle *widgets.Button
	wanted bool // whether it is shown when there is one
}

func newGroupMatrix(pick func(row, col int), toggle func()) *groupMatrix {
	g := &groupMatrix{widget: widgets.NewFaceMatrix(pick), toggle: widgets.NewQuietButton("", nil, toggle)}
	g.widget.Hide()
	return g
}

// update brings the matrix in line with two photos. It is there where one shows several faces and all are described; it
// appears by itself where both do. The result tells whether it has come or gone.
func (g *groupMatrix) update(words *session.Words, model *session.Model, a, b *sight) (changed bool) {
	there := a.seen != nil && b.seen != nil && a.seen.AllDescribed() && b.seen.AllDescribed() && max(a.seen.Faces(), b.seen.Faces()) > 1
	switch of := [2]*verify.Inspection{a.seen, b.seen}; {
	case !there:
		g.of = [2]*verify.Inspection{}
	case g.of != of:
		if g.of != [2]*verify.Inspection{b.seen, a.seen} { // they weren't just swapped
			g.wanted = min(a.seen.Faces(), b.seen.Faces()) > 1
		}
		g.of = of
		g.fill(model)
	}
	if there {
		g.widget.Choose(slices.Index(g.order[0], a.chosen), slices.Index(g.order[1], b.chosen))
		key := "faces.show"
		if g.wanted {
			key = "faces.hide"
		}
		g.toggle.SetText(words.Text(key, a.seen.Faces(), b.seen.Faces()))
	}
	setVisible(g.toggle, there)
	shown := there && g.wanted
	if changed = shown != g.widget.Visible(); changed {
		setVisible(g.widget, shown)
	}
	return changed
}

// fill shows the faces and their distances.
func (g *groupMatrix) fill(model *session.Model) {
	all := verify.CompareFaces(model.Model, g.of[0], g.of[1])
	var faces [2][]image.Image
	for k, seen := range g.of {
		g.order[k] = orderFromLeft(all.Faces[k])
		for _, i := range g.order[k] {
			faces[k] = append(faces[k], chipOf(seen.Found(i)))
		}
	}
	best := map[[2]int]bool{}
	for _, m := range all.Best {
		best[[2]int{m.A, m.B}] = true
	}
	cells := make([][]widgets.MatrixCell, len(g.order[0]))
	for row, i := range g.order[0] {
		for _, j := range g.order[1] {
			cells[row] = append(cells[row], widgets.MatrixCell{
				Distance: all.Distances[i][j], Kind: verdicts[all.Verdicts[i][j]].kind, Best: best[[2]int{i, j}],
			})
		}
	}
	g.widget.SetFaces(faces[0], faces[1], cells)
}

// facesAt are the faces of a row and a column.
func (g *groupMatrix) facesAt(row, col int) (a, b int) { return g.order[0][row], g.order[1][col] }

// orderFromLeft are the places of faces as they stand on the photo from the left to the right.
func orderFromLeft(faces []verify.Pictured) []int {
	order := make([]int, len(faces))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(faces[i].Box[0], faces[j].Box[0]) })
	return order
}

// besideMatrix puts the matrix right of the photos; where that is too narrow for both, in their place.
type besideMatrix struct{ matrix *widgets.FaceMatrix }

const (
	// wideEnough is the width from which photos and matrix have room beside each other.
	wideEnough = 840
	// leastMatrix has room for the caption.
	leastMatrix = 240
)

// MinSize is that of the photos.
func (besideMatrix) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout gives the matrix what it needs, but no more than 9 of 20 parts of the width.
func (b besideMatrix) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	photos, width := objects[0], size.Width
	if b.matrix.Visible() {
		x := float32(0)
		if size.Width >= wideEnough {
			x = size.Width - min(max(b.matrix.Natural().Width+2*step, leastMatrix), 0.45*size.Width)
		}
		b.matrix.Resize(fyne.NewSize(size.Width-x, size.Height))
		b.matrix.Move(fyne.NewPos(x, 0))
		width = x - 4*step
	}
	setVisible(photos, width > 0)
	if width > 0 {
		photos.Resize(fyne.NewSize(width, size.Height))
		photos.Move(fyne.NewPos(0, 0))
	}
}
