package tower

import (
	"image"

	"siamface/model/face"
	"siamface/model/network"
	"siamface/model/photo"
)

// Input says how a photo becomes the network's input. It is resized to Width × Height, by bilinear interpolation with antialiasing and
// without keeping the aspect, and normalised.
type Input struct {
	Width, Height int
	// Channels is 3 for red, green and blue, or 1 for grey.
	Channels int
	// Mean and Deviation normalise each channel after a division by 255: (x/255 − mean)/deviation. Where they are empty, each
	// photo is normalised by its own mean and deviation, which takes out the exposure.
	Mean, Deviation []float32
	// Shaped says that of a photo its main face is seen, in the shape of the mean face (see face.Networks.Shaped).
	Shaped bool `json:",omitempty"`
}

// rawInput is the grey picture as it is.
var rawInput = Input{Width: 64, Height: 64, Channels: 1, Mean: []float32{0}, Deviation: []float32{1}}

// ImageNetInput is the published 64×64 with the normalisation of torchvision's ImageNet networks.
var ImageNetInput = Input{
	Width: 64, Height: 64, Channels: 3,
	Mean: []float32{0.485, 0.456, 0.406}, Deviation: []float32{0.229, 0.224, 0.225},
}

// GreyInput is 64×64 in grey.
var GreyInput = Input{Width: 64, Height: 64, Channels: 1}

// Aligned is the same input of a photo's main face.
func (in Input) Aligned() Input {
	in.Shaped = true
	return in
}

// Described says that of a photo the description of its main face is taken, as the face networks give it: of no pixels.
func (in Input) Described() bool { return in.Size() == 0 }

// FindsFaces says that the photo's main face is found and aligned first; where there is none, the whole picture is taken for one.
func (in Input) FindsFaces() bool { return in.Shaped || in.Described() }

// Size is the number of values of one photo.
func (in Input) Size() int { return in.Channels * in.Width * in.Height }

// Layers are those from a photo to what the network sees, for a summary.
func (in Input) Layers() []network.Layer {
	if !in.FindsFaces() {
		return []network.Layer{{Name: "photo", Kind: "input", Output: []int{in.Height, in.Width, in.Channels}}}
	}
	r := face.Current()
	cut, side := "aligned by five points", r.Side
	if in.Shaped {
		cut, side = "warped to the mean shape", face.ShapedSide
	}
	list := []network.Layer{
		{Name: "photo", Kind: "any size", Output: []int{network.AnySize, network.AnySize, 3}},
		{Name: "detector", Kind: "CenterFace, frozen", Output: []int{4}, Inputs: []string{"photo"}},
		{Name: "landmarks", Kind: "68 points, frozen", Output: []int{68, 2}, Inputs: []string{"detector"}},
		{Name: "chip", Kind: cut, Output: []int{side, side, 3}, Inputs: []string{"landmarks", "photo"}},
	}
	last := network.Layer{Name: "recogniser", Kind: r.Name + ", mirror sum to length 1, frozen", Output: []int{r.Size}, Inputs: []string{"chip"}}
	if in.Shaped {
		last = network.Layer{Name: "resize", Kind: "bilinear, antialiased", Output: []int{in.Height, in.Width, in.Channels}, Inputs: []string{"chip"}}
		if in.Channels == 1 {
			last.Kind += ", grey"
		}
	}
	return append(list, last)
}

// GreyLayer turns what a network sees of a colour input, which has a deviation of its own, into what it would see of GreyInput.
func (in Input) GreyLayer() network.Grey {
	grey := network.Grey{Name: "grey", Side: in.Width, Weights: luma, Least: leastDeviation}
	for c := range grey.Weights {
		grey.Weights[c] *= in.Deviation[c]
	}
	return grey
}

// Pixels returns a photo as the network takes it: channel after channel, row after row.
func (in Input) Pixels(img image.Image) []float32 {
	small := photo.Resize(img, in.Width, in.Height)
	values := make([]float32, in.Size())
	area := in.Width * in.Height
	for i := range area {
		r, g, b := small.Pix[4*i], small.Pix[4*i+1], small.Pix[4*i+2]
		if in.Channels == 1 {
			values[i] = (luma[0]*float32(r) + luma[1]*float32(g) + luma[2]*float32(b)) / 255
			continue
		}
		values[i], values[area+i], values[2*area+i] = float32(r)/255, float32(g)/255, float32(b)/255
	}
	if len(in.Mean) == 0 {
		face.NormaliseExposure(values, leastDeviation)
		return values
	}
	for i := range values {
		c := i / area
		values[i] = (values[i] - in.Mean[c]) / in.Deviation[c]
	}
	return values
}

// luma is what red, green and blue count in grey (ITU-R BT.601).
var luma = [3]float32{0.299, 0.587, 0.114}

// leastDeviation is that of a picture that isn't flat.
const leastDeviation = 1e-3
