// Package photo turns a photo file into a decoded picture of a known shape: upright (EXIF orientation applied), opaque
// (transparency over white), its corner at (0, 0), grey or RGB. The format is told by the content, never by the name: JPEG,
// PNG, GIF (its first frame), BMP, WebP and Netpbm. Sizes are checked before anything large is read or allocated.
package photo

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// MaxBytes is the largest file that is opened.
	MaxBytes = 256 << 20
	// MaxPixels is the largest width × height that is decoded.
	MaxPixels = 100_000_000
)

// Extensions are the usual endings of the formats that can be read. They decide nothing: see MaybePhoto.
var Extensions = []string{
	".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".dib", ".webp", ".pgm", ".ppm", ".pbm", ".pnm",
}

// MaybePhoto tells by its ending, in any case, whether a file is likely meant to be a photo. Whether it is one, only
// reading it shows.
func MaybePhoto(name string) bool {
	return slices.Contains(Extensions, strings.ToLower(filepath.Ext(name)))
}

// Info describes a photo that wasn't decoded.
type Info struct {
	Width, Height int    // in pixels, upright
	Format        string // jpeg, png, gif, bmp, webp, pbm, pgm or ppm
	Bytes         int64  // the file's length
}

// Open reads and decodes a photo: *image.Gray when every pixel is grey, else *image.RGBA, opaque, at (0, 0), upright. All
// errors are of type *Error.
func Open(path string) (image.Image, error) {
	f, _, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := Decode(f)
	return img, named(path, err)
}

// Stat tells a photo's size and format from the file's header, without decoding it. It reads the start of the file and at
// most its last 4 KiB, by which it knows a photo that is cut off: a browser of thousands of photos can afford it. All
// errors are of type *Error.
func Stat(path string) (info Info, err error) {
	defer survive(&err)
	f, size, err := open(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	h, err := readHead(f)
	if err != nil {
		return Info{}, named(path, err)
	}
	whole, err := h.isWhole(f, size)
	if err != nil {
		return Info{}, named(path, failure(err))
	}
	if !whole {
		return Info{}, &Error{Path: path, Why: CutOff, Err: io.ErrUnexpectedEOF}
	}
	width, height := h.width, h.height
	if h.orientation.swaps() {
		width, height = height, width
	}
	return Info{Width: width, Height: height, Format: h.name, Bytes: size}, nil
}

// Decode is Open for a file at hand, read from its start. Its errors are of type *Error, without a path.
func Decode(r io.ReadSeeker) (img image.Image, err error) {
	defer survive(&err)
	h, err := readHead(r)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, failure(err)
	}
	img, err = h.decode(bufio.NewReaderSize(io.LimitReader(r, MaxBytes), 1<<16))
	if err != nil {
		return nil, h.explain(r, err)
	}
	return h.orientation.apply(flatten(img, h.width, h.height)), nil
}

// open refuses what is no regular file of a bearable size before it opens it: opening a pipe would wait for ever.
func open(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	why := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = Missing
	case err != nil:
		return nil, 0, named(path, failure(err))
	case info.IsDir():
		why = Folder
	case !info.Mode().IsRegular():
		why = NotRegular
	case info.Size() == 0:
		why = Empty
	case info.Size() > MaxBytes:
		why = fmt.Sprintf("%s: %d MB", TooLarge, info.Size()>>20)
	}
	if why != "" {
		return nil, 0, &Error{Path: path, Why: why, Err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, named(path, failure(err))
	}
	return f, info.Size(), nil
}

// survive turns a panic of a decoder into an error: photos are opened on goroutines where it would end the program.
func survive(err *error) {
	if cause := recover(); cause != nil {
		*err = &Error{Why: Damaged, Err: fmt.Errorf("the decoder gave up: %v", cause)}
	}
}
