package run

import (
	"context"
	"errors"

	"siamface/model/dataset"
	"siamface/model/torch"
	"siamface/model/train"
)

// learned is what the stages fit, calibrate and refit give: how the head that the model holds now came about.
type learned struct {
	train.Outcome
	calibration
	settings train.Settings // that were followed: without Refit where that could not be done
}

// learn trains on the training people and sets the thresholds. What ends with ctx before anything is learned is an error.
func learn(ctx context.Context, p plan, t photoTable) (learned, error) {
	outcome, err := keepHead(p, Training, func(keep train.Keeper) (train.Outcome, error) { return fit(ctx, p, t, keep) })
	if err != nil {
		return learned{}, err
	}
	p.watch.noteBest(p.recipe, p.settings, p.fold, outcome.Best)
	c, err := calibrate(ctx, p, t, outcome.Best)
	if err != nil {
		return learned{}, err
	}
	p.model.Scale, p.model.Judgement = c.scale, c.judgement
	outcome.Stopped = outcome.Stopped || c.stopped
	return refit(ctx, p, t, learned{outcome, c, p.settings})
}

// ready is the name of what a stage that makes a head keeps when it is done.
const ready = "ready"

// keepHead does a stage that gives the model a head, unless its result is kept already, and keeps it where it wasn't stopped.
func keepHead(p plan, stage Stage, do func(keep train.Keeper) (train.Outcome, error)) (train.Outcome, error) {
	keep := p.kept.within(stage)
	if keep == nil {
		return do(nil)
	}
	if kept := keep.Load(ready); kept != nil {
		outcome, err := train.DecodeOutcome(kept)
		if err != nil {
			return outcome, err
		}
		return outcome, torch.Do(background, func() error { return p.model.SetHead(kept.Tensors) })
	}
	outcome, err := do(keep)
	if err != nil || outcome.Stopped {
		return outcome, err
	}
	return outcome, torch.Do(background, func() error {
		head, err := p.model.ReadHead()
		if err != nil {
			return err
		}
		f, err := outcome.Encode(head)
		if err == nil {
			keep.Save(ready, f)
		}
		return err
	})
}

// fit gives the model a head: trained, or in closed form where the settings have no epochs.
func fit(ctx context.Context, p plan, t photoTable, keep train.Keeper) (train.Outcome, error) {
	training := t.pickSet(dataset.Train)
	if p.settings.Epochs > 0 {
		return train.Fit(ctx, p.model.Tower, training, t.pickSet(dataset.Validation), p.settings, keep, func(e train.Event) {
			p.tellMemory(e.Warnings)
			p.report(Event{Stage: Training, Train: &e})
		})
	}
	if err := p.settings.HeadMethod().Fit(ctx, p.model.Tower, training, nil, nil); err != nil {
		return train.Outcome{}, err
	}
	return train.Outcome{}, torch.Do(background, p.model.CommitHead)
}

// refit trains the tower once more, on everybody who isn't tested, where the settings want it. After a stop the tower is as it was.
func refit(ctx context.Context, p plan, t photoTable, l learned) (learned, error) {
	if !refits(p.recipe, p.settings) {
		return l, nil
	}
	err := ctx.Err()
	if err == nil {
		_, err = keepHead(p, Refitting, func(keep train.Keeper) (train.Outcome, error) {
			return train.Outcome{}, train.Refit(ctx, p.model.Tower, t.pickSet(dataset.Train, dataset.Validation), p.settings, l.Best, keep, func(e train.Event) {
				p.tellMemory(e.Warnings)
				p.report(Event{Stage: Refitting, Done: (e.Epoch-1)*e.Steps + e.Step, Total: e.Epochs * e.Steps})
			})
		})
	}
	if err == nil {
		return l, nil
	}
	l.settings.Refit = false // as the record shall say
	switch {
	case ctx.Err() != nil:
		l.Stopped = true
		return l, nil
	case errors.Is(err, train.ErrDiverged):
		l.Warnings = append(l.Warnings, train.Diverged)
		return l, nil
	}
	return l, err
}
