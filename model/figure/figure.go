// Package figure draws an evaluation: the histogram of genuine and impostor distances, the curves of a training run and a
// picture of the network, on gonum/plot's canvas, for a file (PNG, SVG, PDF) or a window.
//
// One meaning has one colour: genuine is blue and filled, impostor is orange and hatched, so that a grey print tells them
// apart too. All words come from Labels, so a figure speaks the window's language as far as its font can draw it.
package figure

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"siamface/model/file"
)

// Figure is a picture that lays itself out on a canvas of any size. A Figure doesn't change and may be drawn from several
// goroutines at once.
type Figure interface {
	// Draw fills the whole canvas, background included.
	Draw(c draw.Canvas)
	// Size is the natural size, the one that files have.
	Size() (width, height vg.Length)
}

// DPI is the resolution of PNG files, in pixels an inch. Of a figure that would have more than maxArea pixels, such as that of a long
// network, it is lower, but not below minDPI.
const (
	DPI     = 300
	maxArea = 4_000_000
)

// Formats are the extensions that Save takes.
var Formats = []string{".png", ".svg", ".pdf"}

// Save writes a figure to a file in the format of the path's extension: .png, .svg or .pdf in any case. A file that was there
// is replaced as a whole or, on an error, kept. The same figure gives the same bytes.
func Save(path string, f Figure) error {
	format := strings.ToLower(filepath.Ext(path))
	encode, ok := encoders[format]
	if !ok || len(filepath.Base(path)) == len(format) {
		return fmt.Errorf("can't save a figure as %q: it needs a name that ends in %s", filepath.Base(path), strings.Join(Formats, ", "))
	}
	encoded, err := encodeWith(f, encode)
	if err != nil {
		return fmt.Errorf("can't draw %s: %w", path, err)
	}
	return file.WriteBytes(path, 0o600, mark(format, encoded))
}

// Encode draws a figure to memory, for a page that holds it: format is one of Formats. The same figure gives the same bytes.
func Encode(f Figure, format string) ([]byte, error) {
	encode, ok := encoders[format]
	if !ok {
		return nil, fmt.Errorf("can't draw a figure as %q: the formats are %s", format, strings.Join(Formats, ", "))
	}
	return encodeWith(f, encode)
}

// encodeWith draws to memory. The canvases panic where they have no error to return, for a font with broken outlines for one;
// someone else's font file mustn't end the program.
func encodeWith(f Figure, encode func(io.Writer, Figure) error) (data []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the canvas gave up: %v", cause)
		}
	}()
	var buffer bytes.Buffer
	err = encode(&buffer, f)
	return buffer.Bytes(), err
}

var encoders = map[string]func(io.Writer, Figure) error{
	".png": encodePNG,
	".svg": encodeSVG,
	".pdf": encodePDF,
}

func encodePNG(w io.Writer, f Figure) error {
	width, height := f.Size()
	c := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(pngResolution(width, height)))
	f.Draw(draw.New(c))
	quick := png.Encoder{CompressionLevel: png.BestSpeed} // figures are flat: others take thrice as long to save a fifth
	return quick.Encode(w, c.Image())
}

// pngResolution is that of a PNG file of this size.
func pngResolution(width, height vg.Length) int {
	area := float64(width/vg.Inch) * float64(height/vg.Inch)
	return int(min(DPI, max(minDPI, math.Sqrt(maxArea/area))))
}

var family = regexp.MustCompile(`font-family:([^;"]*);`)

// encodeSVG names further fonts, of the same widths, for viewers without the figure's own.
func encodeSVG(w io.Writer, f Figure) error {
	width, height := f.Size()
	c := vgsvg.New(width, height)
	f.Draw(draw.New(c))
	var buffer bytes.Buffer
	if _, err := c.WriteTo(&buffer); err != nil {
		return err
	}
	_, err := w.Write(family.ReplaceAll(buffer.Bytes(), []byte("font-family:$1,Arial,Helvetica,sans-serif;")))
	return err
}

func encodePDF(w io.Writer, f Figure) error {
	fixDates()
	width, height := f.Size()
	c := vgpdf.New(width, height)
	f.Draw(draw.NewCanvas(outliner{c, map[int]bool{}}, width, height))
	_, err := c.WriteTo(w)
	return err
}
