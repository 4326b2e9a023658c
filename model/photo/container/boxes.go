package container

import (
	"encoding/binary"
	"io"
)

// box is one of an ISO base media file's (ISO/IEC 14496-12).
type box struct {
	kind     string
	from, to int64 // of its content
}

// boxes steps through the boxes between two offsets.
type boxes struct {
	r      io.ReaderAt
	at, to int64
	count  int
}

const mostBoxes = 1 << 12

// next is the next box; io.EOF behind the last. One that reaches beyond the end is cut there.
func (b *boxes) next() (box, error) {
	if b.count++; b.count > mostBoxes {
		return box{}, ErrTooMuch
	}
	if b.at+8 > b.to {
		return box{}, io.EOF
	}
	head, err := readAt(b.r, make([]byte, 16), b.at)
	if err != nil {
		return box{}, err
	}
	if len(head) < 8 {
		return box{}, ErrCutOff
	}
	found := box{kind: string(head[4:8]), from: b.at + 8}
	length := int64(binary.BigEndian.Uint32(head))
	switch {
	case length == 0: // up to the end
		length = b.to - b.at
	case length == 1 && len(head) == 16:
		length = int64(binary.BigEndian.Uint64(head[8:]) & (1<<62 - 1))
		found.from += 8
	}
	if found.to = b.at + length; found.to < found.from {
		return box{}, broken("a box of %d bytes", length)
	}
	b.at = found.to
	found.to = min(found.to, b.to)
	if found.from > found.to {
		return box{}, ErrCutOff
	}
	return found, nil
}

// find is the first box of a kind, with an empty kind where there is none.
func find(r io.ReaderAt, from, to int64, kind string) (box, error) {
	walk := boxes{r: r, at: from, to: to}
	for {
		found, err := walk.next()
		if err == io.EOF {
			return box{}, nil
		}
		if err != nil || found.kind == kind {
			return found, err
		}
	}
}

// numbers reads big-endian numbers from a box's content; beyond its end it reads zeros and notes that.
type numbers struct {
	rest  []byte
	short bool
}

func (n *numbers) take(count int) []byte {
	if count > len(n.rest) {
		n.short, n.rest = true, nil
		return make([]byte, count)
	}
	taken := n.rest[:count]
	n.rest = n.rest[count:]
	return taken
}

// next is a number of 0, 1, 2, 4 or 8 bytes.
func (n *numbers) next(bytes int) uint64 {
	var v uint64
	for _, b := range n.take(bytes) {
		v = v<<8 | uint64(b)
	}
	return v
}

// full reads the version and flags that many boxes begin with.
func (n *numbers) full() (version, flags int) {
	v := n.next(4)
	return int(v >> 24), int(v & 0xffffff)
}

// text is a string up to a zero byte.
func (n *numbers) text() string {
	for i, b := range n.rest {
		if b == 0 {
			return string(n.take(i + 1)[:i])
		}
	}
	n.short = true
	return ""
}

// each calls do for every box between two offsets, with as much of its content as most bytes.
func each(r io.ReaderAt, from, to, most int64, do func(kind string, content []byte) error) error {
	walk := boxes{r: r, at: from, to: to}
	for {
		b, err := walk.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := block(r, b.from, int(min(b.to-b.from, most)))
		if err != nil {
			return err
		}
		if err := do(b.kind, content); err != nil {
			return err
		}
	}
}
