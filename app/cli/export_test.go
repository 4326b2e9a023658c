package cli

import (
	"context"
	"io"

	"siamface/model/train"
)

// RunSmallDemo is Run with a demo that takes seconds.
func RunSmallDemo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{
		stdout: &sticky{w: stdout}, stderr: stderr, progress: newProgress(stderr),
		plan: demoPlan{people: 8, pictures: 3, epochs: 1},
	}
	return p.execute(ctx, args)
}

// OnTerminal is the progress of trainings as a terminal gets it.
func OnTerminal(w io.Writer) (show func(train.Event), end func()) {
	p := &progress{w: w, terminal: true}
	return p.train, p.end
}
