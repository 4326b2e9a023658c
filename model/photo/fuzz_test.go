package photo_test

import (
	"bytes"
	"hash/crc32"
	"image"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/photo"
)

func crc(data []byte) uint32 { return crc32.ChecksumIEEE(data) }

// FuzzDecode: no input makes it panic, an error has a reason, and a picture has the promised shape.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(webp))
	for _, data := range turned(f, 6) {
		f.Add(data)
	}
	files, _ := filepath.Glob(filepath.Join("testdata", "jpeg", "*.jpg")) // of every layout of chroma
	for _, more := range []string{"tiff/*.tif", "inks/*.jpg", "heif/o6.*", "heif/10bit.heic"} {
		found, _ := filepath.Glob(filepath.Join("testdata", filepath.FromSlash(more)))
		files = append(files, found...)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if claimsTooMuch(data) {
			return // within the limits, but the fuzzing runs in little memory
		}
		img, err := photo.Decode(bytes.NewReader(data))
		if err != nil {
			if photo.Reason(err) == "" || photo.Reason(err) == err.Error() {
				t.Fatalf("no reason in %v", err)
			}
			return
		}
		bounds := img.Bounds()
		if bounds.Min != (image.Point{}) || bounds.Empty() {
			t.Fatalf("bounds %v", bounds)
		}
		switch img := img.(type) {
		case *image.Gray:
			if len(img.Pix) != bounds.Dx()*bounds.Dy() {
				t.Fatalf("%d bytes for %v", len(img.Pix), bounds)
			}
		case *image.RGBA:
			if !img.Opaque() {
				t.Fatal("not opaque")
			}
		default:
			t.Fatalf("got %T", img)
		}
	})
}

func claimsTooMuch(data []byte) bool {
	info, err := photo.StatOf(bytes.NewReader(data), int64(len(data)))
	return err == nil && info.Width*info.Height > 1<<20
}
