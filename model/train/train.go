// Package train teaches a tower's head: the loop, the learning rate's schedule, the best weights kept, and the heads that are
// solved rather than trained. It knows features and people, no files and no window; what happens is reported by events.
package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"siamface/model/augment"
	"siamface/model/distance"
	"siamface/model/evaluate"
	"siamface/model/loss"
	"siamface/model/pair"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// Epoch is what one epoch reached. Accuracies are balanced, at a distance of 0.5; losses and accuracies of training are
// means over the epoch's batches, those of validation are over all pairs. Loss is the one of the settings, ValidationLoss always
// the published contrastive one: only where both are the same they compare. A figure without data is NaN.
type Epoch struct {
	Number             int     // from 1
	Rate               float64 // of the last step
	Loss, Accuracy     float64
	ValidationLoss     float64
	ValidationAccuracy float64
	ValidationEER      float64
}

// Event is the state of training, reported after every step. Its history must not be changed.
type Event struct {
	Epoch, Epochs  int // the running one, from 1
	Step, Steps    int // done in this epoch
	Loss           float64
	PairsPerSecond float64
	Left           time.Duration // until the last epoch, at the present pace
	History        []Epoch       // the epochs that are done
	Warnings       []string      // what goes wrong, with what to try
}

// Outcome is what training reached; the tower then holds that epoch's weights.
type Outcome struct {
	History  []Epoch
	Best     int  // the number of the epoch that is kept, from 1; 0: the start
	Stopped  bool // by its context, before the last epoch
	Early    bool // by Settings.EarlyStop
	Warnings []string
}

// ErrDiverged is a loss that is no number any more.
var ErrDiverged = errors.New("training diverged: the loss is no number any more; try a lower learning rate or another seed")

// Fit trains t's head, from its start, on the pairs of one set. It keeps the weights of the epoch with the best validation, the start among
// them. Without validation photos, and at the end of a schedule that lets the rate fall to nothing, it keeps the last epoch's. When ctx
// ends, it stops after the running step and keeps the best so far, without an error. t is placed on a device; keep and report may be nil.
// What keep has of the same training, under Running, is gone on with.
func Fit(ctx context.Context, t *tower.Tower, training, validation Set, s Settings, keep Keeper, report func(Event)) (Outcome, error) {
	if err := s.checkTower(t); err != nil {
		return Outcome{}, err
	}
	if s.Epochs < 1 {
		return Outcome{}, errors.New("training needs at least one epoch")
	}
	sampler, err := s.newSampler(training.Person)
	if err != nil {
		return Outcome{}, err
	}
	l := &loop{
		Settings: s, tower: t, training: training, validation: validation, sampler: sampler, rate: s.Rate, keep: orNothing(keep), report: report,
		augment: augment.New(s.Augment, t.Design.Input.Width, t.Design.Input.Height, t.Design.Input.Channels, s.Seed),
		best:    math.Inf(1), begun: time.Now(),
	}
	if err := l.begin(); err != nil {
		return Outcome{}, err
	}
	defer l.closeDevice()
	if err := l.runEpochs(ctx); err != nil {
		return l.makeOutcome(), err
	}
	l.stopped = ctx.Err() != nil
	return l.makeOutcome(), l.keepHead()
}

// begin brings the loop to its start, or to where it was when its state was kept.
func (l *loop) begin() error {
	if kept := l.keep.Load(Running); kept != nil {
		s, err := decodeState(kept)
		if err == nil {
			err = l.restore(s)
		}
		if err == nil {
			err = l.openDevice()
		}
		if err == nil {
			l.reportStep(l.Steps, l.lastLoss())
		}
		return err
	}
	if err := startHead(background, l.tower, l.training, l.Settings); err != nil {
		return err
	}
	if err := l.openDevice(); err != nil {
		return err
	}
	if err := l.tryStart(); err != nil {
		l.closeDevice()
		return err
	}
	return nil
}

// runEpochs goes through the epochs that aren't done.
func (l *loop) runEpochs(ctx context.Context) error {
	l.early = l.isStale()
	for l.epoch < l.Epochs && !l.early && ctx.Err() == nil {
		l.epoch++
		err := l.runEpoch(ctx)
		if errors.Is(err, ErrDiverged) && l.kept != nil {
			l.watch.addWarning(Diverged) // what was good before is kept
			return nil
		}
		if err != nil && (ctx.Err() == nil || !errors.Is(err, ctx.Err())) {
			return err
		}
		l.early = l.isStale() && ctx.Err() == nil
	}
	if l.isPlanned() && !l.early && ctx.Err() == nil { // the best so far was one of a high rate, chosen by few people
		l.kept, l.bestAt = nil, l.Epochs
	}
	return nil
}

// loop is the state of one training.
type loop struct {
	Settings
	tower                *tower.Tower
	training, validation Set
	sampler              pair.Sampler
	objective            loss.Loss
	adam                 *torch.Adam
	augment              *augment.Augmenter
	rows                 []float32 // of the running batch
	keep                 Keeper
	report               func(Event)

	epoch   int    // that runs, or was the last to
	from    *state // that it goes on from; nil is the start
	halved  bool   // whether the batches are
	moved   bool   // to the processor, away from a GPU whose memory was full
	rate    float64
	waited  int // epochs since the best validation loss
	best    float64
	kept    map[string]weights.Tensor
	history []Epoch
	watch   health
	bestAt  int
	stopped bool
	early   bool

	begun time.Time
	since int // steps that were done before
	pairs int
}

// background is for work that must be done even after the training was stopped.
var background = context.Background()

