package train

import (
	"context"
	"errors"

	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// Refit trains a tower anew, from its start, on all people for a number of epochs, without validation; after 0 epochs its head is as it
// starts. Where that is stopped or fails, the tower is as it was, and the error says why.
func Refit(ctx context.Context, t *tower.Tower, people Set, s Settings, epochs int, keep Keeper, report func(Event)) error {
	own, err := pullHead(ctx, t)
	if err != nil {
		return err
	}
	if err = Trained(s, epochs).Fit(ctx, t, people, keep, report); err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(err, putBack(t, own))
	}
	return nil
}

// leavingHead does work that changes a tower's head, and puts the head back as it was.
func leavingHead(ctx context.Context, t *tower.Tower, work func() error) (err error) {
	own, err := pullHead(ctx, t)
	if err != nil {
		return err
	}
	defer func() {
		if e := putBack(t, own); err == nil {
			err = e
		}
	}()
	return work()
}

func pullHead(ctx context.Context, t *tower.Tower) (head map[string]weights.Tensor, err error) {
	err = torch.Do(ctx, func() (err error) {
		head, err = t.ReadHead()
		return err
	})
	return head, err
}

func putBack(t *tower.Tower, head map[string]weights.Tensor) error {
	return torch.Do(background, func() error { return t.SetHead(head) })
}
