package photo

import (
	"bufio"
	"context"
	"image"
	"image/gif"
	"image/png"
	"io"

	"github.com/jsummers/gobmp"
	"golang.org/x/image/bmp"

	"siamface/model/pgm"
	"siamface/model/photo/container"
)

// Bytes a pixel of what flatten makes: four of colour, and one of grey where it turns out to be grey.
const flat = 4 + 1

// stoppable is a reader that ends with its context: decoders have no other way of being stopped.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// decodeFrom is a decoder's function over a file.
func decodeFrom(decode func(io.Reader) (image.Image, error), open func() (io.Reader, error)) func(context.Context) (image.Image, error) {
	return func(ctx context.Context) (image.Image, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		return decode(bufio.NewReaderSize(stoppable{ctx, r}, 1<<16))
	}
}

func (s *source) reader() (io.Reader, error) { return io.NewSectionReader(s.file, 0, s.size), nil }

func readPNG(h *head, s *source, all bool) error {
	p, err := container.ReadPNG(s, s.size, all)
	if err == nil && !p.Ended && !all {
		p, err = container.ReadPNG(s, s.size, true)
	}
	if err != nil {
		return err
	}
	h.width, h.height, h.remark, h.doubtful = p.Width, p.Height, p.Remark, !p.Ended
	h.orientation = orientationOf(p.Orientation)
	stored, made := int64(4), int64(flat)
	switch { // as package png stores them
	case p.Colour == 0 && p.Depth <= 8:
		stored, made = 1, 1
	case p.Colour == 0:
		stored = 2
	case p.Colour == 3:
		stored = 1
	case p.Depth == 16:
		stored = 8
	default:
		made = 1
	}
	if p.Interlaced {
		stored += stored / 2
	}
	h.memory = (stored+made)*h.countPixels() + 16*int64(h.width) + 1<<20
	h.decode = decodeFrom(png.Decode, p.Open)
	return nil
}

func readGIF(h *head, s *source, _ bool) error {
	g, err := container.ReadGIF(s)
	if err != nil {
		return err
	}
	h.width, h.height = g.Width, g.Height
	// A frame that covers a small part of a large canvas is no photo.
	if frame := int64(g.FrameWidth) * int64(g.FrameHeight); h.countPixels() > max(muchMemory/flat, 16*frame) {
		return checkSize(h.width, h.height, 0, s.size)
	}
	h.memory = (1+flat)*h.countPixels() + 1<<20
	h.decode = decodeFrom(gif.Decode, s.reader)
	return nil
}

func readWebP(h *head, s *source, _ bool) error {
	w, err := container.ReadWebP(s, s.size)
	if err != nil {
		return err
	}
	h.width, h.height, h.orientation = w.Width, w.Height, orientationOf(w.Orientation)
	frame := int64(w.Frame.Width) * int64(w.Frame.Height)
	if h.countPixels() > max(muchMemory/flat, 16*frame) {
		return checkSize(h.width, h.height, 0, s.size)
	}
	a := int64(3 + flat) // luma, chroma, what is around them, and the picture
	switch {
	case w.Frame.Lossless:
		a = 8 + 1
	case w.Frame.Alpha:
		a = 6 + flat
	}
	h.memory = a*frame + flat*h.countPixels() + 1<<20
	if frame == h.countPixels() {
		h.memory = a*frame + 1<<20
	}
	open := func() (io.Reader, error) { return w.Open(s), nil }
	h.decode = func(ctx context.Context) (image.Image, error) {
		img, err := decodeFrom(decodeWebP, open)(ctx)
		return movePicture(img, w.X, w.Y), err
	}
	return nil
}

// movePicture puts an animation's frame at its place on the canvas.
func movePicture(img image.Image, x, y int) image.Image {
	by := image.Pt(x, y)
	switch img := img.(type) {
	case *image.NRGBA:
		img.Rect = img.Rect.Add(by)
	case *image.YCbCr:
		img.Rect = img.Rect.Add(by)
	case *image.NYCbCrA:
		img.Rect = img.Rect.Add(by)
	}
	return img
}

func readBMP(h *head, s *source, _ bool) error {
	b, err := container.ReadBMP(s, s.size)
	if err != nil {
		return err
	}
	h.width, h.height = b.Width, b.Height
	h.memory = (4+1)*h.countPixels() + 1<<20
	if b.Bits <= 8 {
		h.memory = (1+flat)*h.countPixels() + 1<<20
	}
	h.decode = func(ctx context.Context) (image.Image, error) {
		img, err := decodeFrom(bmp.Decode, s.reader)(ctx)
		if err == bmp.ErrUnsupported {
			ended := &ending{Reader: io.NewSectionReader(s.file, 0, s.size)}
			img, err = decodeFrom(gobmp.Decode, func() (io.Reader, error) { return ended, nil })(ctx)
			if err == nil && ended.yes { // it takes what is missing for the background
				err = io.ErrUnexpectedEOF
			}
		}
		if clear, ok := img.(*image.NRGBA); ok && err == nil {
			opaqueIfClear(clear)
		}
		return img, err
	}
	return nil
}

// ending knows whether somebody has wanted more than there is.
type ending struct {
	io.Reader
	yes bool
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if n > 0 && err == io.EOF {
		err = nil
	}
	e.yes = e.yes || err == io.EOF
	return n, err
}

// opaqueIfClear makes a picture opaque whose every pixel is clear: many programs leave BMP's fourth byte at zero and don't mean it.
func opaqueIfClear(img *image.NRGBA) {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] != 0 {
			return
		}
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
}

func readNetpbm(h *head, s *source, _ bool) error {
	config, least, err := pgm.Stat(s.fromStart())
	if err != nil {
		return err
	}
	h.width, h.height = config.Width, config.Height
	if err := checkSize(h.width, h.height, MaxPixels, 1<<40); err != nil {
		return err
	}
	if s.size < least {
		return container.ErrCutOff
	}
	h.memory = 2*min(least, 6*h.countPixels()) + flat*h.countPixels() + 1<<20
	h.decode = decodeFrom(pgm.Decode, s.reader)
	return nil
}
