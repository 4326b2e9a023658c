package photo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	"siamface/model/file"
)

// File is a photo's file in memory: it is read once, for its hash and for its picture. Nothing changes it.
type File struct {
	Path string
	Data []byte

	info fs.FileInfo // of before it was read; nil where it can't be told by that whether it changed since
	hash sync.Once
	sum  string
}

// Read reads a photo's file whole, unless it was just read and hasn't changed since. What it holds is looked at by Decode. All errors
// are of type *Error.
func Read(path string) (*File, error) {
	if held := known.findFile(path); held != nil {
		return held, nil
	}
	f, info, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readWhole(f, path, info)
}

// readWhole reads an open file, of which info told before, and has it held.
func readWhole(f io.Reader, path string, info fs.FileInfo) (*File, error) {
	read := &File{Path: path, info: keepSettled(info)}
	data := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, MaxBytes)); err != nil {
		return nil, addPath(path, explainError(err))
	}
	read.Data = data.Bytes()
	known.keepFile(read)
	return read, nil
}

// SHA256 is the sum of the file's content, as lower-case hexadecimal: its name, wherever it lies. It is computed once.
func (f *File) SHA256() string {
	f.hash.Do(func() {
		if f.sum = known.findSum(f.Path, f.info); f.sum != "" {
			return
		}
		sum := sha256.Sum256(f.Data)
		hashed.Add(1)
		f.sum = hex.EncodeToString(sum[:])
		known.keepSum(f.Path, f.info, f.sum)
	})
	return f.sum
}

// hashed is how many files were hashed.
var hashed atomic.Int64

// Hashed counts the photos' files that were hashed so far.
func Hashed() int { return int(hashed.Load()) }

// SHA256 is File.SHA256 of the file at path, which is opened only where it isn't known. It takes files of any length.
func SHA256(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if sum := known.findSum(path, info); sum != "" {
		return sum, nil
	}
	if info.Size() > 0 && info.Size() <= largestHeld {
		f, err := Read(path)
		if err != nil {
			return "", err
		}
		return f.SHA256(), nil
	}
	was := keepSettled(info)
	sum, err := file.SHA256(path)
	if err != nil {
		return "", err
	}
	hashed.Add(1)
	known.keepSum(path, was, sum)
	return sum, nil
}

// Stat is Stat for a file that was read.
func (f *File) Stat() (Info, error) {
	info, err := statFile(bytes.NewReader(f.Data), int64(len(f.Data)))
	return info, addPath(f.Path, err)
}

// Decode is Open for a file that was read: all errors are of type *Error.
func (f *File) Decode() (image.Image, error) { return f.DecodeContext(context.Background()) }

// DecodeContext is OpenContext for a file that was read.
func (f *File) DecodeContext(ctx context.Context) (image.Image, error) {
	img, err := DecodeContext(ctx, bytes.NewReader(f.Data))
	return img, addPath(f.Path, err)
}

// Open reads and decodes a photo: *image.Gray when every pixel is grey, else *image.RGBA, opaque, at (0, 0), upright. All
// errors are of type *Error.
func Open(path string) (image.Image, error) { return OpenContext(context.Background(), path) }

// OpenContext is Open until ctx ends: then the error's reason is Stopped, and its cause ctx's.
func OpenContext(ctx context.Context, path string) (image.Image, error) {
	if held := known.findFile(path); held != nil {
		return held.DecodeContext(ctx)
	}
	f, info, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() <= largestHeld {
		whole, err := readWhole(f, path, info)
		if err != nil {
			return nil, err
		}
		return whole.DecodeContext(ctx)
	}
	img, err := DecodeContext(ctx, f)
	return img, addPath(path, err)
}
