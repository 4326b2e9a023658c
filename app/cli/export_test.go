package cli

import (
	"context"
	"image"
	"io"

	"github.com/spf13/cobra"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/run"
	"siamface/model/train"
)

// RunSmallDemo is Run with a demo that takes seconds.
func RunSmallDemo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	t := newTerminal(stdout, stderr)
	return execute(ctx, t, args, []verb{&demoVerb{terminal: t, plan: demoPlan{people: 8, pictures: 3, epochs: 1}}})
}

// RunInSmallChunks is Run with an embed that keeps every two photos.
func RunInSmallChunks(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	t := newTerminal(stdout, stderr)
	return execute(ctx, t, args, []verb{&embedVerb{terminal: t, chunk: 2}})
}

// SayTrained is what train says of a run in the end.
func SayTrained(w io.Writer, r run.Report) { sayTrained(newTerminal(w, io.Discard), r) }

// DrawFaces and PlanDrawings are what detect --draw does.
func DrawFaces(img image.Image, faces []face.Face, main int) *image.RGBA {
	return drawFaces(img, faces, main)
}

func PlanDrawings(out string, photos []string) ([]string, error) { return planDrawings(out, photos) }

// OnTerminal is the progress of trainings as a terminal gets it.
func OnTerminal(w io.Writer) (show func(train.Event), end func()) {
	p := &progress{w: w, terminal: true}
	return func(e train.Event) { p.showSteps(e, 0.5, e.Left) }, p.closeBar
}

// panickingVerb is a verb that panics: at once, or on another goroutine.
type panickingVerb struct {
	*terminal
	apart bool
}

func (v *panickingVerb) buildCommand() *cobra.Command {
	return &cobra.Command{Use: "panic", RunE: func(*cobra.Command, []string) error {
		if v.apart {
			parallel.All(4, func(int) { panic("apart") })
		}
		panic("at once")
	}}
}

// RunPanicking is Run with the verb panic.
func RunPanicking(ctx context.Context, apart bool, stdout, stderr io.Writer) int {
	t := newTerminal(stdout, stderr)
	return execute(ctx, t, []string{"panic"}, []verb{&panickingVerb{t, apart}})
}
