package container

import (
	"encoding/binary"
	"io"
	"slices"
)

// BMP is what a BMP's headers tell.
type BMP struct {
	Width, Height int
	Bits          int  // a pixel
	Packed        bool // runs of equal pixels
}

// IsBMP tells a BMP by the length of its second header; its two reserved numbers may be anything.
func IsBMP(start []byte) bool {
	return len(start) >= 18 && string(start[:2]) == "BM" &&
		slices.Contains([]uint32{12, 16, 40, 52, 56, 64, 108, 124}, binary.LittleEndian.Uint32(start[14:]))
}

// ReadBMP reads the headers of a file of that size.
func ReadBMP(r io.ReaderAt, size int64) (BMP, error) {
	head, err := readAt(r, make([]byte, 34), 0)
	if err != nil {
		return BMP{}, err
	}
	short := len(head) >= 26 && binary.LittleEndian.Uint32(head[14:]) == 12
	if len(head) < 34 && !short {
		return BMP{}, ErrCutOff
	}
	b, coding := readInfo(head, short)
	switch {
	case coding > 2 && binary.LittleEndian.Uint32(head[14:]) == 64: // OS/2 has other meanings for these
		return b, Unsupported("BMP of OS/2's own compression")
	case coding == 4 || coding == 5:
		return b, Unsupported("JPEG or PNG in BMP")
	case b.Width <= 0 || b.Height <= 0:
		return b, broken("%d × %d pixels", b.Width, b.Height)
	case !slices.Contains([]int{1, 2, 4, 8, 16, 24, 32}, b.Bits):
		return b, Unsupported("BMP of an unusual depth")
	}
	b.Packed = coding == 1 || coding == 2
	row := (int64(b.Width)*int64(b.Bits) + 31) / 32 * 4
	if !b.Packed && int64(b.Height) < 1<<20 && int64(binary.LittleEndian.Uint32(head[10:]))+row*int64(b.Height) > size {
		return b, ErrCutOff
	}
	return b, nil
}

// readInfo reads the size and the depth, and how the pixels are coded. A short header, of 12 bytes, doesn't tell that.
func readInfo(head []byte, short bool) (b BMP, coding uint32) {
	le := binary.LittleEndian
	if short {
		return BMP{Width: int(le.Uint16(head[18:])), Height: int(le.Uint16(head[20:])), Bits: int(le.Uint16(head[24:]))}, 0
	}
	b = BMP{Width: int(int32(le.Uint32(head[18:]))), Height: int(int32(le.Uint32(head[22:]))), Bits: int(le.Uint16(head[28:]))}
	b.Height = max(b.Height, -b.Height) // of a picture that is stored from its top
	if le.Uint32(head[14:]) > 16 {
		coding = le.Uint32(head[30:])
	}
	return b, coding
}
