package train

import (
	"context"
	"errors"
	"fmt"

	"siamface/model/network"
	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// startHead gives the head its first values, as the settings say.
func startHead(ctx context.Context, t *tower.Tower, training Set, s Settings) error {
	return torch.Do(ctx, func() error {
		if s.Start == StartWhitened {
			err := solveHead(t, training, s.Seed)
			if !errors.Is(err, errNoWhitening) { // of too few photos, which start at random
				return err
			}
		}
		head := t.InitialHead(s.Seed)
		if _, ok := head[network.UnitOn]; ok && s.Loss.Angular() {
			head[network.UnitOn] = switchedOn // such a loss takes it for granted
		}
		return t.SetHead(head)
	})
}

var switchedOn = weights.Tensor{Shape: []int{1}, Data: []float32{1}}

// solveHead gives a head of one dense layer its values in closed form. It is called on libtorch's thread.
func solveHead(t *tower.Tower, people Set, seed uint64) error {
	if !isSolvable(t) {
		return fmt.Errorf("the head of the recipe %s is more than one dense layer on its features and has no closed form: choose the start %s", t.Design.Name, StartRandom)
	}
	if _, linear := t.Weights[network.UnitOn]; linear {
		head, err := solveFaces(people)
		if err != nil {
			return err
		}
		return t.SetHead(head)
	}
	return solveDense(t, people, usualSolver(t.Design), seed)
}

func usualSolver(r tower.Design) solver {
	if r.Damped {
		return solveDamped
	}
	return solveWhitened
}

// solveTrained gives the dense layer of a tower whose trunk was trained the values of its closed form, of what that trunk makes of these
// people; of too few photos the layer stays as trained. It is called on libtorch's thread.
func solveTrained(t *tower.Tower, people Set, seed uint64) error {
	if err := solveDense(t, people, usualSolver(t.Design), seed); !errors.Is(err, errNoWhitening) {
		return err
	}
	return nil
}

// isSolvable says whether all that training changes in a tower is one dense layer on the features.
func isSolvable(t *tower.Tower) bool {
	trained := 0
	for _, p := range t.Design.Parameters() {
		if !p.Frozen && !p.Statistic {
			trained++
		}
	}
	w, ok := t.Weights[network.DenseWeight]
	return ok && trained == 2 && w.Shape[1] == t.Design.Features
}
