package weights

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
)

// The two metadata keys that make a safetensors file a model file; WriteModel sets them, ReadModel takes them away.
const (
	formatKey   = "format"
	checksumKey = "sha256"

	formatName      = "siamface-model/"
	stateFormatName = "siamface-state/"
	formatVersion   = 1
)

// What can be wrong with a model file, for errors.Is.
var (
	// ErrNotModel: some other file.
	ErrNotModel = errors.New("is not a model file of Siamface")
	// ErrDamaged: a model file that is not as it was written.
	ErrDamaged = errors.New("is damaged: its checksum doesn't match; restore it from a copy or train again")
	// ErrTooNew: a model file of a later format.
	ErrTooNew = errors.New("was made by a newer version of Siamface")
)

// WriteModel writes f as a model file: safetensors, with the metadata "format" = "siamface-model/1" and "sha256", the checksum over
// the tensors' bytes and the header without that key, as lower-case hexadecimal. The same f gives the same bytes.
func WriteModel(path string, f *File) error {
	return writeStamped(path, f, formatName)
}

// WriteState is WriteModel for the state of a training that isn't done, with the format "siamface-state/1".
func WriteState(path string, f *File) error { return writeStamped(path, f, stateFormatName) }

func writeStamped(path string, f *File, format string) error {
	stamped, err := stamp(f, format)
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, err)
	}
	return WriteSafetensors(path, stamped)
}

// stamp is f with format and checksum.
func stamp(f *File, format string) (*File, error) {
	stamped := &File{f.Tensors, map[string]string{}}
	maps.Copy(stamped.Metadata, f.Metadata)
	delete(stamped.Metadata, checksumKey)
	stamped.Metadata[formatKey] = format + strconv.Itoa(formatVersion)
	head, err := encodeHeader(stamped)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	if err := writeTensors(sum, f); err != nil {
		return nil, err
	}
	sum.Write(head)
	stamped.Metadata[checksumKey] = hex.EncodeToString(sum.Sum(nil))
	return stamped, nil
}

// ReadModel reads what WriteModel wrote, within the default limits. A file that differs from it in a single bit is refused
// with ErrDamaged, ErrNotModel or ErrTooNew.
func ReadModel(path string) (*File, error) {
	return readFile(path, Limits{}, func(s source) (*File, error) { return readStamped(s, formatName) })
}

// ReadState is ReadModel for what WriteState wrote.
func ReadState(path string) (*File, error) {
	return readFile(path, Limits{}, func(s source) (*File, error) { return readStamped(s, stateFormatName) })
}

func readStamped(s source, format string) (*File, error) {
	h, data, err := readHeader(s)
	if err != nil {
		if resembles(s, format) {
			return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrNotModel, err)
	}
	if err := checkFormat(h.metadata, format); err != nil {
		return nil, err
	}
	sum := sha256.New()
	f, err := h.read(io.TeeReader(data, sum))
	if err != nil {
		return nil, err
	}
	stored := f.Metadata[checksumKey]
	delete(f.Metadata, checksumKey)
	head, err := encodeHeader(f)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	sum.Write(head)
	if hex.EncodeToString(sum.Sum(nil)) != stored {
		return nil, ErrDamaged
	}
	// JSON has many spellings for one meaning, and the checksum sees the meaning: only the one that WriteModel uses is right.
	f.Metadata[checksumKey] = stored
	if head, err = encodeHeader(f); err != nil || !bytes.Equal(head, h.raw) {
		return nil, ErrDamaged
	}
	delete(f.Metadata, checksumKey)
	delete(f.Metadata, formatKey)
	return f, nil
}

// checkFormat comes before the checksum, so that a later format may have another one.
func checkFormat(metadata map[string]string, format string) error {
	number, ok := strings.CutPrefix(metadata[formatKey], format)
	if !ok {
		return ErrNotModel
	}
	version, err := strconv.Atoi(number)
	switch {
	case err != nil || version < 1:
		return ErrDamaged
	case version > formatVersion:
		return ErrTooNew
	}
	return nil
}

// resembles tells a broken file of a format from any other file, for the sake of the message.
func resembles(s source, format string) bool {
	start := make([]byte, min(s.size, 1<<16))
	n, _ := s.ReadAt(start, 0)
	return bytes.Contains(start[:n], []byte(format))
}
