package pairlist

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"siamface/model/errorrate"
	"siamface/model/spelling"
)

// ScoredPair is a pair of photos with the distance between them.
type ScoredPair struct {
	FileX    string  `json:"file_x"`
	FileY    string  `json:"file_y"`
	Same     bool    `json:"-"`
	Distance float64 `json:"distance"`
}

// WriteScored writes pairs as they come, as comma-separated values with the columns file_x, file_y, same (1 or 0) and distance,
// the distance with all the digits that bring back the same float64. Names that a spreadsheet or a terminal could take for more
// than names are written in quotes (spelling.Cell).
func WriteScored(w io.Writer, pairs iter.Seq[ScoredPair]) error {
	return writeScored(w, 4, func(yield func(string, ScoredPair) bool) {
		for pair := range pairs {
			if !yield("", pair) {
				return
			}
		}
	})
}

// WriteScoredFolds is WriteScored for pairs that come with the name of their fold, which is a fifth column: fold.
func WriteScoredFolds(w io.Writer, pairs iter.Seq2[string, ScoredPair]) error {
	return writeScored(w, 5, pairs)
}

// writeScored writes the first so many columns.
func writeScored(w io.Writer, columns int, pairs iter.Seq2[string, ScoredPair]) error {
	out := csv.NewWriter(w)
	row := []string{"file_x", "file_y", "same", "distance", "fold"}
	err := out.Write(row[:columns])
	for fold, pair := range pairs {
		if err != nil {
			break
		}
		row[0], row[1], row[2] = spelling.Cell(pair.FileX), spelling.Cell(pair.FileY), "0"
		if pair.Same {
			row[2] = "1"
		}
		row[3], row[4] = strconv.FormatFloat(pair.Distance, 'g', -1, 64), spelling.Cell(fold)
		err = out.Write(row[:columns])
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("can't write the list of scored pairs: %w", err)
	}
	return nil
}

// ReadScored reads what WriteScored wrote, one pair at a time and as tolerant as Read; a distance that is no finite number
// or is below zero is an error. After an error, which comes with an empty pair, nothing more follows. There may be any number of
// pairs.
func ReadScored(r io.Reader) iter.Seq2[ScoredPair, error] {
	return func(yield func(ScoredPair, error) bool) {
		text := openText(r)
		t, err := openTable(text, sniffDialect(text), "file_x", "file_y", "same", "distance")
		if err != nil {
			yield(ScoredPair{}, err)
			return
		}
		for {
			row, err := t.nextRow()
			if err == io.EOF {
				return
			}
			var pair ScoredPair
			if err == nil {
				if pair, err = scoredPair(row); err != nil {
					err = t.atLine(err)
				}
			}
			if err != nil {
				yield(ScoredPair{}, err)
				return
			}
			if !yield(pair, nil) {
				return
			}
		}
	}
}

func scoredPair(row []string) (ScoredPair, error) {
	named, err := namedPair(row)
	if err != nil {
		return ScoredPair{}, err
	}
	d, err := strconv.ParseFloat(strings.TrimSpace(row[3]), 64)
	if err != nil {
		return ScoredPair{}, fmt.Errorf("the distance %q is no number", shortenText(row[3]))
	}
	return ScoredPair{named.FileX, named.FileY, named.Same, d}, errorrate.CheckDistance(d)
}
