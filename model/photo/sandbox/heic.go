package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "unsafe" // for the name of the module's code

	_ "github.com/gen2brain/heic" // carries the code
)

// heifCode is libheif with libde265, which its package keeps to itself; see lib/ there for source, versions and licences.
//
//go:linkname heifCode github.com/gen2brain/heic.heifWasm
var heifCode []byte

var heif = &module{packed: func() []byte { return heifCode }}

// libheif's names for kinds of pictures.
const (
	colourYCbCr = 0
	colourRGB   = 1
	colourGrey  = 2
)

var chromaRatio = map[int64]image.YCbCrSubsampleRatio{
	1: image.YCbCrSubsampleRatio420, 2: image.YCbCrSubsampleRatio422, 3: image.YCbCrSubsampleRatio444,
}

// HEIC decodes the main picture of a file, turned, mirrored and cropped as its container says, at 8 bits. The module gets no more
// than limit bytes of memory. The errors are ErrDecode, ErrMemory and ctx's.
func HEIC(ctx context.Context, data []byte, limit int64) (img image.Image, err error) {
	err = heif.run(ctx, limit, func(c *call) error {
		img, err = c.heic(data)
		return err
	})
	return img, err
}

func (c *call) heic(data []byte) (image.Image, error) {
	d, err := c.begin(data, 5) // width, height, colour space, chroma, whether alpha is premultiplied
	if err != nil {
		return nil, err
	}
	about, err := d.head()
	if err != nil {
		return nil, err
	}
	layout, err := newLayout(about)
	if err != nil {
		return nil, err
	}
	out, err := c.allocate(layout.bytes)
	if err != nil {
		return nil, err
	}
	if err := d.decode(out); err != nil {
		return nil, err
	}
	pix, err := c.bytes(out, layout.bytes)
	if err != nil {
		return nil, err
	}
	return layout.picture(bytes.Clone(pix)), nil
}

// layout is how libheif lays out a picture: plane after plane, rows padded to 16 bytes, and to 64 values.
type layout struct {
	width, height  int
	colour         int64
	ratio          image.YCbCrSubsampleRatio
	premultiplied  bool
	stride, chroma int // bytes a row
	chromaRows     int
	bytes          int64
}

func newLayout(about []int64) (layout, error) {
	l := layout{width: int(about[0]), height: int(about[1]), colour: about[2], premultiplied: about[4] == 1}
	const most = 1 << 16
	if l.width <= 0 || l.height <= 0 || l.width > most || l.height > most {
		return l, fmt.Errorf("libheif tells a size of %d × %d", l.width, l.height)
	}
	pad := func(n int) int { return (max(n, 64) + 15) &^ 15 } // libheif makes no narrower rows
	l.stride = pad(l.width)
	switch l.colour {
	case colourYCbCr:
		ratio, ok := chromaRatio[about[3]]
		if !ok {
			return l, fmt.Errorf("libheif tells chroma %d", about[3])
		}
		l.ratio, l.chroma, l.chromaRows = ratio, l.stride, l.height
		if ratio != image.YCbCrSubsampleRatio444 {
			l.chroma = pad((l.width + 1) / 2)
		}
		if ratio == image.YCbCrSubsampleRatio420 {
			l.chromaRows = (l.height + 1) / 2
		}
	case colourGrey:
	case colourRGB:
		l.stride = pad(4 * max(l.width, 64))
	default:
		return l, fmt.Errorf("libheif tells colour space %d", l.colour)
	}
	l.bytes = int64(l.stride)*int64(l.height) + 2*int64(l.chroma)*int64(l.chromaRows)
	return l, nil
}

func (l layout) picture(pix []byte) image.Image {
	rect := image.Rect(0, 0, l.width, l.height)
	switch {
	case l.colour == colourGrey:
		return &image.Gray{Pix: pix, Stride: l.stride, Rect: rect}
	case l.colour == colourRGB && l.premultiplied:
		return &image.RGBA{Pix: pix, Stride: l.stride, Rect: rect}
	case l.colour == colourRGB:
		return &image.NRGBA{Pix: pix, Stride: l.stride, Rect: rect}
	}
	cb := l.stride * l.height
	cr := cb + l.chroma*l.chromaRows
	return &image.YCbCr{
		Y: pix[:cb:cb], Cb: pix[cb:cr:cr], Cr: pix[cr:], YStride: l.stride, CStride: l.chroma, SubsampleRatio: l.ratio, Rect: rect,
	}
}
