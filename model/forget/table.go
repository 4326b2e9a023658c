package forget

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// fileColumns and personColumns are what our tables call the columns with names.
var (
	fileColumns   = []string{"file_x", "file_y", "file"}
	personColumns = []string{"person"}
)

// errNoTable is beneath the error for a table that isn't one of ours.
var errNoTable = errors.New("its first line doesn't name the columns of a table of Siamface's")

// CopyTable copies a table of ours without the rows that name the subject, and counts these. kept, which may be nil, is told of each
// row whether it stays.
func (s *Subject) CopyTable(w io.Writer, r io.Reader, kept func(stays bool)) (removed int, err error) {
	in, out := csv.NewReader(r), csv.NewWriter(w)
	in.ReuseRecord, in.LazyQuotes, in.FieldsPerRecord = true, true, -1 // what was cut off is forgotten too
	head, err := in.Read()
	if err != nil {
		return 0, errors.Join(errNoTable, err)
	}
	files, people := findColumns(head, fileColumns), findColumns(head, personColumns)
	if len(files) == 0 {
		return 0, errNoTable
	}
	if err := out.Write(head); err != nil {
		return 0, err
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return removed, fmt.Errorf("can't read the table: %w", err)
		}
		own := slices.ContainsFunc(files, func(c int) bool { return c < len(row) && s.HasFile(row[c]) }) ||
			slices.ContainsFunc(people, func(c int) bool { return c < len(row) && s.HasPerson(row[c]) })
		if kept != nil {
			kept(!own)
		}
		if own {
			removed++
			continue
		}
		if err := out.Write(row); err != nil {
			return removed, err
		}
	}
	out.Flush()
	return removed, out.Error()
}

// findColumns are the places of the columns of these names.
func findColumns(head, names []string) (places []int) {
	for i, column := range head {
		if slices.Contains(names, strings.ToLower(strings.TrimSpace(strings.TrimPrefix(column, "\ufeff")))) {
			places = append(places, i)
		}
	}
	return places
}
