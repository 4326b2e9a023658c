package figure

import (
	"fmt"
	"slices"

	"siamface/model/format"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/vg"
)

const bold = xfont.WeightBold

// Layer is one box of a network's picture.
type Layer struct {
	Name string
	// Kind is what it computes, such as Conv2D.
	Kind string
	// Input and Output are shapes as they are to be read, such as 32×32×64.
	Input, Output string
	// Params counts its parameters; 0 shows nothing.
	Params int
	// Part says whether it belongs to what never changes or to what is trained: each has a colour, and a word beside the parameters.
	Part LayerPart
	// Inputs are the indexes of the layers it follows, all before its own; one named twice is joined by two arrows. Empty for
	// a photo.
	Inputs []int
}

// LayerPart is a part of a network.
type LayerPart int

// The parts.
const (
	NoPart  LayerPart = iota // a photo, or what compares
	Frozen                   // never changes
	Trained                  // is what training changes
)

// Network draws layers as Keras' plot_model does, from top to bottom and joined by arrows: boxes with name and kind, the shapes
// of input and output and the number of parameters. Layers that two branches share are drawn once, with both arrows leading
// to them. The natural size grows with the network; on another canvas the picture is scaled as a whole. It fails where a layer
// follows one that doesn't come before it.
func Network(layers []Layer, style Style) (Figure, error) {
	for i, l := range layers {
		for _, from := range l.Inputs {
			if from < 0 || from >= i {
				return nil, fmt.Errorf("layer %d (%s) follows layer %d, which doesn't come before it", i, l.Name, from)
			}
		}
	}
	style.Labels = style.Labels.withDefaults()
	n := network{layers: slices.Clone(layers), style: style}
	n.measureCells()
	n.placeBoxes()
	n.routeArrows()
	return n, nil
}

// Lengths of the natural size.
const (
	boxHeight = vg.Length(36)
	cellPad   = vg.Length(8)
	rowGap    = vg.Length(26)
	columnGap = vg.Length(26)
	laneGap   = vg.Length(12)
)

type network struct {
	layers []Layer
	style  Style
	cells  [4]vg.Length // widths: name, input, output, parameters
	rank   []int        // how many boxes down each layer stands
	at     []vg.Point   // the upper left corner of each box, y downwards
	edges  [][]vg.Point // the arrows' corners, from source to target
	width  vg.Length
	height vg.Length
}

// Size implements Figure.
func (n network) Size() (width, height vg.Length) { return n.width, n.height }

func (n network) boxWidth() vg.Length { return n.cells[0] + n.cells[1] + n.cells[2] + n.cells[3] }

// cellTexts returns the upper and the lower line of each cell.
func (n network) cellTexts(l Layer) [4][2]string {
	words := n.style.Labels
	lines := [4][2]string{{l.Name, l.Kind}, {words.Input, l.Input}, {words.Output, l.Output}}
	if l.Params > 0 {
		lines[3] = [2]string{map[LayerPart]string{NoPart: words.Parameters, Frozen: words.Frozen, Trained: words.Trained}[l.Part], format.Count(l.Params)}
	}
	return lines
}

// measureCells makes each cell wide enough for every layer, so that the boxes are alike.
func (n *network) measureCells() {
	for _, l := range n.layers {
		for i, lines := range n.cellTexts(l) {
			for line, words := range lines {
				style := n.cellText(i, line)
				if w := style.Width(words); w > 0 {
					n.cells[i] = max(n.cells[i], w+2*cellPad)
				}
			}
		}
	}
}

// placeBoxes puts each layer one row below the last that it follows, and each row in the order of what it follows.
func (n *network) placeBoxes() {
	n.rank, n.at = make([]int, len(n.layers)), make([]vg.Point, len(n.layers))
	var rows [][]int
	for i, l := range n.layers {
		for _, from := range l.Inputs {
			n.rank[i] = max(n.rank[i], n.rank[from]+1)
		}
		if n.rank[i] == len(rows) {
			rows = append(rows, nil)
		}
		rows[n.rank[i]] = append(rows[n.rank[i]], i)
	}
	widest := 0
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	step := n.boxWidth() + columnGap
	n.width = vg.Length(widest)*step - columnGap + 2*margin
	n.height = vg.Length(len(rows))*(boxHeight+rowGap) - rowGap + 2*margin
	if len(rows) == 0 {
		n.width, n.height = 8*vg.Centimeter, 3*vg.Centimeter
	}
	for r, row := range rows {
		slices.SortStableFunc(row, func(a, b int) int { return int(n.meanInputPlace(a) - n.meanInputPlace(b)) })
		left := n.width/2 - (vg.Length(len(row))*step-columnGap)/2
		for k, i := range row {
			n.at[i] = vg.Point{X: left + vg.Length(k)*step, Y: margin + vg.Length(r)*(boxHeight+rowGap)}
		}
	}
}

// meanInputPlace returns the mean place of the layers that layer i follows.
func (n *network) meanInputPlace(i int) vg.Length {
	sum := vg.Length(0)
	for _, from := range n.layers[i].Inputs {
		sum += n.at[from].X
	}
	return sum / vg.Length(max(len(n.layers[i].Inputs), 1))
}
