package evaluate

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	// MaxPairs is the greatest number of pairs that ReadPairs takes.
	MaxPairs = 10_000_000
	// MaxLine is the greatest length of one line of a list of pairs, in bytes, give or take one reading buffer.
	MaxLine = 1 << 16
)

// ErrTooLong is beneath the error for a list of pairs with more lines, or a longer line, than the reader takes.
var ErrTooLong = errors.New("too long")

// NamedPair is a pair of photos, named by their files, with whether they show the same person.
type NamedPair struct {
	FileX, FileY string
	Same         bool
	Fold         string // which part of the list it belongs to; empty in a list that isn't divided
}

// ReadPairs reads a list of pairs: comma-separated values whose first line names the columns file_x, file_y and same, in any
// order and case, and may name a column fold; other columns are ignored. same is 1/0, true/false or yes/no in any case. A byte order mark and Windows line
// ends are taken. A photo paired with itself is an error. Errors name the line. At most MaxPairs pairs of at most MaxLine bytes are read.
func ReadPairs(r io.Reader) ([]NamedPair, error) {
	t, err := openTable(r, "file_x", "file_y", "same")
	if err != nil {
		return nil, err
	}
	divided, err := t.also("fold")
	if err != nil {
		return nil, err
	}
	var pairs []NamedPair
	for {
		row, err := t.next()
		if err == io.EOF {
			return pairs, nil
		}
		if err != nil {
			return nil, err
		}
		if len(pairs) == MaxPairs {
			return nil, t.at(fmt.Errorf("more than %d pairs: %w", MaxPairs, ErrTooLong))
		}
		pair, err := namedPair(row)
		if err != nil {
			return nil, t.at(err)
		}
		if divided {
			pair.Fold = strings.TrimSpace(row[3])
		}
		pairs = append(pairs, pair)
	}
}

func namedPair(row []string) (NamedPair, error) {
	if row[0] == "" || row[1] == "" {
		return NamedPair{}, errors.New("a file has no name")
	}
	if path.Clean(row[0]) == path.Clean(row[1]) {
		return NamedPair{}, fmt.Errorf("%s is paired with itself: that is no pair of photos, and would always count as a match", shorten(row[0]))
	}
	same, err := parseSame(row[2])
	return NamedPair{FileX: row[0], FileY: row[1], Same: same}, err
}

func parseSame(s string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "1", "true", "yes":
		return true, nil
	case "0", "false", "no":
		return false, nil
	}
	return false, fmt.Errorf("same is %q; it must be 1 or 0, true or false, yes or no", shorten(s))
}

// shorten keeps an error readable.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
