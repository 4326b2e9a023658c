package photo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/photo"
)

// pixels are a decoded picture's bytes.
func pixels(t testing.TB, img image.Image) []byte {
	t.Helper()
	switch img := img.(type) {
	case *image.Gray:
		return img.Pix
	case *image.RGBA:
		return img.Pix
	}
	t.Fatalf("%T", img)
	return nil
}

func decoded(t testing.TB, data []byte) []byte {
	t.Helper()
	img, err := photo.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return pixels(t, img)
}

// markers are the offsets of a JPEG's markers behind the first, up to its scan and the end.
func markers(data []byte) (at []int) {
	for i := 2; i < len(data); {
		at = append(at, i)
		if data[i+1] == 0xda {
			return append(at, bytes.LastIndex(data, []byte("\xff\xd9")))
		}
		i += 2 + int(binary.BigEndian.Uint16(data[i+2:]))
	}
	return at
}

// TestFillBytes puts bytes of 0xff before each marker, and before all of them.
func TestFillBytes(t *testing.T) {
	plain := withEXIF(t, exifBlock(binary.BigEndian, 6))
	want := decoded(t, plain)
	all := bytes.Clone(plain)
	for _, at := range slices.Backward(markers(plain)) {
		for _, count := range []int{1, 2, 700, 9000} {
			one := slices.Insert(bytes.Clone(plain), at, bytes.Repeat([]byte{0xff}, count)...)
			if !bytes.Equal(decoded(t, one), want) {
				t.Errorf("%d bytes before offset %d change the picture", count, at)
			}
			path := write(t, "a.jpg", one)
			if info, err := photo.Stat(path); err != nil || info.Width != 8 || info.Height != 16 || info.Remark != "" {
				t.Errorf("%d bytes before offset %d: %+v, %v", count, at, info, err)
			}
		}
		all = slices.Insert(all, at, 0xff, 0xff, 0xff)
	}
	if !bytes.Equal(decoded(t, all), want) {
		t.Error("bytes before all markers change the picture")
	}
}

// TestJPEGWithoutItsEnd: whatever is missing, the picture is whole or cut off, and never another.
func TestJPEGWithoutItsEnd(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "jpeg", "*.jpg"))
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := decoded(t, data)
		for _, trailer := range []string{"", "trailer", "\xff", "\xff\x01\xff\xe1\x00\x08", "\xff\xe1\xff\xff..."} {
			cut := append(data[:len(data)-2:len(data)-2], trailer...)
			if !bytes.Equal(decoded(t, cut), want) {
				t.Errorf("%s with %q for an end: another picture", path, trailer)
			}
			if info, err := photo.Stat(write(t, "a.jpg", cut)); err != nil || info.Remark != "its end is missing" {
				t.Errorf("%s with %q for an end: %+v, %v", path, trailer, info, err)
			}
		}
		for missing := 3; missing < min(len(data)-2, 400); missing += 1 + missing/16 {
			img, err := photo.Decode(bytes.NewReader(data[:len(data)-missing]))
			if err == nil && !bytes.Equal(pixels(t, img), want) {
				t.Errorf("%s without %d bytes: another picture", path, missing)
			}
			if err != nil && photo.Reason(err) != photo.CutOff {
				t.Errorf("%s without %d bytes: %v", path, missing, err)
			}
		}
	}
}

func TestPNGWithoutItsEnd(t *testing.T) {
	for _, img := range []image.Image{formula(61, 40), blocks(64, 48)} {
		data := coded(t, func(w io.Writer) error { return png.Encode(w, img) })
		want := decoded(t, data)
		for missing := 1; missing < len(data)-40; missing++ {
			cut := data[:len(data)-missing]
			got, err := photo.Decode(bytes.NewReader(cut))
			_, statErr := photo.StatOf(bytes.NewReader(cut), int64(len(cut)))
			switch {
			case err == nil && !bytes.Equal(pixels(t, got), want):
				t.Fatalf("without %d bytes: another picture", missing)
			case err != nil && (photo.Reason(err) != photo.CutOff || missing <= 12+4) || photo.Reason(statErr) != photo.Reason(err):
				t.Fatalf("without %d bytes: %v, Stat %v", missing, err, statErr)
			}
		}
	}
}

// chunkOf is a PNG's chunk; a wrong one has another checksum.
func chunkOf(name string, data []byte, wrong bool) []byte {
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name...)
	out = append(out, data...)
	sum := crc(out[4:])
	if wrong {
		sum ^= 0x10101
	}
	return binary.BigEndian.AppendUint32(out, sum)
}

