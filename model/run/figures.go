package run

import (
	"siamface/model/figure"
	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/train"
)

// Histogram draws the distances of a run's test people with the model's threshold.
func Histogram(folder string, style figure.Style) (figure.Figure, error) {
	r, err := ReadReport(folder)
	if err != nil {
		return nil, err
	}
	scores, err := Scores(folder)
	if err != nil {
		return nil, err
	}
	return figure.Histogram(scores.Classes, r.Judgement.Threshold, style), nil
}

// Curves draws a training's history.
func Curves(history []train.Epoch, style figure.Style) figure.Figure {
	return figure.Curves(CurvePanels(history, style.Labels), style)
}

// CurvePanels are the panels of a training's history: loss, and balanced accuracy at 0.5.
func CurvePanels(history []train.Epoch, words figure.Labels) []figure.Panel {
	column := func(of func(train.Epoch) float64) figure.Series {
		values := make([]float64, len(history))
		for i, e := range history {
			values[i] = of(e)
		}
		return figure.Series{Values: values}
	}
	return []figure.Panel{
		figure.LossPanel(column(func(e train.Epoch) float64 { return e.Loss }),
			column(func(e train.Epoch) float64 { return e.ValidationLoss }), words),
		figure.AccuracyPanel(column(func(e train.Epoch) float64 { return e.Accuracy }),
			column(func(e train.Epoch) float64 { return e.ValidationAccuracy }), words),
	}
}

// Blueprint is the tower that a training of a recipe begins with, on no device: with the weights of a file, "" being random ones.
func Blueprint(recipe, weights string, seed uint64) (*tower.Tower, error) {
	r, err := recipes.Find(recipe)
	if err != nil {
		return nil, err
	}
	pretrained, err := loadWeights(r, weights)
	if err != nil {
		return nil, err
	}
	t, _, err := buildTower(r, pretrained, Options{Weights: weights, Seed: seed})
	return t, err
}

// partOf is the part that a layer belongs to: by its parameters, and where it has none, that of the layers it follows.
func partOf(row network.Layer, l figure.Layer, before []figure.Layer) figure.LayerPart {
	part := figure.NoPart
	for _, p := range row.Parameters {
		if !p.Frozen && !p.Statistic {
			return figure.Trained
		}
		part = figure.Frozen
	}
	for _, i := range l.Inputs {
		part = max(part, before[i].Part)
	}
	return part
}

// Network draws the siamese network: two photos, the one tower, two embeddings, their distance.
func Network(t *tower.Tower, style figure.Style) (figure.Figure, error) {
	var layers []figure.Layer
	at := map[string]int{}
	say := style.TranslateLayer
	if say == nil {
		say = func(text string) string { return text }
	}
	add := func(l figure.Layer) int {
		l.Name, l.Kind, l.Input, l.Output = say(l.Name), say(l.Kind), say(l.Input), say(l.Output)
		layers = append(layers, l)
		return len(layers) - 1
	}
	rows := t.Design.Layers()
	input := rows[0].Shape()
	a := add(figure.Layer{Name: "photo A", Kind: rows[0].Kind, Input: input, Output: input})
	b := add(figure.Layer{Name: "photo B", Kind: rows[0].Kind, Input: input, Output: input})
	for _, row := range rows[1:] {
		l := figure.Layer{Name: row.Name, Kind: row.Kind, Output: row.Shape(), Params: row.Count()}
		for _, follows := range row.Inputs {
			if follows == rows[0].Name {
				l.Inputs, l.Input = append(l.Inputs, a, b), input
				continue
			}
			l.Inputs, l.Input = append(l.Inputs, at[follows]), layers[at[follows]].Output
		}
		l.Part = partOf(row, l, layers)
		at[row.Name] = add(l)
	}
	last := len(layers) - 1
	embedding := layers[last].Output
	add(figure.Layer{Name: "distance", Kind: "Euclidean", Input: embedding + ", " + embedding, Output: "1", Inputs: []int{last, last}})
	return figure.Network(layers, style)
}
