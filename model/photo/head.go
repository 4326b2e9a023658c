package photo

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"

	"siamface/model/pgm"
)

// format is one that can be read. The list is this package's own, not that of package image, to which any import adds.
type format struct {
	name, magic string // a ? in the magic stands for any byte
	decode      func(io.Reader) (image.Image, error)
	config      func(io.Reader) (image.Config, error)
}

var formats = []format{
	{"jpeg", "\xff\xd8\xff", jpeg.Decode, jpeg.DecodeConfig},
	{"png", "\x89PNG\r\n\x1a\n", png.Decode, png.DecodeConfig},
	{"gif", "GIF8?a", gif.Decode, gif.DecodeConfig},
	{"webp", "RIFF????WEBPVP8", decodeWebP, webp.DecodeConfig},
	{"bmp", "BM????\x00\x00\x00\x00", bmp.Decode, bmp.DecodeConfig},
	{"pbm", "P1", pgm.Decode, pgm.DecodeConfig},
	{"pgm", "P2", pgm.Decode, pgm.DecodeConfig},
	{"ppm", "P3", pgm.Decode, pgm.DecodeConfig},
	{"pbm", "P4", pgm.Decode, pgm.DecodeConfig},
	{"pgm", "P5", pgm.Decode, pgm.DecodeConfig},
	{"ppm", "P6", pgm.Decode, pgm.DecodeConfig},
}

// head is what the start of a file tells: the size is that of the stored picture, before it is turned upright.
type head struct {
	format
	width, height int
	orientation   orientation
	frame         int64 // JPEG: where the picture itself begins, behind the metadata
}

// readHead reads no further than the picture's size and orientation, and refuses a picture of too many pixels.
func readHead(r io.ReadSeeker) (head, error) {
	buffered := bufio.NewReader(r)
	start, err := buffered.Peek(16)
	if len(start) == 0 {
		if err == io.EOF {
			return head{}, &Error{Why: Empty, Err: err}
		}
		return head{}, failure(err)
	}
	f, ok := sniff(start)
	if !ok {
		return head{}, &Error{Why: NotAPhoto, Err: image.ErrFormat}
	}
	config, err := f.config(buffered)
	if err != nil {
		return head{}, failure(err)
	}
	h := head{format: f, width: config.Width, height: config.Height, orientation: upright}
	if h.width <= 0 || h.height <= 0 {
		return head{}, &Error{Why: Damaged, Err: fmt.Errorf("it says it has %d × %d pixels", h.width, h.height)}
	}
	if int64(h.width)*int64(h.height) > MaxPixels {
		return head{}, &Error{Why: fmt.Sprintf("%s: %d × %d pixels", TooLarge, h.width, h.height)}
	}
	if f.name == "jpeg" {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return head{}, failure(err)
		}
		buffered.Reset(r)
		h.orientation, h.frame = readJPEGHead(buffered)
	}
	return h, nil
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
func (h head) isWhole(r io.ReadSeeker, size int64) (bool, error) {
	switch h.name {
	case "jpeg":
		return contains(r, h.frame, size, []byte{0xff, 0xd9})
	case "png":
		return contains(r, 0, size, []byte("IEND"))
	case "pbm", "pgm", "ppm":
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return false, err
		}
		least, err := pgm.FileSize(r)
		return size >= least, err
	case "webp":
		var riff [8]byte
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return false, err
		}
		_, err := io.ReadFull(r, riff[:])
		return size >= 8+int64(binary.LittleEndian.Uint32(riff[4:])), err
	}
	return true, nil
}

// explain puts a decoder's error in words. Where the end is missing, that is the reason, whatever the decoder stumbled on.
func (h head) explain(r io.ReadSeeker, err error) error {
	size, seekErr := r.Seek(0, io.SeekEnd)
	if seekErr != nil {
		return failure(err)
	}
	if whole, readErr := h.isWhole(r, size); readErr == nil && !whole {
		return &Error{Why: CutOff, Err: err}
	}
	return failure(err)
}

// contains looks for the pattern between the offsets from and to: in the last 4 KiB, where an end marker nearly always is,
// and only when it isn't there in the rest.
func contains(r io.ReadSeeker, from, to int64, pattern []byte) (bool, error) {
	const tail = 4 << 10
	if found, err := search(r, max(from, to-tail), to, pattern); found || err != nil || to-tail <= from {
		return found, err
	}
	return search(r, from, to, pattern)
}

func search(r io.ReadSeeker, from, to int64, pattern []byte) (bool, error) {
	if _, err := r.Seek(from, io.SeekStart); err != nil {
		return false, err
	}
	in := io.LimitReader(r, to-from)
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
