package photo_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"siamface/model/photo"
)

// counted is a file that counts how it is read.
type counted struct {
	*bytes.Reader
	reads, bytes int
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.Reader.ReadAt(p, at)
	c.reads, c.bytes = c.reads+1, c.bytes+n
	return n, err
}

// TestStatReadsLittle is what keeps a folder of thousands of photos quick to open: one read of a block for the header, and one of
// another for the end where the format has an end marker, whatever the photo's size.
func TestStatReadsLittle(t *testing.T) {
	const block = 4 << 10
	large := formula(300, 200)
	jpg := coded(t, func(w io.Writer) error { return jpeg.Encode(w, large, &jpeg.Options{Quality: 100}) })
	noise := make([]byte, 60_000) // a preview within the metadata, such as cameras store
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	segment := func(marker byte, payload []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
	}
	exif := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"), noise...)
	with := func(segments ...[]byte) []byte {
		return append(append(jpg[:2:2], bytes.Join(segments, nil)...), jpg[2:]...)
	}
	for name, c := range map[string]struct {
		data         []byte
		reads, bytes int
		upright      bool // as it is stored
	}{
		"small PGM":  {[]byte("P5 30 30 255\n" + strings.Repeat("x", 900)), 1, 913, true},
		"large PGM":  {[]byte("P5 300 200 255\n" + strings.Repeat("x", 60_000)), 1, block, true},
		"small PNG":  {coded(t, func(w io.Writer) error { return png.Encode(w, formula(20, 20)) }), 1, block, true},
		"large PNG":  {coded(t, func(w io.Writer) error { return png.Encode(w, large) }), 2, 2 * block, true},
		"small JPEG": {coded(t, func(w io.Writer) error { return jpeg.Encode(w, formula(20, 20), nil) }), 1, block, true},
		"large JPEG": {jpg, 2, 2 * block, true},
		// the block, the EXIF, the head of the segment after it, the frame, the end
		"EXIF":            {with(segment(0xe1, exif)), 6, 3*block + len(exif) + 200, false},
		"other metadata":  {with(segment(0xe2, noise), segment(0xed, noise), segment(0xe1, noise)), 7, 3*block + 200, true},
		"behind comments": {with(segment(0xfe, noise), segment(0xe1, exif)), 8, 3*block + len(exif) + 200, false},
	} {
		file := &counted{Reader: bytes.NewReader(c.data)}
		info, err := photo.StatOf(file, int64(len(c.data)))
		if err != nil || info.Bytes != int64(len(c.data)) || (info.Width >= info.Height) != c.upright {
			t.Errorf("%s: %+v, %v", name, info, err)
			continue
		}
		if file.reads > c.reads || file.bytes > c.bytes {
			t.Errorf("%s: %d reads of %d bytes, want at most %d of %d", name, file.reads, file.bytes, c.reads, c.bytes)
		}
		whole, err := photo.Decode(bytes.NewReader(c.data))
		if err != nil || whole.Bounds().Dx() != info.Width || whole.Bounds().Dy() != info.Height {
			t.Errorf("%s: decoded otherwise than %+v: %v", name, info, err)
		}
		path := write(t, "a", c.data)
		if again, err := photo.Stat(path); err != nil || again != info {
			t.Errorf("%s: Stat gives %+v, %v, want %+v", name, again, err, info)
		}
	}
}

// A disk that fails is no photo that is cut off.
func TestStatOfABrokenDisk(t *testing.T) {
	_, err := photo.StatOf(brokenDisk{}, 100)
	if photo.Reason(err) != photo.Unreadable {
		t.Errorf("%v: %q", err, photo.Reason(err))
	}
}

type brokenDisk struct{}

func (brokenDisk) ReadAt([]byte, int64) (int, error) {
	return 0, &os.PathError{Op: "read", Path: "a", Err: os.ErrDeadlineExceeded}
}
