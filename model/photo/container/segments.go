package container

import (
	"bytes"
	"encoding/binary"
	"io"
)

// segment is one of a JPEG's, at its marker's 0xff; length is that of what follows the length's own two bytes.
type segment struct {
	mark   byte
	at     int64
	length int
	start  []byte // of what follows, up to startOfSegment bytes, fewer at the file's end
}

const startOfSegment = 30

func (s segment) end() int64 { return s.at + 4 + int64(s.length) }

func (s segment) startsWith(text string) bool { return bytes.HasPrefix(s.start, []byte(text)) }

// payload is the segment's content from an offset on, or nil where the file ends before it.
func (s segment) payload(r io.ReaderAt, from int) []byte {
	if from > s.length {
		return nil
	}
	data, err := block(r, s.at+4+int64(from), s.length-from)
	if err != nil {
		return nil
	}
	return data
}

// segments steps through a JPEG's segments. Fill bytes before a marker are stepped over (T.81, B.1.1.2), and as in libjpeg so is what
// stands between segments and is no marker.
type segments struct {
	r     io.ReaderAt
	at    int64
	count int
	fill  int64
}

// next is the next segment with a length, or the end of the picture.
func (s *segments) next() (segment, error) {
	if s.count++; s.count > mostSegments {
		return segment{}, ErrTooMuch
	}
	var room [4 + startOfSegment]byte
	data, err := readAt(s.r, room[:], s.at)
	if err != nil {
		return segment{}, err
	}
	if len(data) >= 2 && (data[0] != 0xff || !isMarker(data[1])) {
		if err := s.skipFill(); err != nil {
			return segment{}, err
		}
		if data, err = readAt(s.r, room[:], s.at); err != nil {
			return segment{}, err
		}
	}
	if len(data) >= 2 && data[1] == markEnd {
		return segment{mark: markEnd, at: s.at, length: -2}, nil
	}
	if len(data) < 4 {
		return segment{}, ErrCutOff
	}
	seg := segment{mark: data[1], at: s.at, length: int(binary.BigEndian.Uint16(data[2:])) - 2, start: data[4:]}
	if seg.length < 0 {
		return segment{}, broken("a segment of %d bytes", seg.length+2)
	}
	seg.start = bytes.Clone(seg.start[:min(len(seg.start), seg.length)])
	s.at = seg.end()
	return seg, nil
}

// isMarker tells the second byte of a marker of a segment, or of the picture's end.
func isMarker(b byte) bool { return b >= 0xc0 && b != 0xff && (b < 0xd0 || b > markStart) }

// skipFill goes on to the next marker.
func (s *segments) skipFill() error {
	const step = 1 << 12
	for s.fill <= mostFill {
		data, err := readAt(s.r, make([]byte, step), s.at)
		if err != nil {
			return err
		}
		for i := range max(0, len(data)-1) {
			if data[i] == 0xff && isMarker(data[i+1]) {
				s.at += int64(i)
				return nil
			}
		}
		if len(data) < step {
			return ErrCutOff
		}
		s.at += step - 1
		s.fill += step - 1
	}
	return ErrTooMuch
}
