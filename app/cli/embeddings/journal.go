package embeddings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
)

// Journal keeps embeddings by the content of their photos while a table is being computed, so that work that was interrupted
// goes on where it stopped. Its file holds a line of JSON that says which model computes, and one for each photo. A line that a
// power cut left half written, and what follows it, is dropped.
type Journal struct {
	file    *os.File
	head    head
	entries map[string]Entry
}

// Entry is what is kept of a photo.
type Entry struct {
	Embedding []float32
	NoFace    bool // it is of the whole picture, for no face was found
}

// journalFormat is in the first line of every journal.
const journalFormat = 1

// maxLine bounds a line: an embedding of 512 numbers takes 3 kB.
const maxLine = 1 << 20

// head is the first line.
type head struct {
	Format int    `json:"siamface-embeddings"`
	Model  string `json:"model"`
	Width  int    `json:"width"`
}

// line is each other one. The embedding is of little-endian float32, which JSON shows as base64.
type line struct {
	SHA256    string `json:"sha256"`
	NoFace    bool   `json:"no_face,omitempty"`
	Embedding []byte `json:"embedding"`
}

// ErrForeign is beneath the error of Resume for a file that is no journal.
var ErrForeign = errors.New("it is not one of Siamface's")

// Resume opens the journal at path, or begins one, for embeddings of width numbers by the model of that name. What another model
// left there is dropped; a file that is no journal is left alone.
func Resume(path, model string, width int) (*Journal, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("can't keep unfinished work in %s: %w", path, ErrForeign)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, perm)
	if err != nil {
		return nil, fmt.Errorf("can't keep unfinished work: %w", err)
	}
	j := &Journal{file: f, head: head{journalFormat, model, width}, entries: map[string]Entry{}}
	if err := j.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("can't keep unfinished work in %s: %w", path, err), f.Close())
	}
	return j, nil
}

// begin reads what is there and leaves the file at the end of what is good.
func (j *Journal) begin() error {
	good, err := j.read(bufio.NewReader(j.file))
	if err != nil {
		return err
	}
	if err := j.file.Truncate(good); err != nil {
		return err
	}
	if _, err := j.file.Seek(good, io.SeekStart); err != nil {
		return err
	}
	if good == 0 {
		return j.append(j.head)
	}
	return nil
}

// read takes the entries and returns how many bytes of the file are good: none where another model computed.
func (j *Journal) read(r *bufio.Reader) (good int64, err error) {
	first, err := json.Marshal(j.head)
	if err != nil {
		return 0, err
	}
	text, err := nextLine(r)
	if err == io.EOF && bytes.HasPrefix(first, text) {
		return 0, nil // empty, or stopped in the first line
	}
	var found head
	if err != nil || json.Unmarshal(text, &found) != nil || found.Format != journalFormat {
		return 0, ErrForeign
	}
	if found != j.head {
		return 0, nil
	}
	for good = int64(len(text)); ; good += int64(len(text)) {
		if text, err = nextLine(r); err != nil {
			break
		}
		var l line
		if json.Unmarshal(text, &l) != nil || l.SHA256 == "" || len(l.Embedding) != 4*j.head.Width {
			break
		}
		j.entries[l.SHA256] = Entry{floats(l.Embedding), l.NoFace}
	}
	if _, failed := errors.AsType[*fs.PathError](err); failed {
		return 0, err
	}
	return good, nil
}

// nextLine is a whole line with its end; an error comes with what there is of one.
func nextLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		text = append(text, part...)
		if err != bufio.ErrBufferFull {
			return text, err
		}
		if len(text) > maxLine {
			return text, errors.New("a line is too long")
		}
	}
}

// Len is the number of photos kept.
func (j *Journal) Len() int { return len(j.entries) }

// Get returns what is kept for a photo, by the hash of its content.
func (j *Journal) Get(sum string) (Entry, bool) {
	e, known := j.entries[sum]
	return e, known
}

// Add keeps the embedding of a photo.
func (j *Journal) Add(sum string, e Entry) error {
	if len(e.Embedding) != j.head.Width || sum == "" {
		return fmt.Errorf("an embedding of %d numbers can't be kept among those of %d", len(e.Embedding), j.head.Width)
	}
	j.entries[sum] = e
	return j.append(line{sum, e.NoFace, data(e.Embedding)})
}

// append writes a line at once, so that it is there or not.
func (j *Journal) append(v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		_, err = j.file.Write(append(text, '\n'))
	}
	return err
}

// Close closes the journal and leaves it for another time.
func (j *Journal) Close() error { return j.file.Close() }

// Remove closes the journal and takes it away, once the work is done.
func (j *Journal) Remove() error { return errors.Join(j.file.Close(), os.Remove(j.file.Name())) }

func floats(data []byte) []float32 {
	values := make([]float32, len(data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values
}

func data(values []float32) []byte {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
