package photo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"

	"siamface/model/pgm"
)

// format is one that can be read. The list is this package's own, not that of package image, to which any import adds.
type format struct {
	name, magic string // a ? in the magic stands for any byte
	decode      func(io.Reader) (image.Image, error)
	config      func(io.Reader) (image.Config, error) // nil is Netpbm's, which tells the file's length too
}

var formats = []format{
	{"jpeg", "\xff\xd8\xff", jpeg.Decode, jpeg.DecodeConfig},
	{"png", "\x89PNG\r\n\x1a\n", png.Decode, png.DecodeConfig},
	{"gif", "GIF8?a", gif.Decode, gif.DecodeConfig},
	{"webp", "RIFF????WEBPVP8", decodeWebP, webp.DecodeConfig},
	{"bmp", "BM????\x00\x00\x00\x00", bmp.Decode, bmp.DecodeConfig},
	{"pbm", "P1", pgm.Decode, nil},
	{"pgm", "P2", pgm.Decode, nil},
	{"ppm", "P3", pgm.Decode, nil},
	{"pbm", "P4", pgm.Decode, nil},
	{"pgm", "P5", pgm.Decode, nil},
	{"ppm", "P6", pgm.Decode, nil},
}

// head is what the start of a file tells: the size is that of the stored picture, before it is turned upright.
type head struct {
	format
	width, height int
	orientation   orientation
	frame         int64 // JPEG: where the picture itself begins, behind the metadata
	least         int64 // Netpbm: the length of a whole file, or less
}

// readHead reads no further than the picture's size and orientation, and refuses a picture of too many pixels.
func readHead(s *source) (head, error) {
	if len(s.start) == 0 {
		return head{}, &Error{Why: Empty, Err: io.EOF}
	}
	f, ok := sniff(s.start)
	if !ok {
		return head{}, &Error{Why: NotAPhoto, Err: image.ErrFormat}
	}
	h := head{format: f, orientation: upright}
	config, err := h.read(s)
	if err != nil {
		return head{}, failure(err)
	}
	h.width, h.height = config.Width, config.Height
	if h.width <= 0 || h.height <= 0 {
		return head{}, &Error{Why: Damaged, Err: fmt.Errorf("it says it has %d × %d pixels", h.width, h.height)}
	}
	if int64(h.width)*int64(h.height) > MaxPixels {
		return head{}, &Error{Why: fmt.Sprintf("%s: %d × %d pixels", TooLarge, h.width, h.height)}
	}
	return h, nil
}

// read reads the header. Of a JPEG the metadata is stepped over, however long: the decoder sees what follows it.
func (h *head) read(s *source) (config image.Config, err error) {
	switch {
	case h.name == "jpeg":
		h.orientation, h.frame = readJPEGHead(s)
		s.at = h.frame
		return h.config(io.MultiReader(strings.NewReader("\xff\xd8"), s))
	case h.config == nil:
		config, h.least, err = pgm.Stat(s.fromStart())
		return config, err
	}
	return h.config(s.fromStart())
}

// sniff finds the format by the file's first bytes. Netpbm's magic is two letters, with which a text may begin too: white
// space or a comment has to follow.
func sniff(start []byte) (format, bool) {
	for _, f := range formats {
		if len(start) < len(f.magic) {
			continue
		}
		same := true
		for i := range len(f.magic) {
			same = same && (f.magic[i] == '?' || f.magic[i] == start[i])
		}
		if same && f.magic[0] == 'P' {
			same = len(start) > 2 && bytes.IndexByte([]byte(" \t\r\n\v\f#"), start[2]) >= 0
		}
		if same {
			return f, true
		}
	}
	return format{}, false
}

// isWhole tells whether the file has its end, by its length where the header says how long it is and by the end marker
// for JPEG and PNG. A file with other data behind the picture is whole.
func (h head) isWhole(s *source, size int64) (bool, error) {
	switch h.name {
	case "jpeg":
		return contains(s, h.frame, size, []byte{0xff, 0xd9})
	case "png":
		return contains(s, 0, size, []byte("IEND"))
	case "pbm", "pgm", "ppm":
		return size >= h.least, nil
	case "webp": // whose magic is longer than these
		return size >= 8+int64(binary.LittleEndian.Uint32(s.start[4:])), nil
	}
	return true, nil
}

// explain puts a decoder's error in words. Where the end is missing, that is the reason, whatever the decoder stumbled on.
func (h head) explain(r io.Seeker, s *source, err error) error {
	size, seekErr := r.Seek(0, io.SeekEnd)
	if seekErr != nil {
		return failure(err)
	}
	if whole, readErr := h.isWhole(s, size); readErr == nil && !whole {
		return &Error{Why: CutOff, Err: err}
	}
	return failure(err)
}

// contains looks for the pattern between the offsets from and to: in the last 4 KiB, where an end marker nearly always is,
// and only when it isn't there in the rest.
func contains(s *source, from, to int64, pattern []byte) (bool, error) {
	const tail = startBytes
	if from >= to {
		return false, nil
	}
	if found, err := search(s, max(from, to-tail), to, pattern); found || err != nil || to-tail <= from {
		return found, err
	}
	return search(s, from, to, pattern)
}

func search(s *source, from, to int64, pattern []byte) (bool, error) {
	if to <= int64(len(s.start)) {
		return bytes.Contains(s.start[min(from, to):to], pattern), nil
	}
	in := io.NewSectionReader(s, from, to-from)
	keep := len(pattern) - 1
	window := make([]byte, min(to-from, 1<<18)+int64(keep))
	held := 0
	for {
		n, err := in.Read(window[held:])
		held += n
		if bytes.Contains(window[:held], pattern) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		held = copy(window, window[max(0, held-keep):held])
	}
}
