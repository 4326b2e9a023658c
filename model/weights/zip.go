package weights

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"
)

// readZip reads NAME/data.pkl, whose storages lie in NAME/data/KEY.
func readZip(s source) (any, error) {
	files, dir, err := listZip(s)
	if err != nil {
		return nil, err
	}
	if order := files[dir+"byteorder"]; order != nil {
		text, err := readEntry(order, 16)
		if err != nil || string(text) != "little" {
			return nil, errors.New("it is big-endian, or doesn't say which order its bytes have")
		}
	}
	text, err := readEntry(files[dir+"data.pkl"], s.limits.HeaderBytes)
	if err != nil {
		return nil, err
	}
	st := &storages{blobs: map[string]*blob{}, s: s, bind: func(b *blob) error {
		entry := files[dir+"data/"+b.key]
		if entry == nil || entry.UncompressedSize64 != uint64(b.values*b.dtype.size()) {
			return fmt.Errorf("storage %q is missing or not as long as announced", b.key)
		}
		b.open = func() (io.Reader, error) { return entry.Open() }
		return nil
	}}
	pickle := source{strings.NewReader(string(text)), int64(len(text)), s.limits}
	root, _, err := pickle.runPickle(0, pickle.size, st.find)
	return root, err
}

// maxZipEnd is more than what is read to find the directory: the archive's end record lies in the last 66 kB.
const maxZipEnd = 1 << 17

// listZip are the archive's entries by name, and the folder of its one data.pkl, with a slash.
func listZip(s source) (files map[string]*zip.File, dir string, err error) {
	budget := &bounded{s.ReaderAt, s.limits.HeaderBytes + maxZipEnd}
	archive, err := zip.NewReader(budget, s.size)
	if err != nil {
		return nil, "", err
	}
	budget.left = math.MaxInt64
	files = make(map[string]*zip.File, len(archive.File))
	found := 0
	for _, f := range archive.File {
		if files[f.Name] != nil {
			return nil, "", fmt.Errorf("the archive has %.100q twice", f.Name)
		}
		files[f.Name] = f
		if path.Base(f.Name) == "data.pkl" {
			found++
			dir = strings.TrimSuffix(f.Name, "data.pkl")
		}
	}
	if found != 1 {
		return nil, "", errors.New("it is a zip archive, but not one that PyTorch made")
	}
	return files, dir, nil
}

// readEntry reads a small entry whole.
func readEntry(f *zip.File, most int64) ([]byte, error) {
	if f.UncompressedSize64 > uint64(most) {
		return nil, fmt.Errorf("%w: %.100q has %d bytes, at most %d", ErrTooLarge, f.Name, f.UncompressedSize64, most)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, most+1))
}

// bounded ends with an error once it has read so much: it keeps the archive's directory from growing without end.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if int64(len(p)) > b.left {
		return 0, fmt.Errorf("%w: the directory of the archive is too long", ErrTooLarge)
	}
	if b.left != math.MaxInt64 {
		b.left -= int64(len(p))
	}
	return b.ReaderAt.ReadAt(p, at)
}
