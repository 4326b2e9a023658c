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

	formatName    = "siamface-model/"
	formatVersion = 1
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
	stamped, err := stamp(f)
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, err)
	}
	return WriteSafetensors(path, stamped)
}

// stamp is f with format and checksum.
func stamp(f *File) (*File, error) {
	stamped := &File{f.Tensors, map[string]string{}}
	maps.Copy(stamped.Metadata, f.Metadata)
	delete(stamped.Metadata, checksumKey)
	stamped.Metadata[formatKey] = formatName + strconv.Itoa(formatVersion)
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
	return readFile(path, Limits{}, readModel)
}

func readModel(s source) (*File, error) {
	h, data, err := readHeader(s)
	if err != nil {
		if resemblesModel(s) {
			return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrNotModel, err)
	}
	if err := checkFormat(h.metadata); err != nil {
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
func checkFormat(metadata map[string]string) error {
	number, ok := strings.CutPrefix(metadata[formatKey], formatName)
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

// resemblesModel tells a broken model file from any other file, for the sake of the message.
func resemblesModel(s source) bool {
	start := make([]byte, min(s.size, 1<<16))
	n, _ := s.ReadAt(start, 0)
	return bytes.Contains(start[:n], []byte(formatName))
}
