package network

import (
	"fmt"

	"siamface/model/onnx"
	"siamface/model/torch"
)

// listWithMean lists a part's layers and, behind them, a mean of its outputs, which has their shape.
func listWithMean(of Part, follows Layer, name, kind string) []Layer {
	list := of.ListLayers(follows)
	last := list[len(list)-1]
	return append(list, last.follow(name, kind, last.Output...))
}

// UnitMirror averages what a part gives of a picture and of its mirror image. Both have length 1, and so has the mean.
type UnitMirror struct {
	Name string
	Of   Part
}

// ListLayers lists the part's and the mean.
func (m UnitMirror) ListLayers(follows Layer) []Layer {
	return listWithMean(m.Of, follows, m.Name, "length 1, mean with mirror")
}

func (m UnitMirror) listInner() []Part { return []Part{m.Of} }

func (m UnitMirror) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	mirrored := p.UnitRows(m.Of.computeOutput(p, p.Mirror(p.Share(x))))
	return p.UnitRows(p.Add(p.UnitRows(m.Of.computeOutput(p, x)), mirrored))
}

func (m UnitMirror) writeOutput(w *writing, x string) string {
	own, mirrored := m.Of.writeOutput(w, x), m.Of.writeOutput(w, w.mirror(x))
	return w.unitRows(w.do("Add", w.unitRows(w.flatten(own)), w.unitRows(w.flatten(mirrored))))
}

// MeanMirror is the mean of what a part gives of a picture and of its mirror image. In training, whose augmentation mirrors the pictures,
// it is what the part gives of the picture.
type MeanMirror struct {
	Name string
	Of   Part
}

// ListLayers lists the part's and the mean.
func (m MeanMirror) ListLayers(follows Layer) []Layer {
	return listWithMean(m.Of, follows, m.Name, "mirror mean, after training")
}

func (m MeanMirror) listInner() []Part { return []Part{m.Of} }

func (m MeanMirror) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	if p.training {
		return m.Of.computeOutput(p, x)
	}
	mirrored := m.Of.computeOutput(p, p.Mirror(p.Share(x)))
	return p.Affine(p.Add(m.Of.computeOutput(p, x), mirrored), 0.5, 0)
}

func (m MeanMirror) writeOutput(w *writing, x string) string {
	return w.affine(w.do("Add", m.Of.writeOutput(w, x), m.Of.writeOutput(w, w.mirror(x))), 0.5, 0)
}

// Moved averages what a part gives of a picture of Side×Side as it is and moved to four sides by some pixels. The mean has length 1.
type Moved struct {
	Name         string
	Of           Part
	Pixels, Side int64
}

// places are where the picture begins in the one whose edges go on: as it is, then moved.
func (m Moved) places() [][2]int64 {
	return [][2]int64{{m.Pixels, m.Pixels}, {m.Pixels, 0}, {m.Pixels, 2 * m.Pixels}, {0, m.Pixels}, {2 * m.Pixels, m.Pixels}}
}

// ListLayers lists the part's and the mean.
func (m Moved) ListLayers(follows Layer) []Layer {
	return listWithMean(m.Of, follows, m.Name, fmt.Sprintf("mean of %d places, length 1", len(m.places())))
}

func (m Moved) listInner() []Part { return []Part{m.Of} }

func (m Moved) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	x = p.PadEdge(x, m.Pixels)
	var all *torch.Tensor
	for i, at := range m.places() {
		own := m.Of.computeOutput(p, p.Window(p.Share(x), at[0], at[1], m.Side, m.Side))
		if i == 0 {
			all = own
			continue
		}
		all = p.Add(all, own)
	}
	torch.Drop(x)
	return p.UnitRows(all)
}

func (m Moved) writeOutput(w *writing, x string) string {
	x = w.padEdge(x, m.Pixels)
	var all []string
	for _, at := range m.places() {
		all = append(all, m.Of.writeOutput(w, w.window(x, at[0], at[1], m.Side, m.Side)))
	}
	return w.unitRows(w.do("Sum", all...))
}

// Beside is what two parts give of the same photo, together at length 1. That of the first has length 1, that of the second SecondLength.
type Beside struct {
	Name          string
	First, Second Part
	SecondLength  float64
}

// ListLayers lists those of both, and what joins them.
func (b Beside) ListLayers(follows Layer) []Layer {
	first, second := b.First.ListLayers(follows), b.Second.ListLayers(follows)
	one, two := first[len(first)-1], second[len(second)-1]
	joined := one.follow(b.Name, fmt.Sprintf("length 1 and %v, length 1", b.SecondLength), one.channels()+two.channels())
	joined.Inputs = append(joined.Inputs, two.Name)
	return append(append(first, second...), joined)
}

func (b Beside) listInner() []Part { return []Part{b.First, b.Second} }

func (b Beside) computeOutput(p *pass, x *torch.Tensor) *torch.Tensor {
	second := b.Second.computeOutput(p, p.Share(x))
	return p.UnitRows(p.Join(b.First.computeOutput(p, x), p.Affine(second, b.SecondLength, 0)))
}

func (b Beside) writeOutput(w *writing, x string) string {
	second := w.affine(b.Second.writeOutput(w, x), b.SecondLength, 0)
	return w.unitRows(w.Add("Concat", []string{b.First.writeOutput(w, x), second}, onnx.Int("axis", 1)))
}
