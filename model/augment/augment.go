// Package augment changes pictures of faces a little, at random, as another photo of the same person might differ: so a tower
// learns the face and not its place, its light or its blemishes. Its generator is seeded: the same seed makes the same changes.
//
// A picture is a plane of numbers a channel, one plane after another, each row after row; grey pictures have one, colour ones
// three, and all channels are changed alike but for noise. The numbers are a network's input, of a deviation of about 1.
package augment

import (
	"errors"
	"fmt"
	"strings"

	"siamface/model/random"
)

// Settings say how much may be changed at most; each change is drawn evenly up to that. The zero value changes nothing.
type Settings struct {
	// Mirror turns every other picture left to right.
	Mirror bool `json:"mirror"`
	// Shift moves by whole pixels, in both directions.
	Shift int `json:"shift"`
	// Turn rotates about the centre, by degrees to either side.
	Turn float64 `json:"turn"`
	// Zoom enlarges, or shrinks, about the centre by this share: 0.1 is a size from 1/1.1 to 1.1.
	Zoom float64 `json:"zoom"`
	// Blur is the deviation of a Gaussian in pixels.
	Blur float64 `json:"blur"`
	// Contrast multiplies by 1/(1 + Contrast) to 1 + Contrast, and Brightness adds up to this much to either side.
	Contrast   float64 `json:"contrast"`
	Brightness float64 `json:"brightness"`
	// Noise is the deviation of Gaussian noise, of each pixel and channel.
	Noise float64 `json:"noise"`
	// CutOut is the side, as a share of the width, of a square whose pixels become 0, the mean (DeVries and Taylor, "Improved
	// regularization of convolutional neural networks with cutout", 2017). It may reach over the edge.
	CutOut float64 `json:"cut_out"`
}

// Moved mirrors and moves by up to three pixels.
func Moved() Settings { return Settings{Mirror: true, Shift: 3} }

// Faces is a little of everything, for faces that are aligned or fill their pictures.
func Faces() Settings {
	return Settings{
		Mirror: true, Shift: 3, Turn: 10, Zoom: 0.12, Blur: 0.7, Contrast: 0.25, Brightness: 0.25, Noise: 0.1, CutOut: 0.3,
	}
}

// The names of the presets.
const (
	PresetNone  = "none"
	PresetMoved = "moved"
	PresetFaces = "faces"
)

// Presets lists the names of the presets.
func Presets() []string { return []string{PresetNone, PresetMoved, PresetFaces} }

// Preset is the settings of a preset's name.
func Preset(name string) (Settings, error) {
	switch name {
	case PresetNone:
		return Settings{}, nil
	case PresetMoved:
		return Moved(), nil
	case PresetFaces:
		return Faces(), nil
	}
	return Settings{}, fmt.Errorf("there is no augmentation %q; choose one of %s", name, strings.Join(Presets(), ", "))
}

// On says whether anything is changed.
func (s Settings) On() bool { return s != Settings{} }

// Check says what is wrong with the settings.
func (s Settings) Check() error {
	if s.Shift < 0 || s.Shift > 1000 || !(s.Turn >= 0 && s.Turn <= 180) {
		return errors.New("augmentation shifts by 0 to 1000 pixels and turns by 0 to 180 degrees")
	}
	for _, v := range []float64{s.Zoom, s.Blur, s.Contrast, s.Brightness, s.Noise, s.CutOut} {
		if !(v >= 0 && v <= 10) {
			return errors.New("augmentation's zoom, blur, contrast, brightness, noise and cut-out must lie between 0 and 10")
		}
	}
	return nil
}

// Augmenter changes pictures of one size. It isn't for several goroutines at once.
type Augmenter struct {
	Settings
	width, height, channels int
	rng                     *random.Generator
	old                     []float32
}

// New makes an augmenter for pictures of so many channels.
func New(s Settings, width, height, channels int, seed uint64) *Augmenter {
	return &Augmenter{
		Settings: s, width: width, height: height, channels: channels,
		rng: random.New(seed, random.Augmentation), old: make([]float32, width*height*channels),
	}
}

// MarshalBinary is where the augmenter's random numbers stand.
func (a *Augmenter) MarshalBinary() ([]byte, error) { return a.rng.MarshalBinary() }

// UnmarshalBinary makes the augmenter change pictures as the one that was kept would have gone on.
func (a *Augmenter) UnmarshalBinary(state []byte) error { return a.rng.UnmarshalBinary(state) }

// Change changes one picture in place. A picture of another size than the augmenter's stays as it is.
func (a *Augmenter) Change(pixels []float32) {
	if !a.On() || len(pixels) != len(a.old) {
		return
	}
	a.movePixels(pixels)
	if sigma := drawUpTo(a.rng, a.Blur); sigma > 0.2 { // less is nothing to be seen
		a.blurPlanes(pixels, sigma)
	}
	a.changeLight(pixels)
	if a.CutOut > 0 {
		a.cutOutRectangle(pixels)
	}
}