func TestWrongChecksums(t *testing.T) {
	data := coded(t, func(w io.Writer) error { return png.Encode(w, formula(40, 30)) })
	want := decoded(t, data)
	early, late := 8+25, len(data)-12
	for _, name := range []string{"tEXt", "zTXt", "iTXt", "tIME", "eXIf", "iCCP", "pHYs", "gAMA", "cHRM", "sRGB", "bKGD", "hIST", "sPLT", "tRNS", "vpAg"} {
		for _, at := range []int{early, late} {
			bad := slices.Insert(bytes.Clone(data), at, chunkOf(name, []byte("anything\x00"), true)...)
			if !bytes.Equal(decoded(t, bad), want) {
				t.Errorf("%s at %d: another picture", name, at)
			}
			if info, err := photo.Stat(write(t, "a.png", bad)); err != nil || info.Remark != "a wrong checksum ("+name+")" {
				t.Errorf("%s at %d: %+v, %v", name, at, info, err)
			}
		}
	}
	end := append(bytes.Clone(data[:late]), chunkOf("IEND", nil, true)...)
	if info, err := photo.Stat(write(t, "a.png", end)); err != nil || info.Remark != "a wrong checksum (IEND)" || !bytes.Equal(decoded(t, end), want) {
		t.Errorf("IEND: %+v, %v", info, err)
	}
	end = append(bytes.Clone(data), bytes.Repeat([]byte("behind"), 9000)...)
	if info, err := photo.Stat(write(t, "a.png", end)); err != nil || info.Remark != "" || !bytes.Equal(decoded(t, end), want) {
		t.Errorf("data behind the end: %+v, %v", info, err)
	}
	pixel := bytes.Clone(data)
	pixel[late-2] ^= 1 // of the checksum of the pixels
	if _, err := photo.Decode(bytes.NewReader(pixel)); photo.Reason(err) != photo.Damaged {
		t.Errorf("a wrong checksum of pixels: %v", err)
	}
}

// TestInks: with Adobe's marker and without. The colours are those that Pillow 13.0 gives for both.
func TestInks(t *testing.T) {
	want := [4]color.RGBA{{226, 168, 101, 255}, {46, 190, 164, 255}, {255, 255, 255, 255}, {107, 36, 159, 255}}
	for _, name := range []string{"adobe", "plain"} {
		img, err := photo.Open(filepath.Join("testdata", "inks", name+".jpg"))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range want {
			got := img.At(8+16*(i%2), 4+8*(i/2)).(color.RGBA)
			for k, v := range []int{int(got.R) - int(c.R), int(got.G) - int(c.G), int(got.B) - int(c.B)} {
				if max(v, -v) > 3 {
					t.Errorf("%s, quarter %d, channel %d: %v, want %v", name, i, k, got, c)
				}
			}
		}
	}
}