func (l *loop) openDevice() error {
	return torch.Do(background, func() (err error) {
		if l.Threads > 0 {
			torch.SetThreads(l.Threads)
		}
		if l.objective, err = l.Settings.newObjective(l.training.Person, l.tower); err != nil {
			return err
		}
		if err = l.openAdam(); err != nil {
			l.objective.Close()
		}
		return err
	})
}

// openAdam makes the optimiser, which goes on from where the training does.
func (l *loop) openAdam() (err error) {
	if l.from != nil {
		if err = l.objective.Restore(l.from.objective); err != nil {
			return err
		}
	}
	if l.adam, err = torch.NewAdam(append(l.tower.Trainable(), l.objective.Trainable()...)); err != nil {
		return err
	}
	l.adam.Decay, l.adam.Clip = l.Decay, l.Clip
	if l.from == nil {
		return nil
	}
	if err = l.adam.Restore(l.from.adam); err != nil {
		l.adam.Close()
	}
	l.from = nil // its tensors are on the device now
	return err
}

func (l *loop) closeDevice() {
	_ = torch.Do(background, func() error { l.adam.Close(); l.objective.Close(); return nil })
}

func (l *loop) runEpoch(ctx context.Context) error {
	var loss, accuracy float64
	for step := 1; step <= l.Steps; step++ {
		if l.isPlanned() {
			l.rate = l.rateAt((l.epoch-1)*l.Steps + step - 1)
		}
		var r stepResult
		var batch pair.Batch
		err := l.withRoom(true, func() error {
			batch = l.sampler.Next()
			pixels := l.gatherRows(batch)
			return torch.Do(ctx, func() (err error) {
				r, err = l.stepBatch(batch, pixels)
				return err
			})
		})
		if err != nil {
			return err
		}
		if math.IsNaN(r.loss) || math.IsInf(r.loss, 0) {
			return ErrDiverged
		}
		loss, accuracy = loss+r.loss, accuracy+r.accuracy
		l.pairs += len(batch.Same)
		l.reportStep(step, loss/float64(step))
	}
	if err := l.endEpoch(loss/float64(l.Steps), accuracy/float64(l.Steps)); err != nil {
		return err
	}
	return l.save()
}

// gatherRows copies the batch's features, augmented. They are valid until the next call.
func (l *loop) gatherRows(b pair.Batch) []float32 {
	width := l.training.Features.Width
	rows := slices.Grow(l.rows[:0], len(b.Photos)*width)
	for _, photo := range b.Photos {
		rows = append(rows, l.training.Features.Row(photo)...)
		l.augment.Change(rows[len(rows)-width:])
	}
	l.rows = rows
	return rows
}

type stepResult struct {
	loss, accuracy float64
}

// stepBatch is one batch forward and back, on libtorch's thread.
func (l *loop) stepBatch(b pair.Batch, rows []float32) (r stepResult, err error) {
	err = torch.WithGrad(func() error {
		device := l.tower.Device()
		x, err := torch.FromFloats(rows, device, int64(len(b.Photos)), int64(l.training.Features.Width))
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		e := l.tower.RunHead(f, x, true)
		if f.Err() != nil {
			return f.Err()
		}
		embeddings, err := torch.Floats(e)
		if err != nil {
			torch.Drop(e)
			return err
		}
		value := l.objective.Of(f, e, l.describeBatch(b))
		defer torch.Drop(value)
		if f.Err() != nil {
			return f.Err()
		}
		if r.loss, err = torch.Scalar(value); err != nil {
			return err
		}
		r.accuracy = accuracyAtHalf(embeddings, l.tower.Design.Embedding, b)
		if err := value.Backward(); err != nil {
			return fmt.Errorf("the gradients could not be computed: %w", err)
		}
		return l.adam.Step(l.rate)
	})
	return r, err
}

// describeBatch is the batch as losses want it.
func (l *loop) describeBatch(b pair.Batch) loss.Batch {
	person := make([]int, len(b.Photos))
	for i, photo := range b.Photos {
		person[i] = l.training.Person[photo]
	}
	return loss.Batch{Photo: b.Photos, Person: person, A: b.A, B: b.B, Same: b.Same}
}

// accuracyAtHalf is the balanced accuracy of a batch's pairs at a distance of 0.5.
func accuracyAtHalf(embeddings []float32, width int, b pair.Batch) float64 {
	var genuine, impostor []float64
	row := func(i int) []float32 { return embeddings[i*width : (i+1)*width] }
	for k, same := range b.Same {
		if d := distance.Euclidean(row(b.A[k]), row(b.B[k])); same {
			genuine = append(genuine, d)
		} else {
			impostor = append(impostor, d)
		}
	}
	scores, err := evaluate.New(genuine, impostor)
	if err != nil {
		return math.NaN()
	}
	return evaluate.OrNaN(scores.BalancedAccuracy(evaluate.PublishedThreshold))
}

// lastLoss is that of the last epoch that is done.
func (l *loop) lastLoss() float64 {
	if n := len(l.history); n > 0 {
		return l.history[n-1].Loss
	}
	return math.NaN()
}

func (l *loop) reportStep(step int, loss float64) {
	if l.report == nil {
		return
	}
	spent := time.Since(l.begun)
	done := (l.epoch-1)*l.Steps + step
	left := time.Duration(float64(spent) / float64(max(1, done-l.since)) * min(float64(l.Epochs)*float64(l.Steps)-float64(done), 1e9))
	l.report(Event{
		Epoch: l.epoch, Epochs: l.Epochs, Step: step, Steps: l.Steps, Loss: loss, Left: left,
		PairsPerSecond: float64(l.pairs) / spent.Seconds(), History: l.history, Warnings: l.watch.warnings,
	})
}
