package photo

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"slices"

	"siamface/model/photo/container"
	"siamface/model/photo/sandbox"
)

// sandboxBytes is what a decoder in the sandbox takes for itself.
const sandboxBytes = 24 << 20

func readHEIF(h *head, s *source, _ bool) error {
	f, err := container.ReadHEIF(s, s.size)
	if err != nil {
		return err
	}
	h.width, h.height = f.Shown()
	if !slices.ContainsFunc(f.Steps, func(s container.Step) bool { return s.Turn != 0 }) {
		h.orientation = orientationOf(f.Orientation)
	}
	if err := checkSize(f.Width, f.Height, MaxPixels, s.size); err != nil {
		return err
	}
	coded := int64(f.Width) * int64(f.Height)
	inside, decode := heicMemory(f), sandbox.HEIC
	if f.AVIF {
		h.name = "avif"
		inside, decode = avifMemory(f), sandbox.AVIF
	}
	limit := inside*coded/10 + 2*s.size + sandboxBytes
	h.memory = limit + (3+flat)*coded
	h.decode = func(ctx context.Context) (image.Image, error) {
		data, err := io.ReadAll(io.NewSectionReader(s.file, 0, s.size))
		if err != nil {
			return nil, err
		}
		img, err := h.decodeApart(ctx, func() (image.Image, error) { return decode(ctx, data, limit) })
		if err != nil {
			return nil, h.tooMuchInside(err)
		}
		if rgba, ok := img.(*image.RGBA); ok && f.AVIF {
			return applySteps(rgba, f.Steps), nil
		}
		if ycc, ok := img.(*image.YCbCr); ok && f.Narrow {
			fullRange(ycc)
		}
		return img, nil
	}
	return nil
}

// tooMuchInside tells a file whose container tells less than is coded.
func (h *head) tooMuchInside(err error) error {
	if errors.Is(err, sandbox.ErrMemory) {
		return &Error{Why: fmt.Sprintf("%s: more memory than %d × %d pixels take", TooLarge, h.width, h.height), Err: err}
	}
	return err
}

// heicMemory and avifMemory are what the decoders take for a pixel, in tenths of a byte, measured with a sixth added.
func heicMemory(f *container.HEIF) int64 {
	a := []int64{60, 85, 110, 130}[f.Chroma&3]
	if f.Deep {
		a *= 2
	}
	if f.Alpha {
		a += 40
	}
	return a
}

func avifMemory(f *container.HEIF) int64 {
	a := int64(280)
	if f.Deep {
		a = 500
	}
	if f.Alpha {
		a += 160
	}
	return a
}

// applySteps crops and turns a picture as its container says.
func applySteps(img *image.RGBA, steps []container.Step) image.Image {
	for _, s := range steps {
		if s.Turn == 0 {
			cropped := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
			draw.Draw(cropped, cropped.Rect, img, image.Pt(s.X, s.Y), draw.Src)
			img = cropped
			continue
		}
		img = orientation(s.Turn).apply(img).(*image.RGBA)
	}
	return img
}

// decodeApart decodes on another goroutine, since a call of the sandbox can't be stopped: when ctx ends nobody
// waits for it any more, but its memory is kept for it until it is done.
func (h *head) decodeApart(ctx context.Context, decode func() (image.Image, error)) (img image.Image, err error) {
	if ctx.Done() == nil {
		return decode()
	}
	done := make(chan struct{})
	h.busy = done
	type result struct {
		img image.Image
		err error
	}
	results := make(chan result, 1)
	go func() {
		defer close(done)
		var r result
		func() {
			defer surviveDecoder(&r.err)
			r.img, r.err = decode()
		}()
		results <- r
	}()
	select {
	case r := <-results:
		return r.img, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
