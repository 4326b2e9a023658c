package container

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"strings"

	"siamface/model/photo/exif"
)

// pngNotes are the orientations that a PNG tells, in the order in which they count.
type pngNotes struct{ exif, raw, xmp, count int }

func (n pngNotes) orientation() int {
	for _, o := range []int{n.exif, n.raw, n.xmp} {
		if o != exif.Unknown {
			return o
		}
	}
	return exif.Unknown
}

// take notes what a chunk tells. Text has a keyword before a zero byte.
func (n *pngNotes) take(name string, data []byte) {
	if name != "eXIf" && name != "iTXt" && name != "tEXt" && name != "zTXt" {
		return
	}
	if name == "eXIf" {
		n.exif = exif.Orientation(data)
		return
	}
	keyword, rest, found := bytes.Cut(data, []byte{0})
	if !found {
		return
	}
	if !isNote(string(keyword)) || n.count == mostNotes {
		return
	}
	n.count++
	switch {
	case name == "iTXt" && string(keyword) == xmpKeyword:
		n.xmp = exif.InXMP(internationalText(rest))
	case name == "tEXt":
		n.takeRaw(string(keyword), rest)
	case name == "zTXt" && len(rest) > 0:
		n.takeRaw(string(keyword), inflate(rest[1:]))
	}
}

const (
	xmpKeyword = "XML:com.adobe.xmp"
	profile    = "Raw profile type "
)

func isNote(keyword string) bool { return keyword == xmpKeyword || strings.HasPrefix(keyword, profile) }

// takeRaw reads what ImageMagick and exiftool write: a line with a name, one with a length, and hexadecimal digits.
func (n *pngNotes) takeRaw(keyword string, text []byte) {
	lines := bytes.SplitN(bytes.TrimLeft(text, "\n"), []byte("\n"), 3)
	if len(lines) < 3 {
		return
	}
	digits := bytes.Join(bytes.Fields(lines[2]), nil)
	block := make([]byte, len(digits)/2)
	if _, err := hex.Decode(block, digits[:2*len(block)]); err != nil {
		return
	}
	switch xmp, isXMP := bytes.CutPrefix(block, []byte(xmpMark)); {
	case isXMP:
		n.xmp = exif.InXMP(xmp)
	case keyword == profile+"xmp":
		n.xmp = exif.InXMP(block)
	case keyword == profile+"exif" || keyword == profile+"APP1":
		n.raw = exif.Orientation(block)
	}
}

// internationalText is what stands in an iTXt behind its keyword: whether and how it is packed, a language and a translated keyword.
func internationalText(rest []byte) []byte {
	if len(rest) < 2 {
		return nil
	}
	packed := rest[0] == 1
	parts := bytes.SplitN(rest[2:], []byte{0}, 3)
	if len(parts) < 3 {
		return nil
	}
	if packed {
		return inflate(parts[2])
	}
	return parts[2]
}

// inflate unpacks as much as a note may hold.
func inflate(data []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(z, mostNote))
	return out
}
