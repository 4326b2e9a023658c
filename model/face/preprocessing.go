package face

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Colours is the order of an input's channels.
type Colours string

// The orders of channels.
const (
	RGB  Colours = "RGB"
	BGR  Colours = "BGR"
	Grey Colours = "grey" // 0.299 red + 0.587 green + 0.114 blue
)

// Alignment is how a face is cut out of a photo.
type Alignment string

// The ways to cut a face out.
const (
	FivePoints   Alignment = "five points"   // brought to a template by a similarity
	MeanShape    Alignment = "mean shape"    // 68 points brought to those of the mean face, by a spline
	WholePicture Alignment = "whole picture" // resized, whatever it shows
)

// Pixels are the values of an input that is a picture.
const Pixels = "pixels"

// Preprocessing says how a photo becomes a network's input. A network's file can carry it as metadata.
type Preprocessing struct {
	// Values is Pixels, or says in words what the input is; then nothing else is set.
	Values        string
	Width, Height int
	Colours       Colours
	// Mean and Divisor are one for all channels or one a channel, in their order: x from 0 to 255 becomes (x − Mean)/Divisor. With
	// OwnExposure each picture has its own mean and deviation instead.
	Mean, Divisor []float32
	OwnExposure   bool
	Alignment     Alignment
	// Template are the places of Face.Five in the input, for FivePoints.
	Template []Point
	// MirrorSum says that what the network gives of the picture and of its mirror image is summed.
	MirrorSum bool
	// KeepsLength says that embeddings are compared as they come, in place of at length 1.
	KeepsLength bool
}

// MetadataPrefix stands before the keys of metadata in a network's file.
const MetadataPrefix = "siamface."

// The keys of a preprocessing, behind MetadataPrefix.
const (
	valuesKey    = "input"
	sizeKey      = "input size"
	coloursKey   = "input colours"
	meanKey      = "input mean"
	divisorKey   = "input divisor"
	exposureKey  = "input exposure"
	alignmentKey = "alignment"
	templateKey  = "alignment template"
	mirrorKey    = "mirror"
	lengthKey    = "embedding length"
)

// The values of exposureKey, mirrorKey and lengthKey.
const (
	ownExposure = "own mean and deviation"
	mirrorSum   = "sum"
	keepsLength = "as it is"
)

// Metadata is the preprocessing as text by its keys.
func (p Preprocessing) Metadata() map[string]string {
	all := map[string]string{MetadataPrefix + valuesKey: p.Values}
	if p.Values != Pixels {
		return all
	}
	put := func(key, value string) {
		if value != "" {
			all[MetadataPrefix+key] = value
		}
	}
	put(sizeKey, fmt.Sprintf("%d %d", p.Width, p.Height))
	put(coloursKey, string(p.Colours))
	put(meanKey, joinNumbers(p.Mean))
	put(divisorKey, joinNumbers(p.Divisor))
	put(alignmentKey, string(p.Alignment))
	var places []float32
	for _, t := range p.Template {
		places = append(places, float32(t.X), float32(t.Y))
	}
	put(templateKey, joinNumbers(places))
	if p.OwnExposure {
		put(exposureKey, ownExposure)
	}
	if p.MirrorSum {
		put(mirrorKey, mirrorSum)
	}
	if p.KeepsLength {
		put(lengthKey, keepsLength)
	}
	return all
}

// ParsePreprocessing reads what Metadata wrote, as far as it is there, and checks it.
func ParsePreprocessing(metadata map[string]string) (p Preprocessing, err error) {
	of := func(key string) string { return metadata[MetadataPrefix+key] }
	p = Preprocessing{
		Values: of(valuesKey), Colours: Colours(of(coloursKey)), Alignment: Alignment(of(alignmentKey)),
		OwnExposure: of(exposureKey) == ownExposure, MirrorSum: of(mirrorKey) == mirrorSum,
		KeepsLength: of(lengthKey) == keepsLength,
	}
	var errs [4]error
	var size, places []float32
	size, errs[0] = ParseNumbers(of(sizeKey))
	p.Mean, errs[1] = ParseNumbers(of(meanKey))
	p.Divisor, errs[2] = ParseNumbers(of(divisorKey))
	places, errs[3] = ParseNumbers(of(templateKey))
	if err := errors.Join(errs[:]...); err != nil {
		return p, err
	}
	if len(size) == 2 {
		p.Width, p.Height = int(size[0]), int(size[1])
	}
	if len(places) != 0 && len(places) != 10 {
		return p, fmt.Errorf("the template has %d numbers in place of ten", len(places))
	}
	for i := 0; i < len(places); i += 2 {
		p.Template = append(p.Template, Point{float64(places[i]), float64(places[i+1])})
	}
	return p, nil
}

func joinNumbers(values []float32) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = strconv.FormatFloat(float64(v), 'g', -1, 32)
	}
	return strings.Join(words, " ")
}

// ParseNumbers reads numbers that spaces or commas part, such as a mean for each channel.
func ParseNumbers(text string) (values []float32, err error) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.ParseFloat(word, 32)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%q is no number", word)
		}
		values = append(values, float32(v))
	}
	return values, nil
}
