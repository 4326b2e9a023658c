// Package train teaches a tower's head on pairs: the loss, the loop, the learning rate's cut, the best weights kept. It
// knows features and people, no files and no window; what happens is reported by events.
package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"siamface/model/evaluate"
	"siamface/model/pair"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// Set is the photos of some people: row i of the features shows Person[i].
type Set struct {
	Features tower.Features
	Person   []int
}

// Epoch is what one epoch reached. Accuracies are balanced, at a distance of 0.5; losses and accuracies of training are
// means over the epoch's batches, those of validation are over all pairs. A figure without data is NaN.
type Epoch struct {
	Number             int // from 1
	Rate               float64
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

// Outcome is what training reached; the tower then holds the best epoch's weights.
type Outcome struct {
	History  []Epoch
	Best     int  // the number of the best epoch, from 1; 0: the start
	Stopped  bool // before the last epoch
	Warnings []string
}

// ErrDiverged is a loss that is no number any more.
var ErrDiverged = errors.New("training diverged: the loss is no number any more; try a lower learning rate or another seed")

// Fit trains t's head, from its start, on the pairs of one set and keeps the weights of the epoch with the best validation,
// the start among them; without validation photos, the last epoch's. When ctx ends, it stops after the running step and keeps
// the best so far, without an error. t is placed on a device; report may be nil.
func Fit(ctx context.Context, t *tower.Tower, training, validation Set, s Settings, report func(Event)) (Outcome, error) {
	if err := s.check(); err != nil {
		return Outcome{}, err
	}
	sampler, err := s.sampler(training.Person)
	if err != nil {
		return Outcome{}, err
	}
	if err := start(background, t, training, s); err != nil {
		return Outcome{}, err
	}
	l := &loop{
		Settings: s, tower: t, training: training, validation: validation, sampler: sampler, rate: s.Rate, report: report,
		augment: newAugmenter(s, t.Recipe.Input), best: math.Inf(1), begun: time.Now(),
	}
	if err := l.open(); err != nil {
		return Outcome{}, err
	}
	defer l.close()
	if err := l.tryStart(); err != nil {
		return Outcome{}, err
	}
	for l.epoch = 1; l.epoch <= s.Epochs && ctx.Err() == nil; l.epoch++ {
		err := l.runEpoch(ctx)
		if errors.Is(err, ErrDiverged) && l.kept != nil {
			l.watch.warn(Diverged) // what was good before is kept
			break
		}
		if err != nil && (ctx.Err() == nil || !errors.Is(err, ctx.Err())) {
			return l.outcome(), err
		}
	}
	l.stopped = ctx.Err() != nil
	return l.outcome(), l.restore()
}

// loop is the state of one training.
type loop struct {
	Settings
	tower                *tower.Tower
	training, validation Set
	sampler              pair.Sampler
	adam                 *torch.Adam
	augment              augmenter
	report               func(Event)

	epoch   int
	rate    float64
	waited  int // epochs since the best validation loss
	best    float64
	kept    map[string]weights.Tensor
	history []Epoch
	watch   health
	bestAt  int
	stopped bool

	begun time.Time
	pairs int
}

// background is for work that must be done even after the training was stopped.
var background = context.Background()

func (l *loop) open() error {
	return torch.Do(background, func() (err error) {
		if l.Threads > 0 {
			torch.SetThreads(l.Threads)
		}
		l.adam, err = torch.NewAdam(l.tower.Trainable())
		return err
	})
}

func (l *loop) close() {
	_ = torch.Do(background, func() error { l.adam.Close(); return nil })
}

func (l *loop) runEpoch(ctx context.Context) error {
	var loss, accuracy float64
	for step := 1; step <= l.Steps; step++ {
		batch := l.sampler.Next()
		pixels := l.gather(batch)
		var r stepResult
		err := torch.Do(ctx, func() (err error) {
			r, err = l.step(batch, pixels)
			return err
		})
		if err != nil {
			return err
		}
		if math.IsNaN(r.loss) || math.IsInf(r.loss, 0) {
			return ErrDiverged
		}
		loss, accuracy = loss+r.loss, accuracy+r.accuracy
		l.pairs += len(batch.Same)
		l.tell(step, loss/float64(step))
	}
	return l.endEpoch(loss/float64(l.Steps), accuracy/float64(l.Steps))
}

// gather copies the batch's features, augmented.
func (l *loop) gather(b pair.Batch) []float32 {
	rows := make([]float32, 0, len(b.Photos)*l.training.Features.Width)
	for _, photo := range b.Photos {
		rows = append(rows, l.training.Features.Row(photo)...)
		l.augment.change(rows[len(rows)-l.training.Features.Width:])
	}
	return rows
}

type stepResult struct {
	loss, accuracy float64
}

// step is one batch forward and back, on libtorch's thread.
func (l *loop) step(b pair.Batch, rows []float32) (r stepResult, err error) {
	err = torch.WithGrad(func() error {
		device := l.tower.Device()
		x, err := torch.FromFloats(rows, device, int64(len(b.Photos)), int64(l.training.Features.Width))
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		e := l.tower.Embed(f, x, true)
		first, second := f.Select(f.Share(e), b.A), f.Select(e, b.B)
		loss, distances := contrastive(f, first, second, b.Same, device)
		defer torch.Drop(loss, distances)
		if f.Err() != nil {
			return f.Err()
		}
		if r.loss, err = torch.Scalar(loss); err != nil {
			return err
		}
		values, err := torch.Floats(distances)
		if err != nil {
			return err
		}
		r.accuracy = accuracyAtHalf(values, b.Same)
		if err := loss.Backward(); err != nil {
			return fmt.Errorf("the gradients could not be computed: %w", err)
		}
		return l.adam.Step(l.rate)
	})
	return r, err
}

func accuracyAtHalf(distances []float32, same []bool) float64 {
	var genuine, impostor []float64
	for i, d := range distances {
		if same[i] {
			genuine = append(genuine, float64(d))
		} else {
			impostor = append(impostor, float64(d))
		}
	}
	scores, err := evaluate.New(genuine, impostor)
	if err != nil {
		return math.NaN()
	}
	return orNaN(scores.BalancedAccuracy(evaluate.Half))
}

func orNaN(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

func (l *loop) tell(step int, loss float64) {
	if l.report == nil {
		return
	}
	spent := time.Since(l.begun)
	done := (l.epoch-1)*l.Steps + step
	left := time.Duration(float64(spent) / float64(done) * float64(l.Epochs*l.Steps-done))
	l.report(Event{
		Epoch: l.epoch, Epochs: l.Epochs, Step: step, Steps: l.Steps, Loss: loss, Left: left,
		PairsPerSecond: float64(l.pairs) / spent.Seconds(), History: l.history, Warnings: l.watch.warnings,
	})
}
