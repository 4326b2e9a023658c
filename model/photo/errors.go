package photo

import (
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"

	"golang.org/x/image/bmp"

	"siamface/model/pgm"
)

// The reasons for which a file can't be used. One for TooLarge goes on with the size: "too large: 40000 × 40000 pixels".
const (
	NotAPhoto   = "not a photo"
	CutOff      = "cut off"
	Damaged     = "damaged"
	Unsupported = "a kind of photo that can't be read here"
	TooLarge    = "too large"
	Empty       = "empty file"
	Folder      = "a folder, not a photo"
	NotRegular  = "not a regular file"
	Missing     = "no such file"
	Forbidden   = "no permission to read it"
	Unreadable  = "can't be read from the disk"
)

// Error says which file can't be used and why, in few words; the cause, if there is one, is wrapped.
type Error struct {
	Path string // empty when the bytes had no name
	Why  string
	Err  error
}

func (e *Error) Error() string {
	if e.Path == "" {
		return "can't use this photo: " + e.Why
	}
	return fmt.Sprintf("can't use %s as a photo: %s", e.Path, e.Why)
}

func (e *Error) Unwrap() error { return e.Err }

// Reason is the short reason that an error of this package carries, to stand beside the file's name; of another error,
// its text; of nil, nothing.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	if photoErr, ok := errors.AsType[*Error](err); ok {
		return photoErr.Why
	}
	return err.Error()
}

// named adds the path to an *Error.
func named(path string, err error) error {
	if photoErr, ok := errors.AsType[*Error](err); ok {
		photoErr.Path = path
	}
	return err
}

// failure puts a decoder's or the disk's error in words.
func failure(err error) error {
	why := Damaged
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = Missing
	case isUnsupported(err):
		why = Unsupported
	case isCutOff(err):
		why = CutOff
	case errors.Is(err, fs.ErrPermission):
		why = Forbidden
	case isPathError(err):
		why = Unreadable
	}
	return &Error{Why: why, Err: err}
}

func isUnsupported(err error) bool {
	if errors.Is(err, bmp.ErrUnsupported) || errors.Is(err, pgm.ErrUnsupported) {
		return true
	}
	_, jpg := errors.AsType[jpeg.UnsupportedError](err)
	_, portable := errors.AsType[png.UnsupportedError](err)
	return jpg || portable
}

// isCutOff also reads the words: the decoders of GIF and WebP don't wrap what they met.
func isCutOff(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	return strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "not enough image data") ||
		strings.Contains(err.Error(), "short chunk")
}

func isPathError(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}
