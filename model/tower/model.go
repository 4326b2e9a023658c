package tower

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"

	"siamface/model/face"
	"siamface/model/weights"
)

// Judgement is how distances are judged: from the distances of the validation people's pairs, whom the tower never saw in
// training.
type Judgement struct {
	// Rate is the false match rate that Threshold was set for; 0 is 1 %, which older models have.
	Rate float64 `json:"rate"`
	// Threshold is the distance from which on two photos show different people. It is that of the rate, or a smaller one that errs
	// less often on the people held out.
	Threshold float64 `json:"threshold"`
	// Sure is the distance at a tenth of the rate, at most Threshold: below it, they show the same person. Between the two the
	// verdict is unsure. Where there are too few impostor pairs to show its rate, it is their smallest distance; where they can't show
	// that of Threshold either, or are of few people, the largest distance of one person below it.
	Sure float64 `json:"sure"`
	// General says that the thresholds are the recogniser's, measured on other people.
	General bool `json:"general,omitempty"`
	// ThresholdShown and SureShown say whether there were enough impostor pairs to show the two rates.
	ThresholdShown bool `json:"threshold_shown"`
	SureShown      bool `json:"sure_shown"`
	// Genuine and Impostor count the validation pairs.
	Genuine  int `json:"genuine"`
	Impostor int `json:"impostor"`
	// GenuineQuantiles and ImpostorQuantiles are the distances at QuantileFractions.
	GenuineQuantiles  []float64 `json:"genuine_quantiles"`
	ImpostorQuantiles []float64 `json:"impostor_quantiles"`
}

// QuantileFractions are the shares that a judgement's quantiles are taken at.
var QuantileFractions = []float64{0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1}

// Model is a tower that can judge: what a model file holds.
type Model struct {
	*Tower
	Judgement Judgement
	// Untrained is the recipe face as it comes.
	Untrained bool
	// Record says how the model was made, as JSON: settings, split, seeds, versions.
	Record json.RawMessage
}

// The metadata of a model file.
const (
	recipeKey    = "recipe"
	unfrozenKey  = "unfrozen" // of models of before, some of whose frozen stages were trained too
	inputKey     = "input"
	originKey    = "origin"
	scaleKey     = "scale"
	judgementKey = "judgement"
	recordKey    = "record"
	facesKey     = "faces" // how faces were found and described, of recipes that find them
)

// Save writes the model to path: safetensors with a checksum, whole or not at all.
func (m *Model) Save(path string) error {
	metadata := map[string]string{recipeKey: m.Design.Name, originKey: m.Origin, recordKey: string(m.Record)}
	for key, value := range map[string]any{inputKey: m.Design.Input, scaleKey: m.Scale, judgementKey: m.Judgement} {
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("the model's %s can't be written: %w", key, err)
		}
		metadata[key] = string(text)
	}
	if m.Design.Input.FindsFaces() {
		metadata[facesKey] = face.Version()
	}
	return weights.WriteModel(path, &weights.File{Tensors: m.Weights, Metadata: metadata})
}

// WithGeneral is the judgement with the thresholds that the recogniser's own distances have for a false match rate, measured on other
// people.
//
// Of a recogniser whose distances nobody has measured they are no numbers (see face.Recogniser.Measured): then nothing can be said of a distance.
func (j Judgement) WithGeneral(rate float64) Judgement {
	const sureFactor = 10
	r := face.Current()
	if !r.Measured() {
		j.Rate, j.Threshold, j.Sure = rate, math.NaN(), math.NaN()
		return j
	}
	finest, _ := r.FMRAt(0)
	shown := func(rate float64) bool { return rate > 0.999*finest } // as it is interpolated
	j.Rate, j.Threshold, j.Sure = rate, r.Threshold(rate), r.Threshold(rate/sureFactor)
	j.ThresholdShown, j.SureShown, j.General = shown(rate), shown(rate/sureFactor), true
	return j
}

