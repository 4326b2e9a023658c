package photo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"io"
)

// File is a photo's file in memory: it is read once, for its hash and for its picture.
type File struct {
	Path string
	Data []byte
}

// Read reads a photo's file whole. What it holds is looked at by Decode. All errors are of type *Error.
func Read(path string) (*File, error) {
	f, size, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, MaxBytes)); err != nil {
		return nil, named(path, failure(err))
	}
	return &File{path, data.Bytes()}, nil
}

// SHA256 is the sum of the file's content, as lower-case hexadecimal: its name, wherever it lies.
func (f *File) SHA256() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// Stat is Stat for a file that was read.
func (f *File) Stat() (Info, error) {
	info, err := stat(bytes.NewReader(f.Data), int64(len(f.Data)))
	return info, named(f.Path, err)
}

// Decode is Open for a file that was read: all errors are of type *Error.
func (f *File) Decode() (image.Image, error) { return f.DecodeContext(context.Background()) }

// DecodeContext is OpenContext for a file that was read.
func (f *File) DecodeContext(ctx context.Context) (image.Image, error) {
	img, err := DecodeContext(ctx, bytes.NewReader(f.Data))
	return img, named(f.Path, err)
}
