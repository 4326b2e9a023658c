// Package embeddings keeps the embeddings of many photos as files: the finished table (Write), and the journal of one that is
// being computed (Resume). Embeddings of faces are biometric, so only their owner may read the files.
package embeddings

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"siamface/model/file"
	"siamface/model/spelling"
	"siamface/model/weights"
)

// Formats are the endings that Write knows.
var Formats = []string{".csv", ".npy", ".safetensors"}

// perm is for the owner alone.
const perm = 0o600

// Table holds the embeddings of photos: row i, Width numbers of Values, is of Files[i] and shows People[i].
type Table struct {
	Files, People []string
	Width         int
	Values        []float32
	// Origin says what computed the embeddings; only safetensors have a place for it.
	Origin string
}

// Write writes the table in the format that path ends in, and returns the files written:
//
//   - .csv: the columns file, person, e0, e1 …, each number with the digits that bring back the same float32; names that a
//     spreadsheet or a terminal could take for more than names are in quotes with escapes (spelling.Cell);
//   - .npy: the numbers, len(Files) × Width, and beside them the rows' file and person in a .files.csv;
//   - .safetensors: the tensor "embeddings" of the same shape, and in the metadata "files" and "people", each a JSON list
//     (names that are no UTF-8 as in CSV), and "origin".
func (t Table) Write(path string) ([]string, error) {
	if len(t.People) != len(t.Files) || len(t.Values) != len(t.Files)*t.Width {
		return nil, fmt.Errorf("%d numbers and %d people don't make %d embeddings of %d", len(t.Values), len(t.People), len(t.Files), t.Width)
	}
	var put func(io.Writer) error
	written := Name(path)
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		put = func(w io.Writer) error { return t.writeCSV(w, t.Width) }
	case ".npy":
		return written, file.WriteTogether(perm,
			file.Part{Path: namesOf(path), Write: func(w io.Writer) error { return t.writeCSV(w, 0) }},
			file.Part{Path: path, Write: func(w io.Writer) error { return writeNPY(w, len(t.Files), t.Width, t.Values) }})
	case ".safetensors":
		put = t.writeSafetensors
	default:
		return nil, fmt.Errorf("embeddings can't be written to %s: the name must end in %s", path, strings.Join(Formats, ", "))
	}
	return written, file.Write(path, perm, put)
}

// Name names the files that Write writes for a path.
func Name(path string) []string {
	if strings.EqualFold(filepath.Ext(path), ".npy") {
		return []string{path, namesOf(path)}
	}
	return []string{path}
}

// namesOf is the file of the rows' names beside a matrix.
func namesOf(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) + listEnding }

// CleanUp removes what a killed Write to path has left. Nobody may be writing there (see file.Hold).
func CleanUp(path string) {
	file.CleanUp(path)
	file.CleanUp(namesOf(path))
}

// Known tells whether Write knows the format that path ends in.
func Known(path string) bool { return slices.Contains(Formats, strings.ToLower(filepath.Ext(path))) }

// writeCSV writes the first width numbers of each row beside its names.
func (t Table) writeCSV(w io.Writer, width int) error {
	out := csv.NewWriter(w)
	row := []string{"file", "person"}
	for i := range width {
		row = append(row, "e"+strconv.Itoa(i))
	}
	err := out.Write(row)
	for i := 0; i < len(t.Files) && err == nil; i++ {
		row = append(row[:0], spelling.Cell(t.Files[i]), spelling.Cell(t.People[i]))
		for _, v := range t.Values[i*t.Width : i*t.Width+width] {
			row = append(row, strconv.FormatFloat(float64(v), 'g', -1, 32))
		}
		err = out.Write(row)
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

func (t Table) writeSafetensors(w io.Writer) error {
	metadata := map[string]string{"origin": t.Origin}
	for key, names := range map[string][]string{"files": t.Files, "people": t.People} {
		texts := make([]string, len(names))
		for i, name := range names {
			texts[i] = spelling.ToText(name)
		}
		text, err := json.Marshal(texts)
		if err != nil {
			return err
		}
		metadata[key] = string(text)
	}
	return weights.EncodeSafetensors(w, &weights.File{
		Tensors:  map[string]weights.Tensor{"embeddings": {Shape: []int{len(t.Files), t.Width}, Data: t.Values}},
		Metadata: metadata,
	})
}
