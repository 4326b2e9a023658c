package embeddings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"siamface/model/file"
	"siamface/model/spelling"
	"siamface/model/weights"
)

// Subject is who is to be forgotten, as model/forget knows it.
type Subject interface {
	HasFile(name string) bool
	HasPerson(name string) bool
	HasSum(sum string) bool
	// CopyTable copies a table without the rows that name the subject, and tells kept of each row whether it stays.
	CopyTable(w io.Writer, r io.Reader, kept func(stays bool)) (removed int, err error)
}

// Forget takes the rows of somebody out of a table that Write has written, or out of a journal, and counts them. The matrix beside a
// list of names is changed with it. A dry run only counts. ErrForeign is beneath the error for a file of another kind.
func Forget(s Subject, path string, dry bool) (removed int, err error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		matrix := strings.TrimSuffix(path, listEnding) + ".npy"
		if strings.HasSuffix(path, listEnding) && isRegular(matrix) {
			return forgetMatrix(s, matrix, path, dry)
		}
		return forgetTable(s, path, dry)
	case ".npy":
		return forgetMatrix(s, path, namesOf(path), dry)
	case ".safetensors":
		return forgetTensors(s, path, dry)
	}
	return forgetJournal(s, path, dry)
}

// listEnding is what the names of the lists beside matrices end in.
const listEnding = ".files.csv"

func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// forgetTable takes rows out of a table as comma-separated values.
func forgetTable(s Subject, path string, dry bool) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	if !bytes.HasPrefix(data, []byte("file,person")) {
		return 0, ErrForeign
	}
	var rest bytes.Buffer
	removed, err := s.CopyTable(&rest, bytes.NewReader(data), nil)
	if err != nil || removed == 0 || dry {
		return removed, err
	}
	return removed, file.WriteBytes(path, perm, rest.Bytes())
}

// forgetMatrix takes rows out of a matrix and of the list of their names.
func forgetMatrix(s Subject, path, names string, dry bool) (int, error) {
	list, err := os.ReadFile(names)
	if err != nil || !bytes.HasPrefix(list, []byte("file,person")) {
		return 0, ErrForeign
	}
	rows, columns, values, err := readNPY(path)
	if err != nil {
		return 0, errors.Join(ErrForeign, err)
	}
	var rest bytes.Buffer
	var left []float32
	at := 0
	removed, err := s.CopyTable(&rest, bytes.NewReader(list), func(stays bool) {
		if stays && at < rows {
			left = append(left, values[at*columns:(at+1)*columns]...)
		}
		at++
	})
	if err == nil && at != rows {
		err = fmt.Errorf("%s names %d photos and %s holds %d rows: one of them is of another table", spelling.Show(names), at, spelling.Show(path), rows)
	}
	if err != nil || removed == 0 || dry {
		return removed, err
	}
	return removed, file.WriteTogether(perm,
		file.Part{Path: names, Write: func(w io.Writer) error { _, err := w.Write(rest.Bytes()); return err }},
		file.Part{Path: path, Write: func(w io.Writer) error { return writeNPY(w, rows-removed, columns, left) }})
}

// mostNPYHead bounds the head of an .npy file.
const mostNPYHead = 1 << 12

// readNPY reads what writeNPY wrote.
func readNPY(path string) (rows, columns int, values []float32, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, nil, err
	}
	const start = len(npyMagic) + 2
	if len(data) < start || string(data[:len(npyMagic)]) != npyMagic {
		return 0, 0, nil, ErrForeign
	}
	length := int(binary.LittleEndian.Uint16(data[len(npyMagic):]))
	if length > mostNPYHead || len(data) < start+length {
		return 0, 0, nil, ErrForeign
	}
	body := data[start+length:]
	if _, err := fmt.Sscanf(string(data[start:start+length]), npyHead, &rows, &columns); err != nil {
		return 0, 0, nil, ErrForeign
	}
	if rows < 0 || columns < 0 || columns > len(body) || rows > len(body) || len(body) != 4*rows*columns {
		return 0, 0, nil, ErrForeign
	}
	return rows, columns, floats(body), nil
}

// forgetTensors takes rows out of a safetensors file of ours.
func forgetTensors(s Subject, path string, dry bool) (removed int, err error) {
	f, err := weights.ReadSafetensors(path, weights.Limits{})
	if err != nil {
		return 0, errors.Join(ErrForeign, err)
	}
	t := Table{Origin: f.Metadata["origin"]}
	values, ok := f.Tensors["embeddings"]
	var files, people []string
	for key, into := range map[string]*[]string{"files": &files, "people": &people} {
		if json.Unmarshal([]byte(f.Metadata[key]), into) != nil {
			ok = false
		}
	}
	if !ok || len(values.Shape) != 2 || values.Shape[0] != len(files) || len(people) != len(files) {
		return 0, ErrForeign
	}
	t.Width = values.Shape[1]
	for i, name := range files {
		if s.HasFile(name) || s.HasPerson(people[i]) {
			removed++
			continue
		}
		t.Files, t.People = append(t.Files, spelling.FromCell(name)), append(t.People, spelling.FromCell(people[i]))
		t.Values = append(t.Values, values.Data[i*t.Width:(i+1)*t.Width]...)
	}
	if removed == 0 || dry {
		return removed, nil
	}
	return removed, file.Write(path, perm, t.writeSafetensors)
}

// forgetJournal takes the lines of photos out of a journal.
func forgetJournal(s Subject, path string, dry bool) (removed int, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	r := bufio.NewReader(bytes.NewReader(data))
	first, err := nextLine(r)
	var found head
	if err != nil || json.Unmarshal(first, &found) != nil || found.Format != journalFormat {
		return 0, ErrForeign
	}
	rest := bytes.Clone(first)
	for {
		text, err := nextLine(r)
		if err != nil { // what was cut off holds nothing that counts
			break
		}
		var l line
		if json.Unmarshal(text, &l) == nil && s.HasSum(l.SHA256) {
			removed++
			continue
		}
		rest = append(rest, text...)
	}
	if removed == 0 || dry {
		return removed, nil
	}
	return removed, file.WriteBytes(path, perm, rest)
}
