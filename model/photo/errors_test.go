package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"siamface/model/photo"
)

func TestReasons(t *testing.T) {
	jpg := coded(t, func(w io.Writer) error { return jpeg.Encode(w, formula(64, 64), nil) })
	portable := coded(t, func(w io.Writer) error { return png.Encode(w, formula(64, 64)) })
	broken := bytes.Clone(portable)
	broken[len(broken)/2] ^= 0xff
	arithmetic := bytes.Replace(jpg, []byte("\xff\xc0"), []byte("\xff\xc9"), 1)
	for _, c := range []struct {
		name, data, want string
	}{
		{"empty", "", photo.Empty},
		{"text", "Dear diary", photo.NotAPhoto},
		{"text like Netpbm", "P5x", photo.NotAPhoto},
		{"cut TIFF", "II*\x00\x08\x00\x00\x00", photo.CutOff},
		{"huge PGM", "P5 40000 40000 255\n", "too large: 40000 × 40000 pixels"},
		{"narrow PGM", "P5 3000 2 255\n" + strings.Repeat("\x00", 6000), "too narrow: 3000 × 2 pixels"},
		{"huge PNG", string(bigPNG(portable)), "too large: 1048640 × 1048640 pixels"},
		{"cut PGM", "P5 92 112 255\nabc", photo.CutOff},
		{"cut header", "P5 92 ", photo.CutOff},
		{"damaged PGM", "P5 92 x 255\nabc", photo.Damaged},
		{"cut JPEG", string(jpg[:len(jpg)*2/3]), photo.CutOff},
		{"cut PNG", string(portable[:len(portable)*2/3]), photo.CutOff},
		{"cut WebP", webp[:len(webp)-20], photo.CutOff},
		{"damaged PNG", string(broken), photo.Damaged},
		{"JPEG of arithmetic coding", string(arithmetic), photo.Unsupported + ": JPEG of arithmetic coding"},
	} {
		path := write(t, "a.jpg", []byte(c.data))
		_, err := photo.Open(path)
		checkReason(t, c.name, path, err, c.want)
		if _, err := photo.Stat(path); c.name != "damaged PNG" {
			checkReason(t, "Stat of "+c.name, path, err, c.want)
		}
	}
}

// bigPNG claims a megapixel a side in a header whose checksum is left out of account: sizes are checked first.
func bigPNG(data []byte) []byte {
	big := bytes.Clone(data)
	big[17], big[21] = 16, 16
	binary.BigEndian.PutUint32(big[29:], crc(big[12:29]))
	return big
}

func checkReason(t *testing.T, name, path string, err error, want string) {
	t.Helper()
	if photo.Reason(err) != want {
		t.Errorf("%s: reason %q, want %q", name, photo.Reason(err), want)
		return
	}
	if _, ok := errors.AsType[*photo.Error](err); !ok || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %T %q names no file or reason", name, err, err)
	}
}

func TestGIFAndBMPCutOff(t *testing.T) {
	palette := image.NewPaletted(image.Rect(0, 0, 64, 64), image.NewPaletted(image.Rect(0, 0, 1, 1), nil).Palette)
	palette.Palette = append(palette.Palette, white, blue)
	for name, data := range map[string][]byte{
		"gif": coded(t, func(w io.Writer) error { return gif.Encode(w, palette, nil) }),
		"bmp": coded(t, func(w io.Writer) error { return bmp.Encode(w, formula(64, 64)) }),
	} {
		_, err := photo.Decode(bytes.NewReader(data[:len(data)-20]))
		if photo.Reason(err) != photo.CutOff {
			t.Errorf("%s: %q, cause %v", name, photo.Reason(err), errors.Unwrap(err))
		}
	}
}

func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	_, err := photo.Open(filepath.Join(dir, "none.jpg"))
	checkReason(t, "missing", "none.jpg", err, photo.Missing)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v hides its cause", err)
	}
	_, err = photo.Stat(dir)
	checkReason(t, "folder", dir, err, photo.Folder)
	_, err = photo.Open(os.DevNull)
	checkReason(t, "device", os.DevNull, err, photo.NotRegular)

	large := filepath.Join(dir, "large.jpg")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, photo.MaxBytes+1<<20); err != nil {
		t.Skip("no sparse files here:", err)
	}
	_, err = photo.Open(large)
	checkReason(t, "large", large, err, "too large: 257 MB")
}

func TestReasonOfOtherErrors(t *testing.T) {
	if got := photo.Reason(nil); got != "" {
		t.Errorf("nil: %q", got)
	}
	if got := photo.Reason(errors.New("out of paper")); got != "out of paper" {
		t.Errorf("got %q", got)
	}
}

// A JPEG with other data behind it, such as the video of a motion photo, is whole.
func TestDataBehindThePicture(t *testing.T) {
	jpg := coded(t, func(w io.Writer) error { return jpeg.Encode(w, formula(64, 64), nil) })
	path := write(t, "motion.jpg", append(jpg, make([]byte, 1<<20)...))
	if _, err := photo.Stat(path); err != nil {
		t.Errorf("Stat: %v", err)
	}
	if _, err := photo.Open(path); err != nil {
		t.Errorf("Open: %v", err)
	}
}

// Stat of a large photo neither reads nor holds it.
func TestStatIsCheap(t *testing.T) {
	path := write(t, "large.pgm", []byte("P5 9000 9000 255\n"))
	if err := os.Truncate(path, 17+9000*9000); err != nil {
		t.Skip("no sparse files here:", err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	info, err := photo.Stat(path)
	runtime.ReadMemStats(&after)
	if err != nil || info.Width != 9000 {
		t.Fatalf("%+v, %v", info, err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<16 {
		t.Errorf("%d bytes allocated", got)
	}
}
