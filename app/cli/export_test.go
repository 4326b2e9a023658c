package cli

import (
	"context"
	"image"
	"io"

	"siamface/model/face"
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

// RunInSmallChunks is Run with an embed that keeps every two photos.
func RunInSmallChunks(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{stdout: &sticky{w: stdout}, stderr: stderr, progress: newProgress(stderr), chunk: 2}
	return p.execute(ctx, args)
}

// DrawFaces and PlanDrawings are what detect --draw does.
func DrawFaces(img image.Image, faces []face.Face, main int) *image.RGBA {
	return drawFaces(img, faces, main)
}

func PlanDrawings(out string, photos []string) ([]string, error) { return planDrawings(out, photos) }

// OnTerminal is the progress of trainings as a terminal gets it.
func OnTerminal(w io.Writer) (show func(train.Event), end func()) {
	p := &progress{w: w, terminal: true}
	return p.train, p.end
}
