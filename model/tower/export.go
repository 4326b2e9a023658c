package tower

import (
	"fmt"
	"strconv"
	"strings"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/onnx"
	"siamface/model/weights"
)

// The names of an exported network's input and output.
const (
	ExportedInput  = "input"
	ExportedOutput = "embedding"
)

// producer is what an exported network is said to be made by.
const producer = "Siamface"

// EncodeONNX is the model as a file in the ONNX format, from prepared photos, a free number of them, to embeddings with the model's scale.
// The metadata say how photos are prepared and how distances are judged.
//
// A network of pictures takes [N, channels, height, width], prepared as Input says; the recipe face takes the face's description
// [N, 512] as the recogniser gives it. It computes what ComputeEmbeddings does, but for the last digits.
func (m *Model) EncodeONNX() []byte {
	d := m.Design
	b := onnx.NewBuilder(d.Name)
	shape := []int{d.Features}
	if !d.Input.Described() {
		shape = []int{d.Input.Channels, d.Input.Height, d.Input.Width}
	}
	b.Input(ExportedInput, shape...)
	last := d.WriteGraph(b, ExportedInput, func(name string) weights.Tensor { return m.Weights[name] })
	if m.Scale != 1 {
		last = b.Add("Mul", []string{last, b.Number(float32(m.Scale))})
	}
	b.Name(last, ExportedOutput)
	b.Output(ExportedOutput, d.Embedding)
	return b.Bytes(producer, m.describeExport())
}

// describeExport are the metadata of an exported network.
func (m *Model) describeExport() map[string]string {
	j := m.Judgement
	all := m.Design.Input.preprocessing().Metadata()
	for key, value := range map[string]string{
		"recipe": m.Design.Name, "origin": m.Origin, "distance": "Euclidean",
		"threshold": formatNumber(j.Threshold), "sure": formatNumber(j.Sure), "false match rate": formatNumber(j.Rate),
		"verdict": "below sure the same person, from threshold on different people, unsure between",
	} {
		all[face.MetadataPrefix+key] = value
	}
	return all
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// preprocessing is how photos become the network's input, as recognisers have it.
func (in Input) preprocessing() face.Preprocessing {
	if in.Described() {
		return face.Preprocessing{Values: fmt.Sprintf("the %d numbers of the face recogniser %s", face.Current().Size, face.Current().Version)}
	}
	p := face.Preprocessing{Values: face.Pixels, Width: in.Width, Height: in.Height, Colours: face.RGB, Alignment: face.WholePicture, KeepsLength: true}
	if in.Channels == 1 {
		p.Colours = face.Grey
	}
	if in.Shaped {
		p.Alignment = face.MeanShape
	}
	if len(in.Mean) == 0 {
		p.OwnExposure = true
		return p
	}
	const white = 255 // of a pixel; Input divides by it first
	for c := range in.Mean {
		p.Mean, p.Divisor = append(p.Mean, white*in.Mean[c]), append(p.Divisor, white*in.Deviation[c])
	}
	return p
}

// ExportWeights are the model's numbers under their names, torchvision's where it has them, for other programs. Biases that torchvision's networks lack are left out where they are zero.
func (m *Model) ExportWeights() *weights.File {
	f := &weights.File{Tensors: map[string]weights.Tensor{}, Metadata: m.describeExport()}
	for _, p := range m.Design.Parameters() {
		if t := m.Weights[p.Name]; !p.IsOptional() || !isZero(t.Data) {
			f.Tensors[p.Name] = t
		}
	}
	f.Metadata[face.MetadataPrefix+"scale"] = formatNumber(m.Scale)
	f.Metadata[face.MetadataPrefix+"layers"] = listNames(m.Design.Network)
	return f
}

func isZero(values []float32) bool {
	for _, v := range values {
		if v != 0 {
			return false
		}
	}
	return true
}

// listNames are the names of a network's layers, in the order in which a photo meets them.
func listNames(n *network.Network) string {
	var names []string
	for _, l := range n.Layers() {
		names = append(names, l.Name)
	}
	return strings.Join(names, " ")
}
