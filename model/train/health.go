package train

import (
	"math"
	"slices"

	"siamface/model/evaluate"
)

// health watches for a training that looks busy and learns nothing. What looks odd inside the tower is said only as long as the
// validation people suffer: a head may lose half of its units, and a loss stand still, while they are told apart ever better.
type health struct {
	warnings []string // that hold now; a new list after each epoch, since events carry it
	active   int      // embedding components that said something at the first look
	looked   bool
	full     []string // of a GPU whose memory was full: they hold to the end
}

// What can go wrong, in words for people.
const (
	Collapsed   = "The tower has collapsed: it puts every photo in nearly the same place, and the validation people suffer. The best weights from before are kept; try another seed or a lower learning rate."
	Diverged    = "Training diverged: the loss is no number any more. The best weights from before are kept; try another seed or a lower learning rate."
	AtChance    = "The validation people are told apart no better than by chance. More people, more photos each, or another recipe may help."
	OverFitting = "The tower learns the training people by heart: their loss falls while the validation people's rises. The best weights from before are kept; fewer epochs, early stopping, augmentation or weight decay may help."
	HalvedBatch = "The GPU's memory was full: each step sees half as many photos now. The result differs from that of whole steps."
	LeftGPU     = "The GPU's memory was full: the training goes on on the processor, and takes longer."
	DeadUnits   = "The validation people are told apart worse, and most parts of the embedding have died: they are zero for every photo. The best weights from before are kept; try a lower learning rate or another start."
	Standstill  = "The validation people are told apart no better than at first, and the training loss doesn't fall. Try a higher learning rate or another loss; more epochs alone won't help."
)

const (
	chanceEpochs     = 10 // before AtChance, Standstill
	overFitEpochs    = 8  // over which the two losses part
	overFitRise      = 1.15
	overFitFall      = 0.9
	standstillChange = 0.01
	collapsedMedian  = 0.02 // distance between two people
	chanceEER        = 0.4
)

// When the validation people suffer.
const (
	recentEpochs  = 3    // of which the best one counts: one bad epoch says little
	fineEER       = 0.05 // up to which no progress is needed
	leastProgress = 0.9  // of the first epoch's EER
	leastRise     = 0.02 // above the best EER so far, and riseShare of it
	riseShare     = 0.25
)

// suffers tells whether the validation people are told apart worse than before, or badly and hardly better than at first. Where nothing
// was validated, nobody can tell.
func suffers(history []Epoch) bool {
	n := len(history)
	if n == 0 || math.IsNaN(history[n-1].ValidationEER) {
		return false
	}
	best, recent := math.Inf(1), math.Inf(1)
	for i, e := range history {
		best = min(best, e.ValidationEER)
		if i >= n-recentEpochs {
			recent = min(recent, e.ValidationEER)
		}
	}
	return recent > best+max(leastRise, riseShare*best) || recent > fineEER && recent > leastProgress*history[0].ValidationEER
}

// lookAtEpoch is called after each epoch, with the validation people's scores and embeddings.
func (h *health) lookAtEpoch(history []Epoch, validation evaluate.Scores, embeddings []float32, width int) {
	dead := h.countDead(embeddings, width)
	h.warnings = slices.Clone(h.full)
	if suffers(history) {
		h.lookAtLosses(history)
		if dead {
			h.addWarning(DeadUnits)
		}
		if impostor := validation.Impostor(); impostor.N() > 0 && impostor.At(impostor.N()/2) < collapsedMedian {
			h.addWarning(Collapsed)
		}
	}
	if n := len(history); n >= chanceEpochs && slices.IndexFunc(history[n-5:], func(e Epoch) bool { return !(e.ValidationEER >= chanceEER) }) < 0 {
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

// countDead tells whether more than half of the components of the embeddings that spoke at the first look are zero for every photo. A
// start in closed form may leave some out, so the first look is what later ones are compared with.
func (h *health) countDead(embeddings []float32, width int) bool {
	if len(embeddings) == 0 {
		return false
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
	return 2*active < h.active
}

// noteFull warns to the end that a GPU's memory was full.
func (h *health) noteFull(text string) {
	h.full = append(h.full, text)
	h.warnings = append(slices.Clip(h.warnings), text)
}

func (h *health) addWarning(text string) {
	if !slices.Contains(h.warnings, text) {
		h.warnings = append(h.warnings, text)
	}
}
