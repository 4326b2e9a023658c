package container

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// chunk is one of a PNG's, at its length.
type chunk struct {
	name   string
	at     int64
	length int64
}

func (c chunk) end() int64 { return c.at + 12 + c.length }

// ancillary tells what can be done without.
func (c chunk) ancillary() bool { return c.name[0]&0x20 != 0 }

func readChunk(r io.ReaderAt, at int64) (chunk, error) {
	head, err := block(r, at, 8)
	if err != nil {
		return chunk{}, err
	}
	c := chunk{name: string(head[4:]), at: at, length: int64(binary.BigEndian.Uint32(head))}
	if !areLetters(head[4:]) {
		return chunk{}, broken("a chunk named %q", c.name)
	}
	if c.length > 1<<31-1 {
		return chunk{}, broken("a chunk of %d bytes", c.length)
	}
	return c, nil
}

// read is the content, and whether its checksum is right. A very long one isn't read.
func (c chunk) read(r io.ReaderAt) (data []byte, whole bool, err error) {
	if c.length > mostNote {
		return nil, true, nil
	}
	all, err := readAt(r, make([]byte, c.length+8), c.at+4)
	if err != nil || int64(len(all)) < c.length+8 {
		return nil, false, err
	}
	data, sum := all[4:4+c.length], all[4+c.length:]
	return data, crc32.ChecksumIEEE(all[:4+c.length]) == binary.BigEndian.Uint32(sum), nil
}

func makeChunk(name string, data []byte) []byte {
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name...)
	out = append(out, data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// candidates are the places in data, the end of a file, at which a chunk may begin: a length that fits, and four letters.
func candidates(data []byte) (at []int) {
	const most = 32
	for i := 0; i+8 <= len(data) && len(at) < most; i++ {
		if int64(binary.BigEndian.Uint32(data[i:])) <= int64(len(data)-i-8) && areLetters(data[i+4:i+8]) {
			at = append(at, i)
		}
	}
	return at
}

func areLetters(name []byte) bool {
	for _, b := range name {
		if b|0x20 < 'a' || b|0x20 > 'z' {
			return false
		}
	}
	return true
}
