package photo

import (
	"bytes"
	"slices"

	"siamface/model/photo/container"
)

// format is one that can be read. The list is this package's own, not that of package image, to which any import adds.
type format struct {
	name, magic string // a ? in the magic stands for any byte
	// read looks at a file of this format as far as its size, and further where it is going to be decoded. It fills in the head.
	read func(h *head, s *source, all bool) error
}

var formats = []format{
	{"jpeg", "\xff\xd8\xff", readJPEG},
	{"png", "\x89PNG\r\n\x1a\n", readPNG},
	{"gif", "GIF8?a", readGIF},
	{"webp", "RIFF????WEBP", readWebP},
	{"bmp", "BM", readBMP},
	{"tiff", "II*\x00", readTIFF},
	{"tiff", "MM\x00*", readTIFF},
	{"heic", "????ftyp", readHEIF},
	{"pbm", "P1", readNetpbm},
	{"pgm", "P2", readNetpbm},
	{"ppm", "P3", readNetpbm},
	{"pbm", "P4", readNetpbm},
	{"pgm", "P5", readNetpbm},
	{"ppm", "P6", readNetpbm},
}

// others are kinds of pictures that are known, and not read.
var others = []struct{ name, magic string }{
	{"JPEG 2000", "\x00\x00\x00\x0cjP  \r\n\x87\n"},
	{"JPEG 2000", "\xff\x4f\xff\x51"},
	{"JPEG XL", "\x00\x00\x00\x0cJXL \r\n\x87\n"},
	{"JPEG XL", "\xff\x0a"},
	{"JPEG XR", "II\xbc"},
	{"JPEG-LS", "\xff\xd8\xff\xf7"},
	{"BigTIFF", "II+\x00"},
	{"BigTIFF", "MM\x00+"},
	{"RAW", "IIRO"},
	{"RAW", "IIRS"},
	{"RAW", "MMOR"},
	{"RAW", "IIU\x00"},
	{"RAW", "FUJIFILMCCD-RAW"},
	{"RAW", "FOVb"},
	{"RAW", "\x00MRM"},
	{"RAW", "II????HEAPCCDR"},
	{"Photoshop", "8BPS"},
	{"Netpbm's PAM", "P7\n"},
	{"PFM", "PF\n"},
	{"PFM", "Pf\n"},
	{"OpenEXR", "\x76\x2f\x31\x01"},
	{"Radiance HDR", "#?RADIANCE"},
	{"GIMP", "gimp xcf"},
	{"QOI", "qoif"},
	{"BPG", "BPG\xfb"},
	{"JNG", "\x8bJNG"},
	{"MNG", "\x8aMNG"},
	{"icon", "\x00\x00\x01\x00"},
	{"DDS", "DDS "},
}

// sniffFormat finds the format by the file's first bytes; of a picture that isn't read, the name.
func sniffFormat(start []byte) (f format, other string, ok bool) {
	for _, o := range others {
		if matchesMagic(start, o.magic) {
			return format{}, o.name, false
		}
	}
	for _, f := range formats {
		if !matchesMagic(start, f.magic) {
			continue
		}
		switch f.magic[0] {
		case 'P': // two letters, with which a text may begin too: white space or a comment has to follow
			ok = len(start) > 2 && bytes.IndexByte([]byte(" \t\r\n\v\f#"), start[2]) >= 0
		case 'B':
			ok = container.IsBMP(start)
		case '?':
			other, ok = brandOf(start)
		default:
			ok = true
		}
		return f, other, ok
	}
	return format{}, "", false
}

func matchesMagic(start []byte, magic string) bool {
	if len(start) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != start[i] {
			return false
		}
	}
	return true
}

// brandOf tells HEIF by its brands from a film, which begins likewise.
func brandOf(start []byte) (other string, ok bool) {
	length := min(len(start), max(16, int(start[2])<<8|int(start[3])))
	for at := 8; at+4 <= length; at += 4 {
		switch brand := string(start[at : at+4]); {
		case at == 12: // a version
		case brand == "crx ":
			return "RAW", false
		case brand == "jxl ":
			return "JPEG XL", false
		case brand == "jp2 " || brand == "jpx ":
			return "JPEG 2000", false
		case slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis", "avio"}, brand):
			return "", true
		}
	}
	return "", false
}
