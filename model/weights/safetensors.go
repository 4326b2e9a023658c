package weights

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"siamface/model/file"
	"siamface/model/parallel"
)

// This reader is our own. The published Go package, github.com/nlpodyssey/safetensors, never crashed under fuzzing. But of two tensors
// of one name it lets the last win without a word, it takes a shape of 0 × 2⁶⁴−1, and it holds the whole file in memory twice.
// A hostile header of 16 MB costs it 1 to 1.5 GB, and it can't write a scalar.

// ReadSafetensors reads a file of the safetensors format (F32, F16, BF16, F64, I64, I32 and U8; other types are refused). The
// format: 8 bytes of length, little-endian; a JSON header of that length; the tensors' bytes without a gap.
func ReadSafetensors(path string, limits Limits) (*File, error) {
	return readFile(path, limits, readSafetensors)
}

func readSafetensors(s source) (*File, error) {
	h, data, err := readHeader(s)
	if err != nil {
		return nil, err
	}
	return h.readWanted(data, s.limits)
}

// readHeader checks the header and gives the data that follows it.
func readHeader(s source) (*header, *io.SectionReader, error) {
	var length [8]byte
	if s.size < int64(len(length)) {
		return nil, nil, errors.New("it is too short")
	}
	if _, err := s.ReadAt(length[:], 0); err != nil {
		return nil, nil, err
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > uint64(s.size-8) {
		return nil, nil, errors.New("it is cut short, or of another kind: its header would be longer than the file")
	}
	if n > uint64(s.limits.HeaderBytes) {
		return nil, nil, fmt.Errorf("%w: a header of %d bytes, at most %d", ErrTooLarge, n, s.limits.HeaderBytes)
	}
	raw := make([]byte, n)
	if _, err := s.ReadAt(raw, 8); err != nil && err != io.EOF {
		return nil, nil, err
	}
	dataBytes := s.size - 8 - int64(n)
	h, err := parseHeader(raw, dataBytes, s.limits)
	return h, io.NewSectionReader(s, 8+int64(n), dataBytes), err
}

// read takes the tensors from the data, in its order.
func (h *header) read(data io.Reader) (*File, error) {
	f := &File{Tensors: make(map[string]Tensor, len(h.tensors)), Metadata: h.metadata}
	for _, e := range h.tensors {
		values := make([]float32, e.values)
		if err := readValues(data, e.dtype, values); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", e.name, err)
		}
		f.Tensors[e.name] = Tensor{e.shape, values}
	}
	return f, nil
}

// readWanted takes the tensors that are wanted, several at once.
func (h *header) readWanted(data *io.SectionReader, limits Limits) (*File, error) {
	wanted := slices.DeleteFunc(slices.Clone(h.tensors), func(e entry) bool { return !limits.wants(e.name) })
	values := make([][]float32, len(wanted))
	err := parallel.Each(context.Background(), len(wanted), func(_ context.Context, i int) error {
		e := wanted[i]
		values[i] = make([]float32, e.values)
		if err := readValues(io.NewSectionReader(data, e.begin, e.end-e.begin), e.dtype, values[i]); err != nil {
			return fmt.Errorf("tensor %q: %w", e.name, err)
		}
		return nil
	}, nil)
	if err != nil {
		return nil, err
	}
	f := &File{Tensors: make(map[string]Tensor, len(wanted)), Metadata: h.metadata}
	for i, e := range wanted {
		f.Tensors[e.name] = Tensor{e.shape, values[i]}
	}
	return f, nil
}

// WriteSafetensors writes f as float32, whole or not at all. The same f gives the same bytes: names sorted, the metadata
// first, the header padded with spaces to a multiple of 8.
func WriteSafetensors(path string, f *File) error {
	put, err := encode(f)
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, err)
	}
	return file.Write(path, 0o600, put)
}

// EncodeSafetensors puts out what WriteSafetensors writes, for a file that only its owner may read.
func EncodeSafetensors(w io.Writer, f *File) error {
	put, err := encode(f)
	if err != nil {
		return err
	}
	return put(w)
}

// encode checks f and gives what puts it out.
func encode(f *File) (put func(io.Writer) error, err error) {
	head, err := encodeHeader(f)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(head)))); err != nil {
			return err
		}
		if _, err := w.Write(head); err != nil {
			return err
		}
		return writeTensors(w, f)
	}, nil
}

// writeTensors puts out the values in the order of the names.
func writeTensors(w io.Writer, f *File) error {
	for _, name := range slices.Sorted(maps.Keys(f.Tensors)) {
		if err := writeValues(w, f.Tensors[name].Data); err != nil {
			return err
		}
	}
	return nil
}
