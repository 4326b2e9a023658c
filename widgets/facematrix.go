package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// MatrixCell is what a FaceMatrix shows where a row meets a column.
type MatrixCell struct {
	Distance float64
	Kind     VerdictKind
	Best     bool // whether the two faces are each other's best match
}

// FaceMatrix shows the faces of one photo against those of another: their pictures at the left and on top, and where a row meets a
// column the distance, with the colour and the sign of its verdict; best matches are framed. One pair is chosen: by a click, or by
// the arrow keys. It scrolls, and keeps objects only for what is in view.
type FaceMatrix struct {
	widget.BaseWidget
	OnPicked func(row, col int) // by a person, not by Choose

	caption    string
	rows, cols []image.Image
	cells      [][]MatrixCell
	row, col   int // the pair that is chosen

	text  [2]*canvas.Text
	table *matrixTable
}

// NewFaceMatrix makes an empty matrix.
func NewFaceMatrix(picked func(row, col int)) *FaceMatrix {
	m := &FaceMatrix{OnPicked: picked, text: [2]*canvas.Text{canvas.NewText("", nil), canvas.NewText("", nil)}}
	m.table = newMatrixTable(m)
	m.ExtendBaseWidget(m)
	return m
}

// SetCaption changes the words above.
func (m *FaceMatrix) SetCaption(text string) {
	m.caption = text
	m.Refresh()
}

// SetFaces shows faces and what lies between them: cells has a row for each of rows with a cell for each of cols.
func (m *FaceMatrix) SetFaces(rows, cols []image.Image, cells [][]MatrixCell) {
	m.rows, m.cols, m.cells = rows, cols, cells
	m.row, m.col = 0, 0
	m.table.ScrollToOffset(fyne.Position{})
	m.Refresh()
}

// Choose shows a pair as the one that is compared.
func (m *FaceMatrix) Choose(row, col int) {
	if row == m.row && col == m.col {
		return
	}
	m.table.reveal(row, col)
	m.row, m.col = row, col
	m.table.Refresh() // two cells and four pictures change their frames
}

// Chosen is the pair that is chosen.
func (m *FaceMatrix) Chosen() (row, col int) { return m.row, m.col }

// CellCentre is the middle of a cell that is in view without scrolling, counted from the matrix's corner.
func (m *FaceMatrix) CellCentre(row, col int) fyne.Position {
	pitch := cellSide + theme.SizeForWidget(theme.SizeNamePadding, m)
	return m.table.Position().AddXY(float32(col)*pitch+1.5*cellSide, float32(row)*pitch+1.5*cellSide)
}

// Natural is the size in which everything is seen at once.
func (m *FaceMatrix) Natural() fyne.Size {
	pitch := cellSide + theme.SizeForWidget(theme.SizeNamePadding, m)
	return fyne.NewSize(float32(len(m.cols))*pitch+cellSide, float32(len(m.rows))*pitch+cellSide+m.captionHeight())
}

func (m *FaceMatrix) captionHeight() float32 {
	return 2*lineHeight(m, theme.SizeNameCaptionText) + step
}

// pick is a person's choice.
func (m *FaceMatrix) pick(row, col int) {
	m.Choose(row, col)
	if m.OnPicked != nil {
		m.OnPicked(row, col)
	}
}

// CreateRenderer links the widget to its drawing.
func (m *FaceMatrix) CreateRenderer() fyne.WidgetRenderer {
	m.applyStyle()
	return &parts{
		of: m, layOut: m.layOut, applyStyle: m.applyStyle, objects: []fyne.CanvasObject{m.text[0], m.text[1], m.table},
		minSize: func() fyne.Size { return fyne.NewSize(2*cellSide+step, 2*cellSide+step) },
	}
}

func (m *FaceMatrix) applyStyle() {
	for _, t := range m.text {
		style(m, t, theme.ColorNamePlaceHolder, theme.SizeNameCaptionText)
	}
}

func (m *FaceMatrix) layOut(size fyne.Size) {
	line := lineHeight(m, theme.SizeNameCaptionText)
	lines := wrap(m.caption, size.Width, m.text[0].TextSize, m.text[0].TextStyle, len(m.text))
	for i, t := range m.text {
		t.Text = ""
		if i < len(lines) {
			t.Text = lines[i]
		}
		put(t, 0, float32(i)*line)
	}
	top := m.captionHeight()
	if size.Height-top < 2*cellSide { // the table counts more than the words
		top = 0
	}
	for _, t := range m.text {
		show(t, top > 0)
	}
	all := m.Natural()
	place(m.table, 0, top, min(size.Width, all.Width), min(size.Height-top, all.Height-m.captionHeight()))
}
