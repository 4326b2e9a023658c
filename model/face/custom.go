package face

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/onnx"
)

// arcFaceTemplate are the places of five points in a chip of 112 pixels that most public recognisers were trained on (those of ArcFace:
// Deng and others, 2019).
var arcFaceTemplate = [5]Point{{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}

// What is guessed of a network whose file doesn't say it.
const (
	usualSide   = 112
	usualMiddle = 127.5
)

// The sides and the numbers of embeddings that are taken.
const (
	leastSide, mostSide = 8, 1024
	leastSize, mostSize = 2, 16384
)

// ReadRecogniser makes a recogniser of a network that a user brings, a file in the ONNX format from one face to a row of numbers. What named
// says holds; what it leaves out is taken from the file's metadata (see Preprocessing), and what they don't say is guessed. guesses says
// in sentences what was. A file that is a known recogniser's is that one.
//
// The network is tried once on a picture. It isn't known what its distances mean.
func ReadRecogniser(path string, named Preprocessing) (r *Recogniser, guesses []string, err error) {
	data, err := readBounded(path, mostBytes)
	if err != nil {
		return nil, nil, err
	}
	refuse := func(err error) (*Recogniser, []string, error) {
		return nil, nil, fmt.Errorf("%s can't be used as a network: %w", path, oneLine{err})
	}
	hash := sha256.Sum256(data)
	sum := hex.EncodeToString(hash[:])
	if i := slices.IndexFunc(recognisers, func(r Recogniser) bool { return r.SHA256 == sum }); i >= 0 {
		known := recognisers[i]
		known.Path = path
		return &known, []string{fmt.Sprintf("It is %s, which is known.", known.Name)}, nil
	}
	facts, err := onnx.Inspect(data)
	if err != nil {
		return refuse(err)
	}
	said, err := ParsePreprocessing(facts.Metadata)
	if err != nil {
		return refuse(fmt.Errorf("its metadata make no sense: %w", err))
	}
	g := guess{Preprocessing: named.or(said)}
	if r, err = g.recogniser(facts); err != nil {
		return refuse(err)
	}
	r.Name, r.File, r.Path, r.SHA256 = filepath.Base(path), filepath.Base(path), path, sum
	if r.Size, err = tryNetwork(r, data, facts.Outputs); err != nil {
		return refuse(err)
	}
	r.Version = nameVersion(r)
	return r, g.said, nil
}

// oneLine is an error in one line: ONNX Runtime's have several.
type oneLine struct{ error }

func (e oneLine) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }

func (e oneLine) Unwrap() error { return e.error }

// OwnPrefix begins the version of a recogniser that a user brings.
const OwnPrefix = "own-"

// nameVersion is another for each file and preprocessing.
func nameVersion(r *Recogniser) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %v %s %v %v %v %s %v %v %v", r.SHA256, r.Output, r.Side, r.ChannelsLast, r.Colours, r.Mean, r.Divisor,
		r.OwnExposure, r.Alignment, r.Template, r.MirrorSum, r.KeepsLength))
	return OwnPrefix + hex.EncodeToString(sum[:8])
}

// or is p with what it leaves out taken from other.
func (p Preprocessing) or(other Preprocessing) Preprocessing {
	p.Values = other.Values
	if p.Width == 0 {
		p.Width, p.Height = other.Width, other.Height
	}
	if p.Colours == "" {
		p.Colours = other.Colours
	}
	if p.Mean == nil && p.Divisor == nil {
		p.Mean, p.Divisor, p.OwnExposure = other.Mean, other.Divisor, other.OwnExposure
	}
	if p.Alignment == "" {
		p.Alignment = other.Alignment
	}
	if p.Template == nil {
		p.Template = other.Template
	}
	p.MirrorSum, p.KeepsLength = p.MirrorSum || other.MirrorSum, p.KeepsLength || other.KeepsLength
	return p
}

// guess is what is known of a network, with what was guessed.
type guess struct {
	Preprocessing
	said []string
}

