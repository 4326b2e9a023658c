package figure

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
)

// maker is named at the end of the files that Save writes.
const maker = "Siamface"

// markLength is more than what mark adds, and what an end of a PNG takes.
const markLength = 64

// mark says at the end of an encoded figure who made it, in the format's own way: a text chunk before the end of a PNG (PNG
// specification, 11.3.4.3), a comment in SVG and PDF.
func mark(format string, encoded []byte) []byte {
	switch format {
	case ".png":
		const end = 12 // bytes of the last chunk, IEND
		text := []byte("tEXtSoftware\x00" + maker)
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-len("tEXt")))
		chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
		at := len(encoded) - end
		return append(append(bytes.Clone(encoded[:at]), chunk...), encoded[at:]...)
	case ".svg":
		return append(encoded, "<!-- "+maker+" -->\n"...)
	}
	at := max(0, bytes.LastIndex(encoded, []byte("startxref"))) // after the trailer's dictionary; the file must end as it does
	return append(append(bytes.Clone(encoded[:at]), "% "+maker+"\n"...), encoded[at:]...)
}

// IsOwn tells whether Save has written a file.
func IsOwn(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	if _, err := f.Seek(-markLength, io.SeekEnd); err != nil {
		return false
	}
	end, err := io.ReadAll(f)
	return err == nil && bytes.Contains(end, []byte(maker))
}
