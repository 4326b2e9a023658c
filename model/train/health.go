package train

import (
	"slices"

	"siamface/model/evaluate"
)

// health watches for a training that looks busy and learns nothing.
type health struct {
	warnings []string
	active   int // embedding components that said something at the first look
	looked   bool
}

// What can go wrong, in words for people.
const (
	Collapsed   = "The tower has collapsed: it puts every photo in nearly the same place. Stop, and try another seed or a lower learning rate."
	Diverged    = "Training diverged: the loss is no number any more. The best weights from before are kept; try another seed or a lower learning rate."
	AtChance    = "The validation people are told apart no better than by chance. More people, more photos each, or another recipe may help."
	OverFitting = "The tower learns the training people by heart: their loss falls while the validation people's rises. The best weights from before are kept; fewer epochs, early stopping, augmentation or weight decay may help."
	DeadUnits   = "Most parts of the embedding have died: they are zero for every photo and can't learn any more. Stop, and try a lower learning rate or another start."
	Standstill  = "The training loss doesn't fall. Try a higher learning rate, or another loss if this one says that nothing is left to learn."
)

const (
	chanceEpochs     = 10 // before AtChance, Standstill
	overFitEpochs    = 8  // over which the two losses part
	overFitRise      = 1.15
	overFitFall      = 0.9
	standstillChange = 0.01
)

// lookAtEpoch is called after each epoch, with the validation people's scores and embeddings.
func (h *health) lookAtEpoch(history []Epoch, validation evaluate.Scores, embeddings []float32, width int) {
	h.lookAtLosses(history)
	h.lookAtUnits(embeddings, width)
	impostor := validation.Impostor()
	if impostor.N() == 0 {
		return
	}
	if median := impostor.At(impostor.N() / 2); median < 0.02 {
		h.addWarning(Collapsed)
	}
	if n := len(history); n >= chanceEpochs && slices.IndexFunc(history[n-5:], func(e Epoch) bool { return e.ValidationEER < 0.4 }) < 0 {
		h.addWarning(AtChance)
	}
}

// lookAtLosses compares the last epochs with the one of the least validation loss. NaN, where nothing was validated, compares
// with nothing.
func (h *health) lookAtLosses(history []Epoch) {
	n := len(history)
	if n == 0 {
		return
	}
	last, best := history[n-1], 0
	for i, e := range history {
		if e.ValidationLoss < history[best].ValidationLoss {
			best = i
		}
	}
	b := history[best]
	if n-1-best >= overFitEpochs && last.ValidationLoss > overFitRise*b.ValidationLoss && last.Loss < overFitFall*b.Loss {
		h.addWarning(OverFitting)
	}
	if n >= chanceEpochs && last.Loss > (1-standstillChange)*history[0].Loss {
		h.addWarning(Standstill)
	}
}

// lookAtUnits counts the components of the embeddings that aren't zero for every photo. A start in closed form may leave some out,
// so the first look is what later ones are compared with.
func (h *health) lookAtUnits(embeddings []float32, width int) {
	if len(embeddings) == 0 {
		return
	}
	speaks := make([]bool, width)
	active := 0
	for i, v := range embeddings {
		if v != 0 && !speaks[i%width] {
			speaks[i%width] = true
			active++
		}
	}
	if !h.looked {
		h.active, h.looked = active, true
	}
	if 2*active < h.active {
		h.addWarning(DeadUnits)
	}
}

func (h *health) addWarning(text string) {
	if !slices.Contains(h.warnings, text) {
		h.warnings = append(h.warnings, text)
	}
}
