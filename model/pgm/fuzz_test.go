package pgm_test

import (
	"bytes"
	"image"
	"slices"
	"testing"

	"siamface/model/pgm"
)

// FuzzDecode: no input makes it panic, a decoded picture has the size that the header says and no more pixels than the
// bytes can fill, and FileSize never asks for more than a file that decodes.
func FuzzDecode(f *testing.F) {
	for _, c := range valid {
		f.Add([]byte(c.file))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := pgm.Decode(bytes.NewReader(data))
		config, configErr := pgm.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return
		}
		size := img.Bounds().Size()
		if configErr != nil || config.Width != size.X || config.Height != size.Y {
			t.Fatalf("config %v, %v; picture %v", config, configErr, size)
		}
		if size.X*size.Y > 8*len(data) {
			t.Fatalf("%d bytes became %v pixels", len(data), size)
		}
		if least, err := pgm.FileSize(bytes.NewReader(data)); err != nil || least > int64(len(data)) {
			t.Fatalf("FileSize %d, %v for %d bytes that decode", least, err, len(data))
		}
		if grey, ok := img.(*image.Gray); ok {
			checkRoundTrip(t, grey)
		}
	})
}

// FuzzRoundTrip: what was encoded comes back.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(1), []byte{0})
	f.Add(uint8(3), []byte("abcdefghi"))
	f.Add(uint8(2), []byte("#\n \xff"))
	f.Fuzz(func(t *testing.T, width uint8, pix []byte) {
		w := max(1, int(width))
		h := len(pix) / w
		if h == 0 {
			return
		}
		checkRoundTrip(t, &image.Gray{Pix: pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)})
	})
}

func checkRoundTrip(t *testing.T, grey *image.Gray) {
	t.Helper()
	var out bytes.Buffer
	if err := pgm.Encode(&out, grey); err != nil {
		t.Fatal(err)
	}
	back, err := pgm.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := back.(*image.Gray)
	if !ok || got.Rect != grey.Rect || !slices.Equal(got.Pix, grey.Pix) {
		t.Fatalf("%v came back as %v", grey, back)
	}
}
