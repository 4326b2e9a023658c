package window

import (
	"fyne.io/fyne/v2"

	"siamface/widgets"
)

// faceToFace puts the two aligned faces, as large as there is room, between the photos. Where they aren't shown the photos have it all.
type faceToFace struct{ faces *widgets.FacePair }

const (
	faceGap = 4 * step
	// middleShare is the most of the width that the aligned faces take.
	middleShare = 0.46
	// leastPhoto is the least width of a photo beside them.
	leastPhoto = 96
)

// MinSize is the same whether or not the faces are shown.
func (faceToFace) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(2*leastPhoto+4*faceGap, 84)
}

// Layout parts the width among photo, faces and photo. Where even the photos have little room, the faces give way.
func (f faceToFace) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	middle := float32(0)
	if f.faces.Visible() {
		middle = f.faces.Fit(fyne.NewSize(middleShare*size.Width, size.Height)).Width
	}
	photo := (size.Width - middle - 2*faceGap) / 2
	if middle == 0 || photo < leastPhoto {
		middle, photo = 0, (size.Width-faceGap)/2
	}
	setVisible(objects[1], middle > 0)
	put := func(o fyne.CanvasObject, x, width float32) {
		o.Resize(fyne.NewSize(max(width, 0), size.Height))
		o.Move(fyne.NewPos(x, 0))
	}
	put(objects[0], 0, photo)
	put(objects[1], photo+faceGap, middle)
	put(objects[2], size.Width-photo, photo)
}

// aboveVerdict puts what is seen above the verdict and the row of buttons. Where the matrix of all photos would have too little height for
// its cells, which say the distances themselves, the verdict gives way.
type aboveVerdict struct{ matrix fyne.CanvasObject }

// leastRows is the height from which on a matrix shows some rows.
const leastRows = 52 * step

// MinSize leaves the verdict out.
func (aboveVerdict) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for i, o := range objects {
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		if i != 1 {
			size.Height += least.Height
		}
	}
	return size
}

// Layout places all three, or the first and the last.
func (a aboveVerdict) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	verdict, row := objects[1].MinSize().Height, objects[2].MinSize().Height
	room := size.Height - row
	if setVisible(objects[1], !a.matrix.Visible() || room-verdict >= leastRows); objects[1].Visible() {
		room -= verdict
	}
	y := float32(0)
	for i, height := range []float32{room, verdict, row} {
		if objects[i].Visible() {
			objects[i].Resize(fyne.NewSize(size.Width, height))
			objects[i].Move(fyne.NewPos(0, y))
			y += height
		}
	}
}

// zoomTogether shows the same part of both photos larger: counted from the faces that are compared, where there are two, else in shares
// of the photos.
func zoomTogether(t *verificationTab) {
	for i := range t.slots {
		t.slots[i].OnZoom = func(z widgets.Zoom) {
			t.slots[i].SetZoom(z)
			from, to := frameOf(&t.photos[i]), frameOf(&t.photos[1-i])
			if to.Width <= 0 || from.Width <= 0 || from.Height <= 0 {
				return
			}
			t.slots[1-i].SetZoom(widgets.Zoom{Factor: z.Factor, Middle: fyne.NewPos(
				to.X+(z.Middle.X-from.X)/from.Width*to.Width, to.Y+(z.Middle.Y-from.Y)/from.Height*to.Height,
			)})
		}
	}
}

// frameOf is the part of a photo by which two are laid over each other: the face that is compared, else all of it.
func frameOf(p *slotPhoto) widgets.Box {
	if p.seen != nil {
		if f := p.seen.Found(p.chosen); f != nil && chipOf(f) != nil {
			return widgets.Box{X: float32(f.Box[0]), Y: float32(f.Box[1]), Width: float32(f.Box[2]), Height: float32(f.Box[3])}
		}
	}
	return widgets.Box{Width: float32(p.shown.Width), Height: float32(p.shown.Height)}
}
