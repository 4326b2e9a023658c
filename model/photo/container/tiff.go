package container

import (
	"encoding/binary"
	"io"

	"siamface/model/photo/exif"
)

// TIFF is what the directory of a TIFF's first full picture tells (TIFF 6.0).
type TIFF struct {
	Width, Height int
	Bits          int // a sample
	Samples       int // a pixel
	Colour        int // TIFF's photometric interpretation
	Extra         int // what a fourth sample of RGB is: 0 anything, 1 alpha that the colours are multiplied by, 2 alpha
	Planes        int // how many pictures the samples lie in: 1, or each in its own
	Packed        bool
	Fax           bool  // coded as faxes are, whose decoder takes 0 for white whatever the file says
	BlockPixels   int64 // of the strip or tile that is decoded at once
	Orientation   int

	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	tags  map[int]tiffTag
}

type tiffTag struct {
	entry [12]byte
	count uint32
}

// TIFF's tags.
const (
	tagSubfile, tagWidth, tagHeight, tagBits, tagCompression, tagColour, tagFill = 254, 256, 257, 258, 259, 262, 266
	tagStrips, tagSamples, tagRows, tagStripBytes, tagPlanar, tagPredictor       = 273, 277, 278, 279, 284, 317
	tagMap, tagTileWidth, tagTileHeight, tagTiles, tagTileBytes, tagSubIFDs      = 320, 322, 323, 324, 325, 330
	tagInk, tagExtra, tagFormat, tagXMP, tagDNG                                  = 332, 338, 339, 700, 50706
)

// TIFF's kinds of colour.
const (
	TIFFWhiteIsZero, TIFFBlackIsZero, TIFFRGB, TIFFPalette, TIFFInks = 0, 1, 2, 3, 5
)

const (
	mostEntries = 1 << 12
	mostPages   = 100
	mostBlocks  = 1 << 17
)

// ReadTIFF reads the directory of the first page that isn't a preview.
func ReadTIFF(r io.ReaderAt, size int64) (*TIFF, error) {
	head, err := block(r, 0, 10)
	if err != nil {
		return nil, err
	}
	t := &TIFF{r: r, size: size, order: exif.Order(head)}
	if t.order == nil {
		return nil, broken("no header of TIFF")
	}
	if string(head[8:]) == "CR" {
		return nil, rawKind
	}
	first := int64(t.order.Uint32(head[4:]))
	next := first
	for page := 0; next != 0 && page < mostPages; page++ {
		if next, err = t.readDirectory(next); err != nil {
			return nil, err
		}
		if t.isRaw() {
			return nil, rawKind
		}
		if t.first(tagSubfile)&1 == 0 {
			return t, t.check()
		}
	}
	if _, err = t.readDirectory(first); err != nil {
		return nil, err
	}
	return t, t.check()
}

const rawKind = Unsupported("RAW")

// rawCompressions are those of cameras.
var rawCompressions = map[uint32]bool{32767: true, 32769: true, 32770: true, 34713: true, 34892: true, 65000: true, 65535: true}

// isRaw tells a camera's own file, whose first picture is a preview: DNG, or one of those that are laid out like it.
func (t *TIFF) isRaw() bool {
	_, dng := t.tags[tagDNG]
	_, more := t.tags[tagSubIFDs]
	colour := t.first(tagColour)
	return dng || colour == 32803 || colour == 34892 || rawCompressions[t.first(tagCompression)] || more && t.first(tagSubfile)&1 == 1
}

// readDirectory reads a directory and gives the next one's place.
func (t *TIFF) readDirectory(at int64) (next int64, err error) {
	count, err := block(t.r, at, 2)
	if err != nil {
		return 0, err
	}
	n := int(t.order.Uint16(count))
	if n == 0 || n > mostEntries {
		return 0, broken("a directory of %d entries", n)
	}
	data, err := readAt(t.r, make([]byte, 12*n+4), at+2)
	if err != nil {
		return 0, err
	}
	if len(data) < 12*n {
		return 0, ErrCutOff
	}
	t.tags = map[int]tiffTag{}
	for i := range n {
		tag := tiffTag{entry: [12]byte(data[12*i:]), count: t.order.Uint32(data[12*i+4:])}
		if name := int(t.order.Uint16(tag.entry[:])); t.tags[name].count == 0 {
			t.tags[name] = tag
		}
	}
	t.Orientation = exif.InDirectory(t.order, n, data)
	if rest := data[12*n:]; len(rest) == 4 {
		next = int64(t.order.Uint32(rest))
	}
	return next, nil
}

// first is a tag's first value; 0 without the tag, or with another type than that of whole numbers.
func (t *TIFF) first(name int) uint32 {
	values := t.values(name, 1)
	if len(values) == 0 {
		return 0
	}
	return values[0]
}

func (t *TIFF) firstOr(name int, otherwise uint32) uint32 {
	if _, there := t.tags[name]; !there {
		return otherwise
	}
	return t.first(name)
}

// values are a tag's, at most so many.
func (t *TIFF) values(name, most int) []uint32 {
	tag, there := t.tags[name]
	width := map[uint16]int{1: 1, 3: 2, 4: 4}[t.order.Uint16(tag.entry[2:])]
	if !there || width == 0 {
		return nil
	}
	data := tag.entry[8:]
	n := int(min(tag.count, uint32(most)))
	if int64(tag.count)*int64(width) > 4 {
		var err error
		if data, err = readAt(t.r, make([]byte, n*width), int64(t.order.Uint32(data))); err != nil {
			return nil
		}
	}
	var out []uint32
	for ; len(out) < n && len(data) >= width; data = data[width:] {
		switch width {
		case 1:
			out = append(out, uint32(data[0]))
		case 2:
			out = append(out, uint32(t.order.Uint16(data)))
		case 4:
			out = append(out, t.order.Uint32(data))
		}
	}
	return out
}

// xmp is the orientation by XMP.
func (t *TIFF) xmp() int {
	tag, there := t.tags[tagXMP]
	if !there || tag.count < 5 {
		return exif.Unknown
	}
	data, err := readAt(t.r, make([]byte, min(tag.count, mostNote)), int64(t.order.Uint32(tag.entry[8:])))
	if err != nil {
		return exif.Unknown
	}
	return exif.InXMP(data)
}
