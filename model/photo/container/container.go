// Package container walks the files that hold photos, up to the pixels, which are left to decoders: sizes, orientation, how much a
// decoder will have to do, and what is wrong in the file though its pixels are whole. Where a decoder would stumble over that, a
// reader gives it the file mended.
//
// Every walk has a limit on its steps, holds little, and takes every number from a file for a lie until it is checked.
package container

import (
	"errors"
	"fmt"
	"io"
)

var (
	// ErrFormat marks a file that breaks its format's rules.
	ErrFormat = errors.New("not as its format wants it")
	// ErrCutOff marks a file that ends too soon.
	ErrCutOff = fmt.Errorf("the file ends too soon: %w", io.ErrUnexpectedEOF)
	// ErrTooMuch marks a file of more parts, or more work, than any photo has.
	ErrTooMuch = errors.New("more parts than any photo has")
)

const (
	mostNote  = 1 << 20 // bytes of what may tell the orientation
	mostNotes = 8       // of those in a file
)

// Unsupported is an error that names a kind of file that isn't read.
type Unsupported string

func (u Unsupported) Error() string { return "a kind that isn't read: " + string(u) }

func broken(format string, values ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, values...))
}

// readAt fills as much of p as there is; an error is one of the disk.
func readAt(r io.ReaderAt, p []byte, at int64) ([]byte, error) {
	n, err := r.ReadAt(p, at)
	if err == io.EOF {
		err = nil
	}
	return p[:n], err
}

// block reads n bytes, all of them.
func block(r io.ReaderAt, at int64, n int) ([]byte, error) {
	data, err := readAt(r, make([]byte, n), at)
	if err == nil && len(data) < n {
		err = ErrCutOff
	}
	return data, err
}

// piece is a part of a mended file: bytes of its own, or a part of the file that is mended.
type piece struct {
	text   []byte
	at, to int64
}

// join reads pieces one after the other.
func join(r io.ReaderAt, pieces []piece) io.Reader {
	readers := make([]io.Reader, len(pieces))
	for i := range pieces {
		p := &pieces[i]
		readers[i] = io.NewSectionReader(r, p.at, p.to-p.at)
		if p.text != nil {
			readers[i] = &textReader{p.text}
		}
	}
	return io.MultiReader(readers...)
}

// textReader is a bytes.Reader of 24 bytes less.
type textReader struct{ rest []byte }

func (t *textReader) Read(p []byte) (int, error) {
	if len(t.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// window is a part of a file that has been read, at its place.
type window struct {
	data []byte
	from int64
}

func (w window) ReadAt(p []byte, at int64) (int, error) {
	if at < w.from || at-w.from >= int64(len(w.data)) {
		return 0, io.EOF
	}
	n := copy(p, w.data[at-w.from:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
