// Package photo turns a photo file into a decoded picture of a known shape: upright (EXIF orientation applied), opaque
// (transparency over white), its corner at (0, 0), grey or RGB. The format is told by the content, never by the name: JPEG,
// PNG, GIF, BMP, WebP, HEIC, AVIF, TIFF and Netpbm; of several pictures, the first. What a decoder will take is reckoned before anything
// large is read or allocated, and all photos that are decoded at once share one budget of memory.
package photo

import (
	"context"
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

// Extensions are the usual endings of the formats that can be read. They decide nothing: see MaybePhoto.
var Extensions = []string{
	".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".bmp", ".dib", ".webp", ".heic", ".heif", ".hif", ".avif", ".tif", ".tiff",
	".pgm", ".ppm", ".pbm", ".pnm",
}

// unreadExtensions are those of photos that can't be read: their files count as such, not as something else.
var unreadExtensions = []string{
	".jp2", ".j2k", ".jpf", ".jpx", ".jxl", ".jxr", ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".raf", ".orf",
	".rw2", ".pef", ".srw", ".x3f", ".mrw", ".3fr", ".iiq", ".psd", ".pam", ".pfm",
}

// MaybePhoto tells by its ending, in any case, whether a file is likely meant to be a photo. Whether it is one, only
// reading it shows.
func MaybePhoto(name string) bool {
	ending := strings.ToLower(filepath.Ext(name))
	return slices.Contains(Extensions, ending) || slices.Contains(unreadExtensions, ending)
}

// Info describes a photo that wasn't decoded.
type Info struct {
	Width, Height int    // in pixels, upright, as it is decoded
	Format        string // jpeg, png, gif, bmp, webp, heic, avif, tiff, pbm, pgm or ppm
	Bytes         int64  // the file's length
	Remark        string // what is wrong with the file though it can be read, or that it is read at half its size; mostly empty
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
	info, err = statFile(f, size)
	return info, addPath(path, err)
}

// statFile is Stat for a file at hand; its errors are of type *Error, without a path.
func statFile(file io.ReaderAt, size int64) (info Info, err error) {
	defer surviveDecoder(&err)
	s, err := openSource(file, size)
	if err != nil {
		return Info{}, explainError(err)
	}
	defer s.close()
	h, err := readHead(s, false)
	if err != nil {
		return Info{}, err
	}
	if h.doubtful { // only decoding shows whether it is cut off
		if _, err := decodeSource(context.Background(), s); err != nil {
			return Info{}, err
		}
	}
	width, height := h.width, h.height
	if h.orientation.swapsSides() {
		width, height = height, width
	}
	return Info{Width: width, Height: height, Format: h.name, Bytes: size, Remark: h.remark}, nil
}

// DecodeContext is Open for a file at hand, from its start wherever it stands, until ctx ends: then the error's reason is Stopped, and
// its cause ctx's. Its errors are of type *Error, without a path.
func DecodeContext(ctx context.Context, r io.ReadSeeker) (img image.Image, err error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, explainError(err)
	}
	file, ok := r.(io.ReaderAt)
	if !ok {
		file = readAt{r}
	}
	s, err := openSource(file, min(size, MaxBytes))
	if err != nil {
		return nil, explainError(err)
	}
	defer s.close()
	return decodeSource(ctx, s)
}

// decodeSource waits for its share of memory first.
func decodeSource(ctx context.Context, s *source) (img image.Image, err error) {
	defer surviveDecoder(&err)
	h, err := readHead(s, true)
	if err != nil {
		return nil, err
	}
	release, err := h.reserveMemory(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	img, err = h.decode(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, stoppedBy(ctx)
	case err != nil && h.doubtful: // whatever the decoder stumbled on
		return nil, &Error{Why: CutOff, Err: err}
	case err != nil:
		return nil, explainError(err)
	}
	return h.orientation.apply(flattenPicture(img, h.width, h.height)), nil
}

// openFile refuses what is no regular file of a bearable size before it opens it: opening a pipe would wait for ever.
func openFile(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, addPath(path, explainError(err))
	}
	if err := checkUsable(info); err != nil {
		return nil, nil, addPath(path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, addPath(path, explainError(err))
	}
	return f, info, nil
}

// openQuickly is openFile for those who have thousands of files to open, and know that they aren't devices, which some systems change by
// opening them: it asks for nothing but the open file. It doesn't wait for a pipe's other end.
func openQuickly(path string) (*os.File, int64, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if info, statErr := os.Stat(path); statErr == nil && checkUsable(info) != nil { // a socket
			err = checkUsable(info)
			return nil, 0, addPath(path, err)
		}
		return nil, 0, addPath(path, explainError(err))
	}
	info, err := f.Stat()
	if err == nil {
		err = checkUsable(info)
	} else {
		err = explainError(err)
	}
	if err != nil {
		f.Close()
		return nil, 0, addPath(path, err)
	}
	return f, info.Size(), nil
}

// checkUsable refuses what is no regular file of a bearable size.
func checkUsable(info fs.FileInfo) error {
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

// surviveDecoder turns a panic of a decoder into an error: photos are opened on goroutines where it would end the program.
func surviveDecoder(err *error) {
	if cause := recover(); cause != nil {
		*err = &Error{Why: Damaged, Err: fmt.Errorf("the decoder gave up: %v", cause)}
	}
}