func (g *guess) say(format string, values ...any) {
	g.said = append(g.said, fmt.Sprintf(format, values...))
}

// recogniser is one of what is known, of a network with one input.
func (g *guess) recogniser(facts onnx.Facts) (*Recogniser, error) {
	if g.Values != "" && g.Values != Pixels {
		return nil, fmt.Errorf("it doesn't see pictures, but %s", g.Values)
	}
	if len(facts.Inputs) != 1 {
		return nil, fmt.Errorf("it has %d inputs in place of one", len(facts.Inputs))
	}
	if len(facts.Outputs) == 0 {
		return nil, fmt.Errorf("it has no output")
	}
	in := facts.Inputs[0]
	if !in.Float32 {
		return nil, fmt.Errorf("its input takes other numbers than float32")
	}
	r := &Recogniser{Input: in.Name, Output: g.output(facts.Outputs), OneByOne: true, MirrorSum: g.MirrorSum, KeepsLength: g.KeepsLength, OwnExposure: g.OwnExposure}
	if err := g.setShape(r, in.Shape); err != nil {
		return nil, err
	}
	if err := g.setLevels(r); err != nil {
		return nil, err
	}
	return r, g.setAlignment(r)
}

// output is the name of the output that holds the embedding.
func (g *guess) output(outputs []onnx.Value) string {
	if len(outputs) == 1 {
		return outputs[0].Name
	}
	i := slices.IndexFunc(outputs, func(v onnx.Value) bool {
		name := strings.ToLower(v.Name)
		return strings.Contains(name, "embed") || strings.Contains(name, "feat") || strings.Contains(name, "fc1")
	})
	i = max(0, i)
	g.say("Of its %d outputs, %q is taken for the embedding.", len(outputs), outputs[i].Name)
	return outputs[i].Name
}

// setShape sets the picture's side and the order of its numbers, by the shape of the input.
func (g *guess) setShape(r *Recogniser, shape []int64) error {
	if len(shape) != 4 {
		return fmt.Errorf("its input has %d dimensions; a batch of pictures has 4: [N, channels, height, width] or [N, height, width, channels]", len(shape))
	}
	if shape[0] > 1 {
		g.say("Its batch of %d is taken for free.", shape[0])
	}
	isChannels := func(n int64) bool { return n == 1 || n == 3 }
	channels, height, width := shape[1], shape[2], shape[3]
	if !isChannels(channels) && isChannels(shape[3]) {
		r.ChannelsLast, channels, height, width = true, shape[3], shape[1], shape[2]
	}
	if channels != 0 && !isChannels(channels) {
		return fmt.Errorf("its pictures have %d channels; 1 or 3 can be given", channels)
	}
	for _, side := range []*int64{&height, &width} {
		if *side != 0 && g.Width != 0 && *side != int64(g.Width) {
			return fmt.Errorf("its pictures have %d × %d pixels, not %d", width, height, g.Width)
		}
		if *side == 0 {
			*side = int64(g.Width)
		}
	}
	if height == 0 && width == 0 {
		height, width = usualSide, usualSide
		g.say("It takes pictures of any size: %d × %d pixels are guessed (--network-size).", usualSide, usualSide)
	}
	if height == 0 || width == 0 {
		height, width = max(height, width), max(height, width)
	}
	if height != width || height < leastSide || height > mostSide {
		return fmt.Errorf("its pictures have %d × %d pixels; square ones of %d to %d can be given", width, height, leastSide, mostSide)
	}
	r.Side = int(width)
	return g.setColours(r, channels)
}

func (g *guess) setColours(r *Recogniser, channels int64) error {
	if g.Colours == "" {
		g.Colours = RGB
		if channels == 1 {
			g.Colours = Grey
		} else {
			g.say("The order of colours is guessed to be RGB (--network-colours).")
		}
	}
	if !slices.Contains([]Colours{RGB, BGR, Grey}, g.Colours) {
		return fmt.Errorf("there are no colours %q; choose RGB, BGR or grey", g.Colours)
	}
	r.Colours = g.Colours
	if channels != 0 && int(channels) != channelsOf(g.Colours) {
		return fmt.Errorf("its pictures have %d channels, and %s has %d", channels, g.Colours, channelsOf(g.Colours))
	}
	return nil
}

