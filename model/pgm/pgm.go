// Package pgm decodes the Netpbm formats PBM, PGM and PPM, plain and raw (P1 to P6), and encodes raw PGM. Importing it
// registers them with package image under the names pbm, pgm and ppm.
//
// The formats are those of https://netpbm.sourceforge.net/doc/pgm.html and its neighbours pbm and ppm. Samples of any maxval
// from 1 to 65535 are scaled to 0…255, those of 16 bits too; they are taken as they are, whatever their transfer curve.
// Of several pictures in one file the first is read.
package pgm

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
)

// MaxPixels is the largest width × height that Decode accepts.
const MaxPixels = 1 << 28

// maxSide keeps width × height × samples far from overflow; DecodeConfig reports sizes up to it, so that a caller
// can say how much too large a picture is.
const maxSide = 1 << 24

var (
	// ErrUnsupported marks a Netpbm file of a kind that this package doesn't read (P7 for one), or one above MaxPixels.
	ErrUnsupported = errors.New("unsupported Netpbm file")
	// ErrFormat marks a file that breaks the format's rules. A file that ends too soon carries io.ErrUnexpectedEOF instead.
	ErrFormat = errors.New("not a valid Netpbm file")
)

func init() {
	for magic, name := range map[string]string{"P1": "pbm", "P2": "pgm", "P3": "ppm", "P4": "pbm", "P5": "pgm", "P6": "ppm"} {
		image.RegisterFormat(name, magic, Decode, DecodeConfig)
	}
}

// Decode reads a picture: *image.Gray from PBM and PGM, *image.RGBA (opaque) from PPM. It allocates no more than a small
// multiple of what it has read, whatever size the header claims. The errors are ErrFormat, ErrUnsupported,
// io.ErrUnexpectedEOF for a file that is cut off, or those of r.
func Decode(r io.Reader) (image.Image, error) {
	s := newScanner(r)
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	if int64(h.width)*int64(h.height) > MaxPixels {
		return nil, fmt.Errorf("%w: %d × %d pixels are more than %d", ErrUnsupported, h.width, h.height, MaxPixels)
	}
	samples, err := s.raster(h)
	if err != nil {
		return nil, err
	}
	bounds := image.Rect(0, 0, h.width, h.height)
	if h.samples() == 1 {
		return &image.Gray{Pix: samples, Stride: h.width, Rect: bounds}, nil
	}
	img := image.NewRGBA(bounds)
	for i := range h.width * h.height {
		copy(img.Pix[4*i:], samples[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	return img, nil
}

// DecodeConfig reads the size and colour model from the header alone.
func DecodeConfig(r io.Reader) (image.Config, error) {
	config, _, err := Stat(r)
	return config, err
}

// Stat is DecodeConfig, with the least number of bytes that a whole file with the header has; a shorter one is cut off.
func Stat(r io.Reader) (config image.Config, least int64, err error) {
	s := newScanner(r)
	h, err := s.header()
	if err != nil {
		return image.Config{}, 0, err
	}
	return h.config(), s.read + h.rasterBytes(), nil
}

// Encode writes the picture as raw PGM (P5) with maxval 255. A picture without pixels is an error.
func Encode(w io.Writer, img *image.Gray) error {
	size := img.Bounds().Size()
	if size.X <= 0 || size.Y <= 0 {
		return fmt.Errorf("can't write a picture of %d × %d pixels as PGM", size.X, size.Y)
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "P5\n%d %d\n255\n", size.X, size.Y)
	for y := range size.Y {
		start := y * img.Stride
		if _, err := out.Write(img.Pix[start : start+size.X]); err != nil {
			return err
		}
	}
	return out.Flush()
}
