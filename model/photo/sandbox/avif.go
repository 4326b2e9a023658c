package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "unsafe" // for the name of the module's code

	_ "github.com/gen2brain/avif" // carries the code
)

// avifCode is libavif with libaom, which its package keeps to itself; see lib/ there for source, versions and licences.
//
//go:linkname avifCode github.com/gen2brain/avif.decodeWasm
var avifCode []byte

var avif = &module{packed: func() []byte { return avifCode }}

// AVIF decodes the main picture of a file, or the first of a sequence, at 8 bits. Its container's turns, mirrors and crops aren't
// applied. The module gets no more than limit bytes of memory. The errors are ErrDecode, ErrMemory and ctx's.
func AVIF(ctx context.Context, data []byte, limit int64) (img image.Image, err error) {
	err = avif.run(ctx, limit, func(c *call) error {
		img, err = c.avif(data)
		return err
	})
	return img, err
}

func (c *call) avif(data []byte) (image.Image, error) {
	d, err := c.begin(data, 5, 0) // width, height, bits a sample, pictures, duration
	if err != nil {
		return nil, err
	}
	about, err := d.head()
	if err != nil {
		return nil, err
	}
	width, height, sample := about[0], about[1], int64(1)
	if about[2] > 8 {
		sample = 2
	}
	const most = 1 << 16
	if width <= 0 || height <= 0 || width > most || height > most {
		return nil, fmt.Errorf("libavif tells a size of %d × %d", width, height)
	}
	out, err := c.allocate(4 * sample * width * height)
	if err != nil {
		return nil, err
	}
	if !c.instance.Memory().Write(out, unwritten(sample)) {
		return nil, errBounds
	}
	if err := d.decode(out); err != nil {
		return nil, err
	}
	pix, err := c.bytes(out, 4*sample*width*height)
	if err != nil {
		return nil, err
	}
	return rgba(pix, int(width), int(height), sample)
}

// unwritten is no pixel: a colour that is brighter than its alpha. The module says nothing when it finds a file cut off or damaged;
// then it stays where the picture should be.
func unwritten(sample int64) []byte {
	return []byte("\xff\xff\xff\xff\xff\xff\x00\x00")[8-4*sample:]
}

// rgba copies the pixels out of the module; those of more than 8 bits are 16-bit numbers, the low byte first.
func rgba(pix []byte, width, height int, sample int64) (image.Image, error) {
	if bytes.HasPrefix(pix, unwritten(sample)) {
		return nil, errors.New("libavif leaves the picture empty")
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	if sample == 1 {
		copy(img.Pix, pix)
		return img, nil
	}
	for i := range img.Pix {
		img.Pix[i] = pix[2*i+1]
	}
	return img, nil
}
