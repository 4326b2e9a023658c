// Package weights reads and writes network weights as files: safetensors, the program's own model files (safetensors with a
// checksum) and the state dicts that PyTorch saves as .pth. It needs no libtorch, runs nothing that a file holds, and takes
// any bytes: every size, shape and offset is checked against the file and the limits before memory is taken for it.
//
// Values become float32 whatever the file stores; float64 and int64 are rounded to the nearest float32.
package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A Tensor is a dense array in row-major order: len(Data) is the product of Shape, 1 for a scalar's empty Shape.
type Tensor struct {
	Shape []int
	Data  []float32
}

// A File is the content of a weights file: tensors by name, and the metadata that safetensors may carry (a .pth has none).
type File struct {
	Tensors  map[string]Tensor
	Metadata map[string]string
}

// What a reader takes at most. A ResNet-50 has 102 MB of float32, 320 tensors and a header of 40 kB.
const (
	MaxFileBytes   = 2 << 30
	MaxHeaderBytes = 16 << 20
	MaxTensors     = 100_000
	MaxValueBytes  = 2 << 30
)

// Limits bounds what a reader takes; a field of zero stands for the constant named beside it.
type Limits struct {
	FileBytes   int64 // the file on disk: MaxFileBytes
	HeaderBytes int64 // the header of a safetensors file, each pickle and the directory of a PyTorch file: MaxHeaderBytes
	Tensors     int   // MaxTensors
	ValueBytes  int64 // all values, 4 bytes each once they are float32: MaxValueBytes
	// Only, where it isn't nil, says which tensors are wanted: the values of the others are passed over, though what is said of them
	// is checked.
	Only func(name string) bool
}

func (l Limits) wants(name string) bool { return l.Only == nil || l.Only(name) }

// The kinds of failure, for errors.Is; the errors that carry them are sentences that begin with the file's path.
var (
	// ErrMalformed: not a weights file, or a broken one.
	ErrMalformed = errors.New("is not a weights file that Siamface can read")
	// ErrTooLarge: more than the limits allow.
	ErrTooLarge = errors.New("is larger than Siamface reads")
	// ErrUnsafe: a .pth that asks for anything but tensors in a dictionary.
	ErrUnsafe = errors.New("holds more than weights, and Siamface runs nothing from a file; save the network's state_dict() alone")
)

// Read reads a weights file of any kind, told apart by its first bytes and not by its name. A model file is read
// without a look at its checksum: use ReadModel for these.
func Read(path string, limits Limits) (*File, error) {
	return readFile(path, limits, readAny)
}

func readAny(s source) (*File, error) {
	if s.isTorch() {
		return readTorch(s)
	}
	return readSafetensors(s)
}

// source is an open file with what may be taken from it.
type source struct {
	io.ReaderAt
	size   int64
	limits Limits
}

// readFile opens the file, checks its size, and puts what parse has to say into a sentence with the path.
func readFile(path string, limits Limits, parse func(source) (*File, error)) (*File, error) {
	limits = limits.orDefault()
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s %w: it is not a plain file", path, ErrMalformed)
	}
	if info.Size() > limits.FileBytes {
		return nil, fmt.Errorf("%s %w: %d bytes, at most %d", path, ErrTooLarge, info.Size(), limits.FileBytes)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", path, err)
	}
	defer f.Close()
	got, err := parse(source{f, info.Size(), limits})
	if err != nil {
		return nil, sentence(path, err)
	}
	return got, nil
}

// sentence puts the path before an error of known kind, and calls any other malformed.
func sentence(path string, err error) error {
	for _, kind := range []error{ErrTooLarge, ErrUnsafe, ErrDamaged, ErrNotModel, ErrTooNew} {
		if errors.Is(err, kind) {
			return fmt.Errorf("%s %w", path, err)
		}
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("can't read %s: %w", path, err)
	}
	return fmt.Errorf("%s %w: %w", path, ErrMalformed, err)
}

func (l Limits) orDefault() Limits {
	if l.FileBytes == 0 {
		l.FileBytes = MaxFileBytes
	}
	if l.HeaderBytes == 0 {
		l.HeaderBytes = MaxHeaderBytes
	}
	if l.Tensors == 0 {
		l.Tensors = MaxTensors
	}
	if l.ValueBytes == 0 {
		l.ValueBytes = MaxValueBytes
	}
	return l
}

// The first bytes of the three formats that PyTorch has had. Read as the length of a safetensors header, each of
// them is far above any limit, so no file is two things at once.
var (
	zipMagic = []byte("PK\x03\x04")
	// the number 0x1950a86a20f9469cfc6c as a pickle of protocol 2
	legacyMagic = []byte("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.")
	tarMagic    = []byte("ustar")
)

const tarMagicAt = 257

func (s source) isZip() bool    { return s.has(0, zipMagic) }
func (s source) isLegacy() bool { return s.has(0, legacyMagic) }
func (s source) isTar() bool {
	var first [8]byte
	_, err := s.ReadAt(first[:], 0)
	return err == nil && s.has(tarMagicAt, tarMagic) && binary.LittleEndian.Uint64(first[:]) > MaxFileBytes
}
func (s source) isTorch() bool { return s.isZip() || s.isLegacy() || s.isTar() }

func (s source) has(at int64, want []byte) bool {
	got := make([]byte, len(want))
	_, err := s.ReadAt(got, at)
	return (err == nil || err == io.EOF) && bytes.Equal(got, want)
}

// section is the length bytes from pos, which must lie within the file.
func (s source) section(pos, length int64) (*io.SectionReader, error) {
	if pos < 0 || length < 0 || pos > s.size || length > s.size-pos {
		return nil, fmt.Errorf("it is cut short: %d bytes from byte %d, of %d", length, pos, s.size)
	}
	return io.NewSectionReader(s.ReaderAt, pos, length), nil
}
