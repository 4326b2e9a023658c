package pairlist

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// table reads chosen columns of comma-separated values, line by line.
type table struct {
	guard   *guard
	reader  *csv.Reader
	skipped int // lines before the first
	header  []string
	columns []int
	row     []string
}

// openTable reads the first line of a text and finds the columns called names in it; a headless list has these, in their order.
func openTable(text *bufio.Reader, d dialect, names ...string) (*table, error) {
	for range d.skip {
		if _, err := text.ReadSlice('\n'); err != nil && err != io.EOF {
			return nil, fmt.Errorf("can't read the list of pairs: %w", err)
		}
	}
	g := &guard{r: text, left: MaxLine}
	t := &table{guard: g, reader: csv.NewReader(&quoteTrimmer{r: g, comma: byte(d.comma)}), skipped: d.skip}
	t.reader.FieldsPerRecord = -1
	t.reader.ReuseRecord = true
	t.reader.Comma = d.comma
	t.reader.TrimLeadingSpace = d.comma != '\t' // which is a space, too
	if d.headless {
		t.header = names
	} else if err := t.readHeader(names); err != nil {
		return nil, err
	}
	for _, name := range names {
		found, err := t.chooseColumn(name)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("the list of pairs has no column %s: its first line must name the columns %s",
				name, strings.Join(names, ", "))
		}
	}
	return t, nil
}

// readHeader reads the first line.
func (t *table) readHeader(names []string) error {
	header, err := t.readRecord()
	if err == io.EOF {
		return fmt.Errorf("the list of pairs is empty: its first line must name the columns %s", strings.Join(names, ", "))
	}
	if err != nil {
		return err
	}
	for _, name := range header {
		t.header = append(t.header, strings.Clone(ownColumn(name)))
	}
	return nil
}

// chooseColumn adds a column to those chosen, if it is there.
func (t *table) chooseColumn(name string) (found bool, err error) {
	at := slices.Index(t.header, name)
	if at < 0 {
		return false, nil
	}
	if slices.Contains(t.header[at+1:], name) {
		return false, fmt.Errorf("the list of pairs has two columns %s", name)
	}
	t.columns = append(t.columns, at)
	t.row = append(t.row, "")
	return true, nil
}

// nextRow returns the chosen columns of the next line, good until the next call, or io.EOF after the last.
func (t *table) nextRow() ([]string, error) {
	record, err := t.readRecord()
	if err != nil {
		return nil, err
	}
	for i, at := range t.columns {
		if at >= len(record) {
			return nil, t.atLine(fmt.Errorf("it has %d columns, fewer than the first line", len(record)))
		}
		t.row[i] = strings.Clone(record[at]) // or the other columns would stay in memory with it
	}
	return t.row, nil
}

func (t *table) readRecord() ([]string, error) {
	t.guard.left = MaxLine
	record, err := t.reader.Read()
	if err == nil || err == io.EOF {
		return record, err
	}
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		return nil, fmt.Errorf("list of pairs, line %d: %w", parse.StartLine+t.skipped, parse.Err)
	}
	return nil, fmt.Errorf("can't read the list of pairs: %w", err)
}

// lineNumber is where the row read last begins.
func (t *table) lineNumber() int {
	line, _ := t.reader.FieldPos(0)
	return line + t.skipped
}

// atLine puts the line read last before an error in it.
func (t *table) atLine(err error) error {
	return fmt.Errorf("list of pairs, line %d: %w", t.lineNumber(), err)
}

// guard ends the reading when a single line, such as one behind a stray quote, takes more than left bytes.
type guard struct {
	r    io.Reader
	left int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("a line has more than %d bytes: %w", MaxLine, ErrTooLong)
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}
