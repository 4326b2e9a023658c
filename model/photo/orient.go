package photo

import (
	"encoding/binary"
	"image"
	"io"
)

// orientation is the EXIF tag's value, 1 to 8: where the first row and the first column of the stored picture belong.
type orientation int

const upright orientation = 1

// swaps tells whether width and height change places.
func (o orientation) swaps() bool { return o >= 5 }

// readJPEGHead finds the orientation, upright unless an EXIF block says otherwise, and the offset at which the picture
// itself begins. Whatever is wrong in the metadata never loses the photo. Of the metadata, EXIF blocks alone are read.
func readJPEGHead(r io.ReaderAt) (orientation, int64) {
	const exif = "Exif\x00\x00"
	found := upright
	at := int64(2)
	for {
		var segment [4 + len(exif)]byte // 0xff, marker, length of what follows with the length itself, and what may say EXIF
		if n, _ := r.ReadAt(segment[:], at); n < 4 || segment[0] != 0xff {
			return found, at
		}
		marker, length := segment[1], int64(binary.BigEndian.Uint16(segment[2:]))
		if length < 2 || !isMetadata(marker) {
			return found, at
		}
		if marker == 0xe1 && found == upright && string(segment[4:]) == exif && length >= int64(len(segment))-2 {
			tiff := make([]byte, length+2-int64(len(segment)))
			if n, _ := r.ReadAt(tiff, at+int64(len(segment))); n < len(tiff) {
				return found, at
			}
			found = readOrientation(tiff)
		}
		at += length + 2
	}
}

// isMetadata tells the markers of what stands before the picture itself: application data, comments and tables.
func isMetadata(marker byte) bool {
	return marker >= 0xe0 || marker == 0xdb || marker == 0xc4 || marker == 0xcc || marker == 0xdd
}

// readOrientation looks for tag 0x0112 in the first directory of a TIFF header, as EXIF 2.3 lays it out, and for nothing
// else: no offset is followed but the first, so that no block can make it loop or allocate.
func readOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	directory := int64(order.Uint32(tiff[4:]))
	if directory+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[directory+2:]
	for range order.Uint16(tiff[directory:]) {
		if len(entries) < 12 {
			break
		}
		const short = 3
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == short {
			if v := order.Uint16(entries[8:]); v >= 1 && v <= 8 {
				return orientation(v)
			}
		}
		entries = entries[12:]
	}
	return upright
}

// apply turns a picture of flatten upright.
func (o orientation) apply(img image.Image) image.Image {
	if o == upright {
		return img
	}
	size := img.Bounds().Size()
	bounds := image.Rectangle{Max: size}
	if o.swaps() {
		bounds.Max = image.Pt(size.Y, size.X)
	}
	if grey, ok := img.(*image.Gray); ok {
		return &image.Gray{Pix: o.turn(grey.Pix, 1, size), Stride: bounds.Dx(), Rect: bounds}
	}
	colour := img.(*image.RGBA)
	return &image.RGBA{Pix: o.turn(colour.Pix, 4, size), Stride: 4 * bounds.Dx(), Rect: bounds}
}

// turn copies the pixels, each of n bytes, from where they are stored to where they belong.
func (o orientation) turn(pix []byte, n int, size image.Point) []byte {
	w, h := size.X, size.Y
	walk := [...]struct{ start, right, down int }{ // in stored pixels
		2: {w - 1, -1, w},
		3: {w*h - 1, -1, -w},
		4: {(h - 1) * w, 1, -w},
		5: {0, w, 1},
		6: {(h - 1) * w, -w, 1},
		7: {w*h - 1, -w, -1},
		8: {w - 1, w, -1},
	}[o]
	if o.swaps() {
		w, h = h, w
	}
	out := make([]byte, 0, len(pix))
	for y := range h {
		from := walk.start + y*walk.down
		for range w {
			out = append(out, pix[n*from:n*from+n]...)
			from += walk.right
		}
	}
	return out
}
