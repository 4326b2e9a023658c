package container

import (
	"encoding/binary"
	"io"

	"siamface/model/photo/exif"
)

// JPEG is what stands before a JPEG's scans (ITU-T T.81, annex B).
type JPEG struct {
	Width, Height int // of the stored picture; a height of 0 stands behind the first scan
	Components    []Component
	Progressive   bool
	Orientation   int    // by EXIF, else by XMP; exif.Unknown without
	Adobe         bool   // Adobe's marker tells what the colours are
	Frame         []byte // the frame's segment, from its marker on
	FrameAt       int64  // where that is
}

// Component is one of a JPEG's planes.
type Component struct{ ID, Across, Down int }

const (
	mostFill     = 1 << 16 // bytes that may stand between a JPEG's segments
	mostSegments = 1 << 14 // 65,535 bytes each are 1 GB
)

// The second bytes of JPEG's markers.
const (
	markLossless = 0xf7 // of JPEG-LS (ITU-T T.87)

	markHuffman, markArithmetic, markStart, markEnd, markScan, markTables, markLines, markRestarts = 0xc4, 0xcc, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd
	markApp0, markApp1, markApp14, markComment                                                     = 0xe0, 0xe1, 0xee, 0xfe
)

// ReadJPEG reads up to the frame's header. Whatever is wrong in the metadata never loses the photo.
func ReadJPEG(r io.ReaderAt) (JPEG, error) {
	var j JPEG
	s := segments{r: r, at: 2}
	inXMP, notes := exif.Unknown, 0
	for {
		seg, err := s.next()
		if err != nil {
			return j, err
		}
		switch {
		case isFrame(seg.mark):
			j.FrameAt = seg.at
			if j.Orientation == exif.Unknown {
				j.Orientation = inXMP
			}
			return j, j.readFrame(r, seg)
		case seg.mark == markScan || seg.mark == markEnd:
			return j, broken("no frame before the first scan")
		case seg.mark == markApp1 && notes == mostNotes:
		case seg.mark == markApp1 && seg.startsWith("Exif") && j.Orientation == exif.Unknown:
			notes++
			j.Orientation = exif.Orientation(seg.payload(r, 0))
		case seg.mark == markApp1 && seg.startsWith(xmpMark) && inXMP == exif.Unknown:
			notes++
			inXMP = exif.InXMP(seg.payload(r, len(xmpMark)))
		case seg.mark == markApp14 && seg.startsWith("Adobe") && seg.length >= 12:
			j.Adobe = true
		}
	}
}

const xmpMark = "http://ns.adobe.com/xap/1.0/\x00"

func isFrame(mark byte) bool {
	return mark == markLossless || mark >= 0xc0 && mark <= 0xcf && mark != markHuffman && mark != 0xc8 && mark != markArithmetic
}

// codings are the frames that aren't read, by their marker.
var codings = map[byte]Unsupported{
	0xc3: "lossless JPEG", 0xc5: "hierarchical JPEG", 0xc6: "hierarchical JPEG", 0xc7: "hierarchical JPEG",
	0xc9: "JPEG of arithmetic coding", 0xca: "JPEG of arithmetic coding", 0xcb: "lossless JPEG", 0xcd: "hierarchical JPEG",
	0xce: "hierarchical JPEG", 0xcf: "hierarchical JPEG", markLossless: "JPEG-LS",
}

func (j *JPEG) readFrame(r io.ReaderAt, seg segment) error {
	if name, ok := codings[seg.mark]; ok {
		return name
	}
	if seg.length < 6 {
		return broken("a frame of %d bytes", seg.length)
	}
	frame, err := block(r, seg.at, 4+min(seg.length, 6+3*4))
	if err != nil {
		return err
	}
	j.Progressive, j.Frame = seg.mark == 0xc2, frame
	body := frame[4:]
	if body[0] != 8 {
		return Unsupported("JPEG of 12 bits a sample")
	}
	j.Height, j.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	count := int(body[5])
	if count != 1 && count != 3 && count != 4 {
		return Unsupported("JPEG of an unusual number of colours")
	}
	if seg.length != 6+3*count {
		return broken("a frame of %d bytes for %d colours", seg.length, count)
	}
	for c := body[6:]; len(c) >= 3; c = c[3:] {
		j.Components = append(j.Components, Component{int(c[0]), int(c[1] >> 4), int(c[1] & 15)})
	}
	return j.checkSampling()
}

// checkSampling also makes sure that no sum of blocks divides by zero.
func (j *JPEG) checkSampling() error {
	for _, c := range j.Components {
		if c.Across < 1 || c.Across > 4 || c.Down < 1 || c.Down > 4 {
			return broken("%d × %d samples in a unit", c.Across, c.Down)
		}
	}
	if len(j.Components) == 1 {
		j.Components[0].Across, j.Components[0].Down = 1, 1 // of a single plane it means nothing
	}
	return nil
}

// Blocks are how many blocks of 8 × 8 the i-th plane has.
func (j *JPEG) Blocks(i int) int64 {
	across, down := 1, 1
	for _, c := range j.Components {
		across, down = max(across, c.Across), max(down, c.Down)
	}
	c := j.Components[i]
	units := int64((j.Width+8*across-1)/(8*across)) * int64((j.Height+8*down-1)/(8*down))
	return units * int64(c.Across*c.Down)
}

// Samples are what the decoded planes take, in bytes.
func (j *JPEG) Samples() int64 {
	n := int64(0)
	for i := range j.Components {
		n += 64 * j.Blocks(i)
	}
	return n
}
