package train

import (
	"math"

	"siamface/model/evaluate"
	"siamface/model/torch"
)

// tryStart makes the start the best so far, if validation can judge it. A random start isn't worth keeping.
func (l *loop) tryStart() error {
	if l.Start == StartRandom {
		return nil
	}
	scores, embeddings, err := l.scoreValidation()
	if err != nil {
		return err
	}
	l.watch.countDead(embeddings, l.tower.Design.Embedding)
	if scores.Genuine().N() == 0 || scores.Impostor().N() == 0 {
		return nil
	}
	return l.keepBest(scaledLoss(scores))
}

// endEpoch scores the validation people, keeps the weights if they are the best so far, and cuts the learning rate after a
// while without a better loss.
func (l *loop) endEpoch(loss, accuracy float64) error {
	e := Epoch{Number: l.epoch, Rate: l.rate, Loss: loss, Accuracy: accuracy}
	scores, embeddings, err := l.scoreValidation()
	if err != nil {
		return err
	}
	e.ValidationLoss, e.ValidationAccuracy, e.ValidationEER = math.NaN(), evaluate.OrNaN(scores.BalancedAccuracy(evaluate.PublishedThreshold)), evaluate.OrNaN(scores.EER())
	merit := -float64(l.epoch) // without validation pairs, the last epoch
	if !math.IsNaN(e.ValidationEER) {
		e.ValidationLoss = lossOf(scores)
		merit = scaledLoss(scores)
	}
	l.history = append(l.history, e)
	l.watch.lookAtEpoch(l.history, scores, embeddings, l.tower.Design.Embedding)
	l.reportStep(l.Steps, loss)
	return l.keepBest(merit)
}

// scoreValidation scores all pairs of the validation people and returns their embeddings too.
func (l *loop) scoreValidation() (scores evaluate.Scores, embeddings []float32, err error) {
	embeddings, err = l.embedSet(l.validation)
	if err != nil || len(embeddings) == 0 {
		return evaluate.Scores{}, nil, err
	}
	scores, err = evaluate.Collect(background, embeddings, l.tower.Design.Embedding, l.validation.Person, nil)
	if err != nil {
		return evaluate.Scores{}, nil, ErrDiverged
	}
	return scores, embeddings, nil
}

func (l *loop) embedSet(s Set) (embeddings []float32, err error) {
	err = l.withRoom(false, func() error {
		return torch.Do(background, func() (err error) {
			embeddings, err = l.tower.ComputeEmbeddings(s.Features)
			return err
		})
	})
	return embeddings, err
}

func (l *loop) keepBest(merit float64) error {
	if merit < l.best {
		l.best, l.bestAt, l.waited = merit, l.epoch, 0
		return torch.Do(background, func() (err error) {
			l.kept, err = l.tower.ReadHead()
			return err
		})
	}
	if l.waited++; l.waited >= l.Patience && !l.isPlanned() {
		l.rate, l.waited = l.rate*l.Cut, 0
	}
	return nil
}

// keepHead gives the tower its best weights; where no epoch was finished, the ones that it has now. Then it solves the dense layer, if that
// is wanted.
func (l *loop) keepHead() error {
	return torch.Do(background, func() (err error) {
		if l.kept == nil {
			if l.kept, err = l.tower.ReadHead(); err != nil {
				return err
			}
		}
		if err = l.tower.SetHead(l.kept); err != nil || !l.Solve {
			return err
		}
		return solveTrained(l.tower, l.training, l.Seed)
	})
}

// isStale says whether training goes on for too long without a better validation.
func (l *loop) isStale() bool { return l.EarlyStop > 0 && l.epoch-l.bestAt >= l.EarlyStop }

func (l *loop) makeOutcome() Outcome {
	return Outcome{History: l.history, Best: l.bestAt, Stopped: l.stopped, Early: l.early, Warnings: l.watch.warnings}
}

// scaledLoss is the loss at the scale of distances that makes it least. The embedding is scaled by one number at the end, so
// a tower shall not be preferred for its scale.
func scaledLoss(s evaluate.Scores) float64 {
	least := math.Inf(1)
	for k := 0.25; k <= 4; k *= 1.05 {
		scaled := s.Times(k)
		least = min(least, lossOf(scaled))
	}
	return least
}