// setLevels sets what becomes of a pixel's value.
func (g *guess) setLevels(r *Recogniser) error {
	if g.OwnExposure {
		return nil
	}
	if g.Mean == nil && g.Divisor == nil {
		g.Mean, g.Divisor = []float32{usualMiddle}, []float32{usualMiddle}
		g.say("Each value x from 0 to 255 is guessed to become (x − %v)/%v (--network-mean, --network-divisor).", usualMiddle, usualMiddle)
	}
	if g.Mean == nil {
		g.Mean = []float32{0}
	}
	if g.Divisor == nil {
		g.Divisor = []float32{1}
	}
	for _, list := range []struct {
		name string
		from []float32
		to   *[3]float32
	}{{"mean", g.Mean, &r.Mean}, {"divisor", g.Divisor, &r.Divisor}} {
		if n := len(list.from); n != 1 && n != channelsOf(r.Colours) {
			return fmt.Errorf("its %s has %d numbers for %d channels", list.name, n, channelsOf(r.Colours))
		}
		for c := range list.to {
			list.to[c] = list.from[c%len(list.from)]
		}
	}
	if slices.Contains(g.Divisor, 0) {
		return fmt.Errorf("its divisor is 0")
	}
	return nil
}

// setAlignment sets how faces are cut out.
func (g *guess) setAlignment(r *Recogniser) error {
	if g.Alignment == "" {
		g.Alignment = FivePoints
		g.say("Faces are guessed to be aligned by five points, as those of ArcFace are (--network-alignment).")
	}
	if !slices.Contains([]Alignment{FivePoints, MeanShape, WholePicture}, g.Alignment) {
		return fmt.Errorf("there is no alignment %q; choose %s, %s or %s", g.Alignment, FivePoints, MeanShape, WholePicture)
	}
	r.Alignment = g.Alignment
	for i, p := range arcFaceTemplate {
		grown := float64(r.Side) / usualSide
		r.Template[i] = Point{p.X * grown, p.Y * grown}
	}
	if len(g.Template) == len(r.Template) {
		copy(r.Template[:], g.Template)
	}
	if s := SimilarityOf(r.Template, arcFaceTemplate); !(s.scale() > 0 && s.scale() < 1e3) {
		return fmt.Errorf("its alignment template is none")
	}
	return nil
}

// tryNetwork runs the network on a picture and returns how many numbers it gives of one.
func tryNetwork(r *Recogniser, data []byte, outputs []onnx.Value) (size int, err error) {
	if i := slices.IndexFunc(outputs, func(v onnx.Value) bool { return v.Name == r.Output }); !outputs[i].Float32 {
		return 0, fmt.Errorf("its output gives other numbers than float32")
	}
	dir, err := Find()
	if err != nil {
		return 0, err
	}
	if err := onnx.Start(filepath.Join(dir, libraryFile)); err != nil {
		return 0, err
	}
	net, err := onnx.Open(data, r.spec())
	if err != nil {
		return 0, err
	}
	defer net.Close()
	e := embedder{net, r}
	values := make([]float32, e.inputSize())
	for i := range values { // a pattern like any other
		values[i] = float32(i*i%251)/125 - 1
	}
	out, err := net.Run(onnx.Tensor{Shape: e.inputShape(1), Values: values})
	if err != nil {
		return 0, err
	}
	size = len(out[0].Values)
	if shape := out[0].Shape; len(shape) < 1 || shape[0] != 1 || size < leastSize || size > mostSize {
		return 0, fmt.Errorf("of one picture it gives numbers of the shape %v; a row of %d to %d is wanted", shape, leastSize, mostSize)
	}
	for _, v := range out[0].Values {
		if v-v != 0 {
			return 0, errNoNumbers
		}
	}
	return size, nil
}
