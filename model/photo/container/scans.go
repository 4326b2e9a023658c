package container

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Scans is what a JPEG holds besides metadata, mended for decoders: without fill bytes, with its height in the frame and its end.
type Scans struct {
	Count int
	Work  int64 // blocks that all scans together go through
	Whole bool  // every plane is there in its full precision, as far as the scans' headers tell
	Ended bool  // the end marker is there

	pieces []piece
	frame  int // its place among the pieces
	fill   int
	visits []int64 // scans of each plane
	done   [][64]bool
}

const (
	mostScans = 100
	mostWork  = 40_000_000 // some seconds; 108 megapixels in 10 scans are 15,000,000
)

// ReadScans walks the whole file. It sets j's height where that stands behind the first scan.
func (j *JPEG) ReadScans(r io.ReaderAt, size int64) (*Scans, error) {
	s := &Scans{pieces: []piece{{text: []byte{0xff, markStart}}}, visits: make([]int64, len(j.Components)), done: make([][64]bool, len(j.Components))}
	walk := segments{r: r, at: 2}
	for {
		seg, err := walk.next()
		if err != nil || seg.mark == markEnd || seg.end() > size {
			s.Ended = err == nil && seg.mark == markEnd
			if s.Count == 0 {
				return nil, ErrCutOff
			}
			break // what follows the scans may be anything
		}
		if err := s.take(j, seg, r); err != nil {
			return nil, err
		}
		if seg.mark == markScan {
			if walk.at, err = s.entropy(r, seg.end(), size); err != nil {
				return nil, err
			}
		}
	}
	return s, s.sum(j)
}

// take keeps a segment that decoders need.
func (s *Scans) take(j *JPEG, seg segment, r io.ReaderAt) error {
	switch {
	case seg.at == j.FrameAt:
		s.frame = len(s.pieces)
		s.pieces = append(s.pieces, piece{text: bytes.Clone(j.Frame)})
	case seg.mark == markLines:
		if j.Height == 0 && len(seg.start) >= 2 && s.frame > 0 { // one before the frame is of no frame
			j.Height = int(binary.BigEndian.Uint16(seg.start))
			copy(s.pieces[s.frame].text[5:], seg.start[:2])
		}
	case seg.mark == markScan:
		s.keep(seg.at, seg.end())
		return s.scan(j, seg)
	case seg.mark == markHuffman, seg.mark == markTables, seg.mark == markRestarts, isFrame(seg.mark),
		seg.mark == markApp0 && seg.startsWith("JFIF\x00"), seg.mark == markApp14 && seg.startsWith("Adobe"):
		s.keep(seg.at, seg.end())
	}
	return nil
}

// keep adds a part of the file.
func (s *Scans) keep(at, to int64) {
	if last := &s.pieces[len(s.pieces)-1]; last.text == nil && last.to == at {
		last.to = to
		return
	}
	s.pieces = append(s.pieces, piece{at: at, to: to})
}

// scan notes which planes and coefficients a scan brings nearer to their full precision (T.81, B.2.3).
func (s *Scans) scan(j *JPEG, seg segment) error {
	if s.Count++; s.Count > mostScans {
		return ErrTooMuch
	}
	h := seg.start
	if len(h) < 1 || int(h[0]) > len(j.Components) || len(h) < 4+2*int(h[0]) {
		return broken("a scan's header of %d bytes", len(h))
	}
	count := int(h[0])
	from, to, precise := 0, 63, true
	if end := h[1+2*count:]; j.Progressive {
		from, to, precise = int(end[0]), min(int(end[1]), 63), end[2]&15 == 0
	}
	for i := range count {
		for k, c := range j.Components {
			if c.ID != int(h[1+2*i]) {
				continue
			}
			s.visits[k]++
			for coefficient := from; coefficient <= to; coefficient++ {
				s.done[k][coefficient] = s.done[k][coefficient] || precise
			}
		}
	}
	return nil
}

// entropy keeps a scan's coded data and tells where it ends: at a marker that isn't a restart, or with the file.
func (s *Scans) entropy(r io.ReaderAt, at, size int64) (end int64, err error) {
	window := make([]byte, 1<<16)
	from := at
	for at < size {
		data, err := readAt(r, window[:min(int64(len(window)), size-at)], at)
		if err != nil {
			return 0, err
		}
		if len(data) < 2 {
			break
		}
		i := nextMarker(data)
		at += int64(i)
		if i == len(data)-1 {
			continue
		}
		s.keep(from, at)
		if data[i+1] != 0xff {
			return at, nil
		}
		if s.fill++; s.fill > mostFill {
			return 0, ErrTooMuch
		}
		at++
		from = at
	}
	s.keep(from, size)
	return size, nil
}

// nextMarker is where in coded data the first byte of 0xff stands that has neither a zero nor a restart behind it; the last byte's place
// if there is none.
func nextMarker(data []byte) int {
	last := len(data) - 1
	for i := 0; i < last; {
		next := bytes.IndexByte(data[i:last], 0xff)
		if next < 0 {
			break
		}
		i += next
		if b := data[i+1]; b != 0 && (b < 0xd0 || b > 0xd7) {
			return i
		}
		i += 2
	}
	return last
}

// sum checks and adds up what the scans are.
func (s *Scans) sum(j *JPEG) error {
	if j.Height == 0 {
		return broken("no height")
	}
	s.Whole = true
	for i, visits := range s.visits {
		s.Work += visits * j.Blocks(i)
		for _, done := range s.done[i] {
			s.Whole = s.Whole && done
		}
	}
	if s.Work > mostWork {
		return ErrTooMuch
	}
	return nil
}

// Open reads the mended file. Where between is given, it stands before the frame.
func (s *Scans) Open(r io.ReaderAt, between []byte) io.Reader {
	all := append([]piece{}, s.pieces[:s.frame]...)
	if len(between) > 0 {
		all = append(all, piece{text: between})
	}
	all = append(all, s.pieces[s.frame:]...)
	return join(r, append(all, piece{text: []byte{0xff, markEnd}}))
}
