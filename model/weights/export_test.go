package weights

import "bytes"

// The readers and writers without a file beneath them, so that fuzzing tries a hundred times as many inputs.
var (
	ParseAny         = parse(readAny)
	ParseSafetensors = parse(readSafetensors)
	ParseModel       = parse(func(s source) (*File, error) { return readStamped(s, formatName) })
)

func parse(read func(source) (*File, error)) func([]byte, Limits) (*File, error) {
	return func(data []byte, limits Limits) (*File, error) {
		return read(source{bytes.NewReader(data), int64(len(data)), limits.orDefault()})
	}
}

// Bytes is what WriteSafetensors writes.
func Bytes(f *File) ([]byte, error) {
	put, err := encode(f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = put(&b)
	return b.Bytes(), err
}

// ModelBytes is what WriteModel writes.
func ModelBytes(f *File) ([]byte, error) {
	stamped, err := stamp(f, formatName)
	if err != nil {
		return nil, err
	}
	return Bytes(stamped)
}
