package container

import (
	"encoding/binary"
	"io"
	"slices"
)

// Open is the file with a directory that its decoder can read, which takes no inks, no samples that it isn't told of and no planes:
// four inks as if they were colours with alpha, and a plane as a grey picture. Without planes, plane is 0.
func (t *TIFF) Open(plane int) *io.SectionReader {
	samples, colour := t.Samples, t.Colour
	switch {
	case t.Planes > 1:
		samples = 1
		if colour == TIFFRGB || colour == TIFFInks {
			colour = TIFFBlackIsZero
		}
	case colour == TIFFInks:
		colour = TIFFRGB
	}
	d := directory{}
	d.add(tagWidth, uint32(t.Width))
	d.add(tagHeight, uint32(t.Height))
	d.add(tagBits, slices.Repeat([]uint32{uint32(t.Bits)}, samples)...)
	d.add(tagColour, uint32(colour))
	for _, name := range []int{tagCompression, tagFill, tagRows, tagPredictor, tagTileWidth, tagTileHeight, tagMap} {
		d.add(name, t.values(name, 3<<8)...)
	}
	if samples == 4 {
		d.add(tagExtra, 2)
	}
	at, length := t.blockTags()
	offsets, lengths := t.blocks(plane)
	d.add(at, offsets...)
	d.add(length, lengths...)
	return t.with(d)
}

// with is the file with another directory, behind its end.
func (t *TIFF) with(d directory) *io.SectionReader {
	at := t.size + t.size&1
	start := []byte("MM\x00*\x00\x00\x00\x00")
	if t.order == binary.ByteOrder(binary.LittleEndian) {
		copy(start, "II*\x00")
	}
	t.order.PutUint32(start[4:], uint32(at))
	return io.NewSectionReader(overlay{t.r, start, at, d.encode(t.order, at)}, 0, 1<<40)
}

func (t *TIFF) blockTags() (at, length int) {
	if t.first(tagTileWidth) > 0 {
		return tagTiles, tagTileBytes
	}
	return tagStrips, tagStripBytes
}

// blocks are the places and lengths of the strips or tiles, of one plane.
func (t *TIFF) blocks(plane int) (offsets, lengths []uint32) {
	const most = mostBlocks * 5
	at, length := t.blockTags()
	offsets, lengths = t.values(at, most), t.values(length, most)
	if len(offsets) == 1 && len(lengths) == 0 { // some programs leave it out
		lengths = []uint32{uint32(max(0, t.size-int64(offsets[0])))}
	}
	each := min(len(offsets), len(lengths)) / t.Planes
	return offsets[plane*each:][:each], lengths[plane*each:][:each]
}

// directory collects tags.
type directory map[int][]uint32

func (d directory) add(name int, values ...uint32) {
	if len(values) > 0 {
		d[name] = values
	}
}

// encode writes the directory as it stands at an offset: all values are numbers of 32 bits, but for the colour map's.
func (d directory) encode(order binary.ByteOrder, at int64) []byte {
	names := make([]int, 0, len(d))
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]byte, 2+12*len(names)+4)
	order.PutUint16(out, uint16(len(names)))
	for i, name := range names {
		entry, values := 2+12*i, d[name]
		order.PutUint16(out[entry:], uint16(name))
		order.PutUint16(out[entry+2:], 4)
		order.PutUint32(out[entry+4:], uint32(len(values)))
		if len(values) == 1 {
			order.PutUint32(out[entry+8:], values[0])
			continue
		}
		order.PutUint32(out[entry+8:], uint32(at)+uint32(len(out)))
		more := make([]byte, 4*len(values))
		for k, v := range values {
			order.PutUint32(more[4*k:], v)
		}
		out = append(out, more...)
	}
	return out
}

// overlay is a file with another start, and more behind its end.
type overlay struct {
	file  io.ReaderAt
	start []byte
	at    int64
	more  []byte
}

func (o overlay) ReadAt(p []byte, at int64) (int, error) {
	if at >= o.at {
		return window{o.more, o.at}.ReadAt(p, at)
	}
	n, err := o.file.ReadAt(p, at)
	if at < int64(len(o.start)) {
		copy(p[:n], o.start[at:])
	}
	return n, err
}
