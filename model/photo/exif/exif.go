// Package exif finds how a photo is to be turned, in what cameras and programs write beside its pixels: EXIF blocks (EXIF 2.3, which
// are TIFF headers) and XMP packets (ISO 16684-1). Nothing else is read of them, and nothing in them can make it loop or allocate.
package exif

import "encoding/binary"

// Unknown is the answer of what tells no orientation, or none that there is.
const Unknown = 0

const orientationTag = 0x0112

// Orientation is the value of the tag of that name, 1 to 8, in an EXIF block, which may begin with "Exif" and two bytes; else Unknown.
func Orientation(block []byte) int {
	if len(block) > 6 && string(block[:4]) == "Exif" {
		block = block[6:]
	}
	order := Order(block)
	if order == nil || len(block) < 8 {
		return Unknown
	}
	directory := int64(order.Uint32(block[4:]))
	if directory+2 > int64(len(block)) {
		return Unknown
	}
	return InDirectory(order, int(order.Uint16(block[directory:])), block[directory+2:])
}

// Order is the byte order that a TIFF header begins with; nil when it is none.
func Order(header []byte) binary.ByteOrder {
	if len(header) < 4 {
		return nil
	}
	switch string(header[:4]) {
	case "II*\x00":
		return binary.LittleEndian
	case "MM\x00*":
		return binary.BigEndian
	}
	return nil
}

// InDirectory looks for the tag among so many entries of a TIFF directory, as far as there are any.
func InDirectory(order binary.ByteOrder, count int, entries []byte) int {
	for ; count > 0 && len(entries) >= 12; count, entries = count-1, entries[12:] {
		if order.Uint16(entries) != orientationTag {
			continue
		}
		if v := First(order, entries); v >= 1 && v <= 8 {
			return int(v)
		}
	}
	return Unknown
}

// First is the first value of a directory's entry of 12 bytes, of any type of whole numbers; 0 for another type, and for values that
// don't fit into the entry.
func First(order binary.ByteOrder, entry []byte) uint32 {
	const (
		byteType, short, long                    = 1, 3, 4
		signedByte, signedShort, signedLong, ifd = 6, 8, 9, 13
	)
	count := order.Uint32(entry[4:])
	switch kind := order.Uint16(entry[2:]); {
	case count == 0:
	case (kind == byteType || kind == signedByte) && count <= 4:
		return uint32(entry[8])
	case (kind == short || kind == signedShort) && count <= 2:
		return uint32(order.Uint16(entry[8:]))
	case (kind == long || kind == signedLong || kind == ifd) && count == 1:
		return order.Uint32(entry[8:])
	}
	return 0
}
