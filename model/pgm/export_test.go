package pgm

import "io"

// FileSize is the number of bytes that Stat gives.
func FileSize(r io.Reader) (int64, error) {
	_, least, err := Stat(r)
	return least, err
}
