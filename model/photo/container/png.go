package container

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// PNG is what a PNG's chunks tell (W3C, Portable Network Graphics, third edition).
type PNG struct {
	Width, Height int
	Depth, Colour int // bits a sample, and the colour type
	Interlaced    bool
	Orientation   int    // by eXIf, else by what ImageMagick writes instead, else by XMP
	Remark        string // what is wrong, though not with the pixels
	Ended         bool   // the end marker is there; else only decoding shows whether all pixels are

	r      io.ReaderAt
	size   int64
	notes  pngNotes
	pixels int     // chunks of them
	pieces []piece // of the mended file, without its end
	cut    chunk   // of pixels, in which the file ends
}

const (
	pngSignature = 8
	mostChunks   = 1 << 17 // 8 KB each, as most programs write them, are 1 GB
	pngTail      = 4 << 10 // bytes at the end, in which a quick look finds what stands behind the pixels
)

// ReadPNG reads a file of that size up to its pixels, and what stands near its end; all of its chunks where it is going to be decoded.
func ReadPNG(r io.ReaderAt, size int64, all bool) (*PNG, error) {
	p := &PNG{r: r, size: size, pieces: []piece{{to: pngSignature}}}
	at := int64(pngSignature)
	for count := 0; !p.Ended; count++ {
		if count == mostChunks {
			return nil, ErrTooMuch
		}
		c, err := readChunk(r, at)
		if behind := p.pixels > 0 && (errors.Is(err, ErrFormat) || errors.Is(err, ErrCutOff)); behind || err == nil && c.end() > size {
			if !behind && p.pixels == 0 && c.name != "IDAT" {
				return nil, ErrCutOff
			}
			p.endIn(c)
			break
		}
		if err != nil {
			return nil, err
		}
		if err := p.take(c); err != nil {
			return nil, err
		}
		if at = c.end(); c.name == "IDAT" && !all {
			p.readTail()
			break
		}
	}
	return p, p.finish()
}

func (p *PNG) finish() error {
	if p.Width == 0 || p.pixels == 0 {
		return broken("no header, or no pixels")
	}
	p.Orientation = p.notes.orientation()
	if !p.Ended {
		p.Remark = "its end is missing"
	}
	return nil
}

// take notes what a chunk tells, and keeps it if a decoder needs it.
func (p *PNG) take(c chunk) error {
	if (p.Width == 0) != (c.name == "IHDR") && c.name != "CgBI" {
		return broken("chunk %s where the header should be, or another", c.name)
	}
	switch c.name {
	case "IHDR":
		if err := p.readHeader(c); err != nil {
			return err
		}
	case "CgBI":
		return Unsupported("PNG as Xcode changes it")
	case "PLTE":
	case "IDAT":
		p.pixels++
	default:
		return p.takeOther(c)
	}
	p.keep(c.at, c.end())
	return nil
}

// takeOther takes what isn't needed for the pixels. As in libpng a wrong checksum is overlooked there, with what it stands for.
func (p *PNG) takeOther(c chunk) error {
	if c.name == "IEND" {
		p.Ended = true
	}
	if !c.ancillary() && !p.Ended {
		return nil // of a later standard
	}
	data, whole, err := c.read(p.r)
	switch {
	case err != nil:
		return err
	case !whole:
		p.Remark = "a wrong checksum (" + c.name + ")"
	case c.name == "tRNS" && p.pixels == 0:
		p.keep(c.at, c.end())
	default:
		p.notes.take(c.name, data)
	}
	return nil
}

func (p *PNG) keep(at, to int64) {
	if last := &p.pieces[len(p.pieces)-1]; last.to == at {
		last.to = to
		return
	}
	p.pieces = append(p.pieces, piece{at: at, to: to})
}

func (p *PNG) readHeader(c chunk) error {
	if c.length != 13 {
		return broken("a header of %d bytes", c.length)
	}
	data, err := block(p.r, c.at+8, 13)
	if err != nil {
		return err
	}
	width, height := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return broken("%d × %d pixels", width, height)
	}
	p.Width, p.Height, p.Depth, p.Colour, p.Interlaced = int(width), int(height), int(data[8]), int(data[9]), data[12] == 1
	return nil
}

// endIn notes that the file ends within a chunk.
func (p *PNG) endIn(c chunk) {
	if c.name == "IDAT" {
		p.pixels++
		p.cut = c
	}
}

// readTail looks for what stands behind the pixels, in the last bytes of the file.
func (p *PNG) readTail() {
	from := max(pngSignature, p.size-pngTail)
	data, err := readAt(p.r, make([]byte, p.size-from), from)
	if err != nil {
		return
	}
	p.r = window{data, from} // nothing else is read any more
	for _, at := range candidates(data) {
		found, ok := chain(p.r, from+int64(at), p.size)
		if !ok {
			continue
		}
		for _, c := range found {
			if p.takeOther(c) != nil {
				return
			}
		}
		return
	}
}

// chain are the chunks from an offset to the end marker, none of them of pixels.
func chain(r io.ReaderAt, at, size int64) (found []chunk, ok bool) {
	for at < size {
		c, err := readChunk(r, at)
		if err != nil || c.name == "IDAT" || c.end() > size {
			return nil, false
		}
		found = append(found, c)
		if at = c.end(); c.name == "IEND" {
			return found, true
		}
	}
	return nil, false
}

// Open reads the mended file: what decoders need, and an end.
func (p *PNG) Open() (io.Reader, error) {
	all := append([]piece{}, p.pieces...)
	if p.cut.name != "" {
		rest, err := p.cutPieces()
		if err != nil {
			return nil, err
		}
		all = append(all, rest...)
	}
	return join(p.r, append(all, piece{text: makeChunk("IEND", nil)})), nil
}

// cutPieces is the chunk of pixels in which the file ends, as long as it is.
func (p *PNG) cutPieces() ([]piece, error) {
	from := p.cut.at + 8
	sum := crc32.NewIEEE()
	io.WriteString(sum, "IDAT")
	if _, err := io.Copy(sum, io.NewSectionReader(p.r, from, p.size-from)); err != nil {
		return nil, err
	}
	head := append(binary.BigEndian.AppendUint32(nil, uint32(p.size-from)), "IDAT"...)
	return []piece{{text: head}, {at: from, to: p.size}, {text: binary.BigEndian.AppendUint32(nil, sum.Sum32())}}, nil
}
