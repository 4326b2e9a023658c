package weights

import (
	"bytes"
	"io"
)

// ParseManifest is ReadManifest where every file that the manifest names holds the same data.
func ParseManifest(raw, data []byte, limits Limits) (*File, error) {
	return readManifest(raw, func(string) (part, error) {
		return part{io.NopCloser(bytes.NewReader(data)), int64(len(data))}, nil
	}, limits.orDefault())
}