// Known says that there are thresholds to judge by.
func (j Judgement) Known() bool { return !math.IsNaN(j.Threshold) }

// Finder finds a design by the name of its recipe.
type Finder func(name string) (Design, error)

// Load reads a model file, checks all of it, and places the tower on the device of that name (see torch.Pick).
func Load(ctx context.Context, path, device string, find Finder) (*Model, error) {
	f, err := weights.ReadModel(path)
	if err != nil {
		return nil, err
	}
	m, err := fromFile(f, find)
	if err != nil {
		return nil, fmt.Errorf("%s can't be used: %w", path, err)
	}
	return m, m.Open(ctx, device, 0)
}

func fromFile(f *weights.File, find Finder) (*Model, error) {
	design, err := designOf(f.Metadata, find)
	if err != nil {
		return nil, err
	}
	if design.Input.FindsFaces() && f.Metadata[facesKey] != face.Version() {
		if made := f.Metadata[facesKey]; strings.Contains(made, face.OwnPrefix) {
			return nil, errors.New("its faces were described by a network that was brought, and prepared for it in one way: name that with --network, and the same of its input")
		}
		if face.Current().Path != "" {
			return nil, fmt.Errorf("its faces were described by other networks than %s; train again, or leave --network out", face.Current().Name)
		}
		return nil, errors.New("its faces were found and described by other networks than those of this version of Siamface; train again")
	}
	var input Input
	m := &Model{Tower: assemble(design, f.Tensors)}
	m.Origin = f.Metadata[originKey]
	if record := f.Metadata[recordKey]; record != "" {
		m.Record = json.RawMessage(record)
	}
	for key, into := range map[string]any{inputKey: &input, scaleKey: &m.Scale, judgementKey: &m.Judgement} {
		if err := json.Unmarshal([]byte(f.Metadata[key]), into); err != nil {
			return nil, fmt.Errorf("its %s is missing or isn't one: it is no whole model; train again", key)
		}
	}
	if !reflect.DeepEqual(input, design.Input) {
		return nil, errors.New("its photos were prepared in another way than this version of Siamface does; train again")
	}
	for _, p := range design.Parameters() {
		switch _, err := takeWeight(f, p); {
		case errors.Is(err, errOtherNetwork): // the recipe's, in another version
			return nil, fmt.Errorf("its recipe %s has another network in this version of Siamface; train again (%w)", design.Name, err)
		case err != nil:
			return nil, err
		}
	}
	if !isPlausible(m.Scale) {
		return nil, errScale
	}
	if err := m.Judgement.check(); err != nil {
		return nil, err
	}
	return m, checkWeights(f.Tensors)
}

// designOf is that of the recipe that a model file's metadata names.
func designOf(metadata map[string]string, find Finder) (Design, error) {
	if _, some := metadata[unfrozenKey]; some {
		return Design{}, errors.New("stages of its pretrained network were trained too, which this version of Siamface doesn't do; train again")
	}
	name := metadata[recipeKey]
	if name == "" {
		return Design{}, errors.New("it doesn't say by which recipe it was made: it is no whole model; train again")
	}
	design, err := find(name)
	if err != nil {
		return Design{}, fmt.Errorf("its recipe isn't known to this version of Siamface (%w)", err)
	}
	return design, nil
}

// RewriteRecord gives the model file at path another record; rewrite makes it of the old one, and nil leaves the file as it is. Nothing
// else changes in it. Which recipe it is of, and whether this version can use it, doesn't matter.
func RewriteRecord(path string, rewrite func(record json.RawMessage) (json.RawMessage, error)) error {
	f, err := weights.ReadModel(path)
	if err != nil {
		return err
	}
	record, err := rewrite(json.RawMessage(f.Metadata[recordKey]))
	if err != nil || record == nil {
		return err
	}
	f.Metadata[recordKey] = string(record)
	return weights.WriteModel(path, f)
}
