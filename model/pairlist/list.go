// Package pairlist reads lists of pairs of photos, in the dialects that people write them in: comma-separated values with or
// without a first line of names, and the lists of Labeled Faces in the Wild. It says what is odd about a list, and writes and
// reads lists of scored pairs.
package pairlist

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"siamface/model/spelling"
)

const (
	// MaxPairs is the greatest number of pairs that Read takes.
	MaxPairs = 10_000_000
	// MaxMissing is how many photos of people.txt that aren't there are paired all the same, so that their pairs are named as lost.
	MaxMissing = 200
	// MaxLine is the greatest length of one line of a list of pairs, in bytes, give or take one reading buffer.
	MaxLine = 1 << 16
)

// ErrTooLong is beneath the error for a list of pairs with more lines, or a longer line, than the reader takes.
var ErrTooLong = errors.New("too long")

// Pair is a pair of photos, named by their files, with whether they show the same person.
type Pair struct {
	FileX, FileY string
	Same         bool
	Fold         string // which part of the list it belongs to; empty in a list that isn't divided
}

// List is a list of pairs as it was read.
type List struct {
	Pairs   []Pair
	Lines   []int  // of each pair, in its file
	Stems   bool   // the files are named without the ending of their kind
	Dialect string // how the list is written, in a few words
	Notes   []string
}

// addPair puts a pair at the end.
func (l *List) addPair(p Pair, line int) error {
	if len(l.Pairs) == MaxPairs {
		return fmt.Errorf("more than %d pairs: %w", MaxPairs, ErrTooLong)
	}
	l.Pairs, l.Lines = append(l.Pairs, p), append(l.Lines, line)
	return nil
}

// grow makes room for so many pairs more.
func (l *List) grow(pairs int) {
	pairs = min(pairs, MaxPairs-len(l.Pairs))
	l.Pairs, l.Lines = slices.Grow(l.Pairs, pairs), slices.Grow(l.Lines, pairs)
}

// Read reads a list of pairs. Its first line names the columns file_x, file_y and same, in any order and case, and may
// name a column fold; other columns are ignored, and a few other names are known (image1, image2, label). same is 1/0, 1.0/0.0,
// 1/−1, true/false or yes/no in any case. Columns are parted by commas, semicolons, tabs or bars, spaces behind these don't count.
// Without a first line of names, a line is file, file, same, which spaces may part, too. LFW's pairs.txt and people.txt are
// read as well. The text may be UTF-8 or UTF-16, with a byte order mark or without, and end its lines as any system does.
// Names that WriteScored has put in quotes come back. Errors name the line. At most MaxPairs pairs of at most MaxLine bytes
// are read. Whether the pairs make sense is List.Review's to say.
func Read(r io.Reader) (List, error) { return ReadWith(r, nil) }

// ReadWith is Read for somebody who knows which photos are there, named as lists with Stems do. A line of LFW's people.txt may speak of
// any number of photos: past the first MaxMissing that are missing, others that are aren't paired, and a note says so.
func ReadWith(r io.Reader, isThere func(stem string) bool) (List, error) {
	text := openText(r)
	d := sniffDialect(text)
	if d.lfw {
		return readLFW(text, d.skip, isThere)
	}
	if d.headless && d.comma == ' ' {
		return readWords(text, d.skip)
	}
	t, err := openTable(text, d, "file_x", "file_y", "same")
	if err != nil {
		return List{}, err
	}
	return t.readAll(List{Dialect: d.describe()})
}

// readAll reads the pairs of a table into a list.
func (t *table) readAll(list List) (List, error) {
	divided, err := t.chooseColumn("fold")
	if err != nil {
		return List{}, err
	}
	for {
		row, err := t.nextRow()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return List{}, err
		}
		pair, err := namedPair(row)
		if err != nil {
			return List{}, t.atLine(err)
		}
		if divided {
			pair.Fold = spelling.FromCell(strings.TrimSpace(row[3]))
		}
		if err := list.addPair(pair, t.lineNumber()); err != nil {
			return List{}, t.atLine(err)
		}
	}
}

// describe says how a list is written.
func (d dialect) describe() string {
	return map[rune]string{',': "comma-separated", ';': "semicolon-separated", '\t': "tab-separated", '|': "separated by bars"}[d.comma]
}

// readWords reads lines of file, file and same, parted by spaces.
func readWords(text *bufio.Reader, skip int) (List, error) {
	list := List{Dialect: "separated by spaces"}
	lines := bufio.NewScanner(text)
	lines.Buffer(make([]byte, 0, 4096), MaxLine)
	n := 0
	for lines.Scan() {
		row := strings.Fields(lines.Text())
		if n++; n <= skip || len(row) == 0 {
			continue
		}
		if len(row) != 3 {
			return List{}, fmt.Errorf("list of pairs, line %d: it has %d words where the first has 3; names with spaces need a list with commas", n, len(row))
		}
		pair, err := namedPair(row)
		if err == nil {
			err = list.addPair(pair, n)
		}
		if err != nil {
			return List{}, fmt.Errorf("list of pairs, line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return List{}, fmt.Errorf("can't read the list of pairs, line %d: %w", n+1, errors.Join(err, ErrTooLong))
	}
	return list, nil
}

func namedPair(row []string) (Pair, error) {
	x, y := spelling.FromCell(row[0]), spelling.FromCell(row[1])
	if x == "" || y == "" {
		return Pair{}, errors.New("a file has no name")
	}
	same, err := parseSame(row[2])
	return Pair{FileX: x, FileY: y, Same: same}, err
}
