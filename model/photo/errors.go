package photo

import (
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"

	"github.com/jsummers/gobmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"siamface/model/pgm"
	"siamface/model/photo/container"
)

// The reasons for which a file can't be used. One for TooLarge goes on with the size: "too large: 40000 × 40000 pixels", and one for
// Unsupported with the kind: "a kind of photo that can't be read here: JPEG XL".
const (
	NotAPhoto   = "not a photo"
	CutOff      = "cut off"
	Damaged     = "damaged"
	Unsupported = "a kind of photo that can't be read here"
	TooLarge    = "too large"
	TooNarrow   = "too narrow" // goes on with the size, too
	Empty       = "empty file"
	Folder      = "a folder, not a photo"
	NotRegular  = "not a regular file"
	Missing     = "no such file"
	Forbidden   = "no permission to read it"
	Unreadable  = "can't be read from the disk"
	Stopped     = "stopped before it was read"
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

// addPath adds the path to an *Error.
func addPath(path string, err error) error {
	if photoErr, ok := errors.AsType[*Error](err); ok {
		photoErr.Path = path
	}
	return err
}

// IsUnsupported tells the reason of a photo of a kind that isn't read.
func IsUnsupported(reason string) bool { return strings.HasPrefix(reason, Unsupported) }

func unsupportedError(kind string, err error) error {
	return &Error{Why: Unsupported + ": " + kind, Err: err}
}

// explainError puts a decoder's or the disk's error in words; one that is in words already it leaves.
func explainError(err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if kind, ok := unsupportedKind(err); ok {
		return unsupportedError(kind, err)
	}
	why := Damaged
	switch {
	case errors.Is(err, container.ErrTooMuch):
		why = TooLarge + ": more parts than any photo has"
	case errors.Is(err, fs.ErrNotExist):
		why = Missing
	case isCutOff(err):
		why = CutOff
	case errors.Is(err, fs.ErrPermission):
		why = Forbidden
	case isPathError(err):
		why = Unreadable
	}
	return &Error{Why: why, Err: err}
}

// unsupportedKind names what a decoder doesn't know.
func unsupportedKind(err error) (string, bool) {
	if kind, ok := errors.AsType[container.Unsupported](err); ok {
		return string(kind), true
	}
	_, jpg := errors.AsType[jpeg.UnsupportedError](err)
	_, portable := errors.AsType[png.UnsupportedError](err)
	_, tagged := errors.AsType[tiff.UnsupportedError](err)
	_, bitmap := errors.AsType[gobmp.UnsupportedError](err)
	for _, c := range []struct {
		format string
		is     bool
	}{
		{"JPEG", jpg},
		{"PNG", portable},
		{"TIFF", tagged},
		{"BMP", bitmap || errors.Is(err, bmp.ErrUnsupported)},
		{"Netpbm", errors.Is(err, pgm.ErrUnsupported)},
	} {
		if c.is {
			return c.format + " of an unusual kind", true
		}
	}
	return "", false
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
