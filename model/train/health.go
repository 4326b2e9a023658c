package train

import (
	"slices"

	"siamface/model/evaluate"
)

// health watches for a training that looks busy and learns nothing.
type health struct {
	warnings []string
}

// What can go wrong, in words for people.
const (
	Collapsed = "The tower has collapsed: it puts every photo in nearly the same place. Stop, and try another seed or a lower learning rate."
	Diverged  = "Training diverged: the loss is no number any more. The best weights from before are kept; try another seed or a lower learning rate."
	AtChance  = "The validation people are told apart no better than by chance. More people, more photos each, or another recipe may help."
)

func (h *health) look(history []Epoch, validation evaluate.Scores) {
	impostor := validation.Impostor()
	if impostor.N() == 0 {
		return
	}
	if median := impostor.At(impostor.N() / 2); median < 0.02 {
		h.warn(Collapsed)
	}
	if n := len(history); n >= 10 && slices.IndexFunc(history[n-5:], func(e Epoch) bool { return e.ValidationEER < 0.4 }) < 0 {
		h.warn(AtChance)
	}
}

func (h *health) warn(text string) {
	if !slices.Contains(h.warnings, text) {
		h.warnings = append(h.warnings, text)
	}
}
