package pairlist

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sniffed is how much of a list is looked at to tell how it is written.
const sniffed = MaxLine

// openText reads a list as UTF-8 with line feeds, whatever a spreadsheet made of it: with a byte order mark, in UTF-16 with or
// without one, with carriage returns alone.
func openText(r io.Reader) *bufio.Reader {
	buffered := bufio.NewReaderSize(r, sniffed)
	head, _ := buffered.Peek(sniffed) // an error comes again with the reading
	switch {
	case bytes.HasPrefix(head, []byte("\ufeff")):
		_, _ = buffered.Discard(3)
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zerosAt(head, 1):
		return openText(fromUTF16(buffered, unicode.LittleEndian))
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zerosAt(head, 0):
		return openText(fromUTF16(buffered, unicode.BigEndian))
	}
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		return bufio.NewReaderSize(lineFeeds{buffered}, sniffed)
	}
	return buffered
}

func fromUTF16(r io.Reader, order unicode.Endianness) io.Reader {
	return transform.NewReader(r, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
}

// zerosAt tells UTF-16 without a mark: of the first characters most have a zero byte, all at the even or all at the odd places.
func zerosAt(head []byte, odd int) bool {
	head = head[:min(len(head), 256)]
	zeros := 0
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i%2 != odd {
			return false
		}
		zeros++
	}
	return len(head) >= 4 && zeros > len(head)/4
}

// lineFeeds turns carriage returns into line feeds, for a list that has no others.
type lineFeeds struct{ r io.Reader }

func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
