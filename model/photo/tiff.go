package photo

import (
	"context"
	"image"
	"io"

	"golang.org/x/image/tiff"

	"siamface/model/photo/container"
)

func readTIFF(h *head, s *source, _ bool) error {
	t, err := container.ReadTIFF(s, s.size)
	if err != nil {
		return err
	}
	h.width, h.height, h.orientation = t.Width, t.Height, orientationOf(t.Orientation)
	samples := int64(t.Samples)
	if samples == 3 {
		samples = 4
	}
	sample := int64(t.Bits+7) / 8
	block := 8 * t.BlockPixels // what a packed one may become, whatever it says
	if !t.Packed {
		block = int64(t.Samples) * sample * t.BlockPixels
	}
	h.memory = samples*sample*h.countPixels() + 2*min(block, MaxMemory) + flat*h.countPixels() + 1<<20
	h.decode = func(ctx context.Context) (image.Image, error) {
		if t.Planes > 1 {
			return decodePlanes(ctx, t)
		}
		img, err := decodePlane(ctx, t, 0)
		if err == nil && t.Samples == 4 {
			img = fourSamples(img, t)
		}
		return img, err
	}
	return nil
}

// stoppableAt is stoppable for a decoder that goes back and forth.
type stoppableAt struct {
	ctx context.Context
	*io.SectionReader
}

func (s stoppableAt) ReadAt(p []byte, at int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.SectionReader.ReadAt(p, at)
}

func decodePlane(ctx context.Context, t *container.TIFF, plane int) (image.Image, error) {
	img, err := tiff.Decode(stoppableAt{ctx, t.Open(plane)})
	if grey, ok := img.(*image.Gray); ok && t.Fax && t.Colour == container.TIFFBlackIsZero {
		invertBytes(grey.Pix)
	}
	return img, err
}

// decodePlanes puts together a picture whose every colour is a picture of its own.
func decodePlanes(ctx context.Context, t *container.TIFF) (image.Image, error) {
	count := map[int]int{container.TIFFRGB: 3, container.TIFFInks: 4}[t.Colour]
	if count == 0 {
		return decodePlane(ctx, t, 0)
	}
	pix := make([]byte, 4*t.Width*t.Height)
	for plane := range count {
		img, err := decodePlane(ctx, t, plane)
		if err != nil {
			return nil, err
		}
		from, width := planeOf(img)
		for i := range len(pix) / 4 {
			pix[4*i+plane] = from[width*i]
		}
	}
	bounds := image.Rect(0, 0, t.Width, t.Height)
	if count == 4 {
		return &image.CMYK{Pix: pix, Stride: 4 * t.Width, Rect: bounds}, nil
	}
	for i := 3; i < len(pix); i += 4 {
		pix[i] = 255
	}
	return &image.RGBA{Pix: pix, Stride: 4 * t.Width, Rect: bounds}, nil
}

// planeOf are a grey picture's bytes, and how many there are a pixel, the high one first.
func planeOf(img image.Image) ([]byte, int) {
	if deep, ok := img.(*image.Gray16); ok {
		return deep.Pix, 2
	}
	return img.(*image.Gray).Pix, 1
}

// fourSamples undoes that all of four samples are decoded as colours with alpha.
func fourSamples(img image.Image, t *container.TIFF) image.Image {
	if deep, ok := img.(*image.NRGBA64); ok {
		flat := image.NewNRGBA(deep.Rect)
		for i := range flat.Pix {
			flat.Pix[i] = deep.Pix[2*i]
		}
		img = flat
	}
	clear := img.(*image.NRGBA)
	switch {
	case t.Colour == container.TIFFInks:
		return &image.CMYK{Pix: clear.Pix, Stride: clear.Stride, Rect: clear.Rect}
	case t.Extra == 1: // the colours are multiplied by it
		return &image.RGBA{Pix: clear.Pix, Stride: clear.Stride, Rect: clear.Rect}
	case t.Extra != 2: // it isn't alpha
		for i := 3; i < len(clear.Pix); i += 4 {
			clear.Pix[i] = 255
		}
	}
	return clear
}