// TestUnusualTIFF: all are the same four quarters.
func TestUnusualTIFF(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "tiff", "*.tif"))
	if len(files) < 14 {
		t.Errorf("%d files", len(files))
	}
	for _, path := range files {
		img, err := photo.Open(path)
		if err != nil || cornersOf(img) != "ABCD" || img.Bounds() != image.Rect(0, 0, 48, 32) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// bitmap is a BMP of 2 × 2: red and green above blue and white.
func bitmap(header, bits int, coding uint32, masks []uint32, palette, rows []byte) []byte {
	info := make([]byte, max(header, 16))
	le := binary.LittleEndian
	le.PutUint32(info, uint32(header))
	if header == 12 {
		info = info[:12]
		le.PutUint16(info[4:], 2)
		le.PutUint16(info[6:], 2)
		le.PutUint16(info[8:], 1)
		le.PutUint16(info[10:], uint16(bits))
	} else {
		le.PutUint32(info[4:], 2)
		le.PutUint32(info[8:], 2)
		le.PutUint16(info[12:], 1)
		le.PutUint16(info[14:], uint16(bits))
	}
	if header > 16 {
		le.PutUint32(info[16:], coding)
	}
	for i, m := range masks {
		if header > 40 {
			le.PutUint32(info[40+4*i:], m)
		} else {
			info = le.AppendUint32(info, m)
		}
	}
	body := append(append(info, palette...), rows...)
	out := append([]byte("BM"), 0, 0, 0, 0, 'r', 'e', 's', 'v')
	return append(le.AppendUint32(out, uint32(14+len(info)+len(palette))), body...)
}

func TestUnusualBMP(t *testing.T) {
	short := func(values ...uint16) (out []byte) {
		for _, v := range values {
			out = binary.LittleEndian.AppendUint16(out, v)
		}
		return out
	}
	colours := []byte("\x00\x00\xff\x00\x00\xff\x00\x00\xff\x00\x00\x00\xff\xff\xff\x00") // red, green, blue, white
	triples := []byte("\x00\x00\xff\x00\xff\x00\xff\x00\x00\xff\xff\xff")
	rgb24 := []byte("\xff\x00\x00\xff\xff\xff\x00\x00\x00\x00\xff\x00\xff\x00\x00\x00")
	rgb32 := []byte("\xff\x00\x00\x00\xff\xff\xff\x00\x00\x00\xff\x00\x00\xff\x00\x00")
	eight := []uint32{0xff0000, 0xff00, 0xff}
	for name, data := range map[string][]byte{
		"reserved bytes":    bitmap(40, 24, 0, nil, nil, rgb24),
		"OS/2 1":            bitmap(12, 24, 0, nil, nil, rgb24),
		"OS/2 1, palette":   bitmap(12, 8, 0, nil, append(triples, make([]byte, 3*252)...), []byte("\x02\x03\x00\x00\x00\x01\x00\x00")),
		"OS/2 2":            bitmap(64, 24, 0, nil, nil, rgb24),
		"OS/2 2, short":     bitmap(16, 24, 0, nil, nil, rgb24),
		"555":               bitmap(40, 16, 0, nil, nil, short(0x1f, 0x7fff, 0x7c00, 0x3e0)),
		"565":               bitmap(40, 16, 3, []uint32{0xf800, 0x7e0, 0x1f}, nil, short(0x1f, 0xffff, 0xf800, 0x7e0)),
		"32, bit fields":    bitmap(40, 32, 3, eight, nil, rgb32),
		"32, version 3":     bitmap(56, 32, 3, append(eight, 0), nil, rgb32),
		"32, no alpha":      bitmap(108, 32, 0, nil, nil, rgb32),
		"32, version 5":     bitmap(124, 32, 3, append(eight, 0), nil, rgb32),
		"runs of 8 bits":    bitmap(40, 8, 1, nil, append(colours, make([]byte, 4*252)...), []byte("\x01\x02\x01\x03\x00\x00\x01\x00\x01\x01\x00\x01")),
		"runs of 4 bits":    bitmap(40, 4, 2, nil, append(colours, make([]byte, 4*12)...), []byte("\x02\x23\x00\x00\x02\x01\x00\x01")),
		"4 bits":            bitmap(40, 4, 0, nil, append(colours, make([]byte, 4*12)...), []byte("\x23\x00\x00\x00\x01\x00\x00\x00")),
		"8 bits, one's own": bitmap(40, 8, 0, nil, append(colours, make([]byte, 4*252)...), []byte("\x02\x03\x00\x00\x00\x01\x00\x00")),
	} {
		img, err := photo.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v: %v", name, err, photo.Reason(err))
			continue
		}
		for i, want := range []color.Color{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, blue, white} {
			if got := img.At(i%2, i/2); got != want {
				t.Errorf("%s: pixel %d is %v", name, i, got)
			}
		}
		if _, err := photo.Decode(bytes.NewReader(data[:len(data)-3])); photo.Reason(err) != photo.CutOff {
			t.Errorf("%s, cut off: %v", name, err)
		}
	}
	for _, coding := range []uint32{4, 5} {
		_, err := photo.Decode(bytes.NewReader(bitmap(40, 24, coding, nil, nil, rgb24)))
		if photo.Reason(err) != photo.Unsupported+": JPEG or PNG in BMP" {
			t.Errorf("coding %d: %v", coding, err)
		}
	}
}

// TestHalfOfAJPEG: a picture above MaxPixels comes at half its size, and Stat says so.
func TestHalfOfAJPEG(t *testing.T) {
	if testing.Short() {
		t.Skip("121 megapixels")
	}
	data := coded(t, func(w io.Writer) error { return jpeg.Encode(w, image.NewGray(image.Rect(0, 0, 11001, 11000)), nil) })
	img, err := photo.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds() != image.Rect(0, 0, 5501, 5500) {
		t.Fatal(err)
	}
	info, err := photo.StatOf(bytes.NewReader(data), int64(len(data)))
	if err != nil || info.Width != 5501 || info.Height != 5500 || info.Remark != "read at half its size of 11001 × 11000 pixels" {
		t.Errorf("%+v, %v", info, err)
	}
}

// TestHalfRGB: without making the whole picture first it is the same.
func TestHalfRGB(t *testing.T) {
	for _, ratio := range ratios {
		for _, size := range []image.Point{{1, 1}, {2, 3}, {33, 17}, {64, 300}} {
			img := noise(ratio, size.X, size.Y)
			want, got := photo.Half(photo.RGBOf(img)).(*image.RGBA), photo.HalfRGB(img)
			if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
				t.Error(fmt.Sprint(ratio, size))
			}
		}
	}
}
