// Package photo turns a photo file into a decoded picture of a known shape: upright (EXIF orientation applied), opaque
// (transparency over white), its corner at (0, 0), grey or RGB. The format is told by the content, never by the name: JPEG,
// PNG, GIF (its first frame), BMP, WebP and Netpbm. Sizes are checked before anything large is read or allocated.
package photo

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
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

// Stat tells a photo's size and format from the file's header, without decoding it. It reads the start of the file at once and at
// most its last 4 KiB, by which it knows a photo that is cut off: a browser of thousands of photos can afford it. All
// errors are of type *Error.
func Stat(path string) (info Info, err error) {
	f, size, err := openQuickly(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	info, err = stat(f, size)
	return info, named(path, err)
}

// stat is Stat for a file at hand; its errors are of type *Error, without a path.
func stat(file io.ReaderAt, size int64) (info Info, err error) {
	defer survive(&err)
	s, err := openSource(file)
	if err != nil {
		return Info{}, failure(err)
	}
	defer s.close()
	h, err := readHead(s)
	if err != nil {
		return Info{}, err
	}
	whole, err := h.isWhole(s, size)
	if err != nil {
		return Info{}, failure(err)
	}
	if !whole {
		return Info{}, &Error{Why: CutOff, Err: io.ErrUnexpectedEOF}
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
	s, err := openSource(readAt{r})
	if err != nil {
		return nil, failure(err)
	}
	defer s.close()
	h, err := readHead(s)
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, failure(err)
	}
	img, err = h.decode(bufio.NewReaderSize(io.LimitReader(r, MaxBytes), 1<<16))
	if err != nil {
		return nil, h.explain(r, s, err)
	}
	return h.orientation.apply(flatten(img, h.width, h.height)), nil
}

// open refuses what is no regular file of a bearable size before it opens it: opening a pipe would wait for ever.
func open(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, named(path, failure(err))
	}
	if err := usable(info); err != nil {
		return nil, 0, named(path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, named(path, failure(err))
	}
	return f, info.Size(), nil
}

// openQuickly is open for those who have thousands of files to open, and know that they aren't devices, which some systems change by
// opening them: it asks for nothing but the open file. It doesn't wait for a pipe's other end.
func openQuickly(path string) (*os.File, int64, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if info, statErr := os.Stat(path); statErr == nil && usable(info) != nil { // a socket
			err = usable(info)
			return nil, 0, named(path, err)
		}
		return nil, 0, named(path, failure(err))
	}
	info, err := f.Stat()
	if err == nil {
		err = usable(info)
	} else {
		err = failure(err)
	}
	if err != nil {
		f.Close()
		return nil, 0, named(path, err)
	}
	return f, info.Size(), nil
}

// usable refuses what is no regular file of a bearable size.
func usable(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return &Error{Why: Folder}
	case !info.Mode().IsRegular():
		return &Error{Why: NotRegular}
	case info.Size() == 0:
		return &Error{Why: Empty}
	case info.Size() > MaxBytes:
		return &Error{Why: fmt.Sprintf("%s: %d MB", TooLarge, info.Size()>>20)}
	}
	return nil
}

// survive turns a panic of a decoder into an error: photos are opened on goroutines where it would end the program.
func survive(err *error) {
	if cause := recover(); cause != nil {
		*err = &Error{Why: Damaged, Err: fmt.Errorf("the decoder gave up: %v", cause)}
	}
}
