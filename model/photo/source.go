package photo

import (
	"bufio"
	"io"
	"sync"
)

// startBytes is how much of a file is read at once: the headers of nearly all photos, and of a disk no more than one block.
const startBytes = 4 << 10

// source is a file whose start was read at once: what lies in it is read no second time. It is a reader for the decoders, which may
// go back.
type source struct {
	file  io.ReaderAt
	size  int64
	start []byte
	whole bool // start is all of the file
	at    int64

	buffered *bufio.Reader // over the source itself, for what reads byte by byte
	room     [startBytes]byte
}

// sources are at rest: to open a folder of many photos no buffer is made for each.
var sources = sync.Pool{New: func() any { return new(source) }}

// openSource reads the start of a file. Its close gives the buffers back.
func openSource(file io.ReaderAt, size int64) (*source, error) {
	s := sources.Get().(*source)
	s.file, s.size, s.at = file, size, 0
	n, err := file.ReadAt(s.room[:], 0)
	s.start, s.whole = s.room[:n], err == io.EOF
	if err != nil && err != io.EOF {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *source) close() {
	s.file, s.start = nil, nil
	sources.Put(s)
}

// fromStart is the source from its first byte, by a buffer.
func (s *source) fromStart() *bufio.Reader {
	s.at = 0
	if s.buffered == nil {
		s.buffered = bufio.NewReader(s)
	}
	s.buffered.Reset(s)
	return s.buffered
}

// ReadAt reads from the start where that has all of it, else from the file.
func (s *source) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 || !s.whole && at+int64(len(p)) > int64(len(s.start)) {
		return s.file.ReadAt(p, at)
	}
	if at >= int64(len(s.start)) {
		return 0, io.EOF
	}
	n := copy(p, s.start[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Read hands out the start before it goes on in the file.
func (s *source) Read(p []byte) (int, error) {
	var n int
	var err error
	if s.at < int64(len(s.start)) {
		n = copy(p, s.start[s.at:])
	} else if n, err = s.ReadAt(p, s.at); n > 0 {
		err = nil // the next call says it
	}
	s.at += int64(n)
	return n, err
}

// readAt makes a source's file of a reader that only seeks.
type readAt struct{ io.ReadSeeker }

func (r readAt) ReadAt(p []byte, at int64) (int, error) {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
