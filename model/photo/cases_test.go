package photo_test

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// readable are the cases that are read, by folder, with the remark of each; those of unreadable aren't, with the reason.
var (
	unreadable = map[string]string{
		"tiff-jpeg.tif":          photo.Unsupported + ": JPEG in TIFF",
		"jpeg-arithmetic.jpg":    photo.Unsupported + ": JPEG of arithmetic coding",
		"jpeg-chroma-bigger.jpg": photo.Unsupported + ": JPEG of unusual chroma sampling",
		"jpeg-mixed.jpg":         photo.Unsupported + ": JPEG of unusual chroma sampling",
		"jpeg-mixed2.jpg":        photo.Unsupported + ": JPEG of unusual chroma sampling",
		"jpeg-odd3.jpg":          photo.Unsupported + ": JPEG of unusual chroma sampling",
		"jpeg-prog-mixed.jpg":    photo.Unsupported + ": JPEG of unusual chroma sampling",
	}
	noEnd   = []string{"png-noiend.png", "jpeg-no-eoi.jpg", "jpeg-no-eoi-trailer.jpg"}
	badSums = []string{"p-badafter.png", "p-badexif.png", "p-badiendcrc.png", "p-badtext.png", "p-badtime.png", "png-badiccpcrc.png"}
)

// TestCases reads the files that failed or were awkward once.
func TestCases(t *testing.T) {
	folder := realdata.Path(t, "cases")
	for _, kind := range []string{"01-*", "02-*", "04-*", "07-*", "10-*", "11-*", "12-*"} {
		files, _ := filepath.Glob(filepath.Join(folder, kind, "*.*"))
		if len(files) == 0 {
			t.Errorf("no files in %s", kind)
		}
		for _, path := range files {
			if filepath.Ext(path) != ".sh" {
				checkCase(t, path)
			}
		}
	}
}

func checkCase(t *testing.T, path string) {
	name := filepath.Base(path)
	info, statErr := photo.Stat(path)
	img, err := photo.Open(path)
	if got := photo.Reason(err); got != unreadable[name] || photo.Reason(statErr) != got {
		t.Errorf("%s: %q, by Stat %q, want %q", name, got, photo.Reason(statErr), unreadable[name])
		return
	}
	if err != nil {
		return
	}
	if img.Bounds() != image.Rect(0, 0, info.Width, info.Height) {
		t.Errorf("%s: %v, by Stat %+v", name, img.Bounds(), info)
	}
	remark := ""
	for _, n := range noEnd {
		if n == name {
			remark = "its end is missing"
		}
	}
	for _, n := range badSums {
		if n == name {
			remark = "a wrong checksum"
		}
	}
	if !strings.HasPrefix(info.Remark, remark) || remark == "" && info.Remark != "" {
		t.Errorf("%s: remark %q, want %q", name, info.Remark, remark)
	}
}

// TestCasesAreTheSamePicture compares the files that show the same: upright, in whatever way they are stored or told.
func TestCasesAreTheSamePicture(t *testing.T) {
	folder := realdata.Path(t, "cases")
	for reference, others := range map[string][]string{
		"01-*/plain.jpg": {"01-*/*.jpg", "02-*/j6-*.jpg", "02-*/*.webp", "02-*/*.png", "02-*/jpeg-*", "04-*/*.heic", "04-*/*.avif", "07-*/*.png", "11-*/*.bmp", "11-*/jpeg-no*", "12-*/*"},
	} {
		want := openCase(t, filepath.Join(folder, reference))
		for _, other := range others {
			files, _ := filepath.Glob(filepath.Join(folder, other))
			for _, path := range files {
				got := openCase(t, path)
				if got.Bounds() != want.Bounds() {
					t.Errorf("%s: %v, want %v", path, got.Bounds(), want.Bounds())
				} else if d := meanDifference(got, want); d > 4 {
					t.Errorf("%s: %.1f apart", path, d)
				}
			}
		}
	}
}

func openCase(t *testing.T, pattern string) image.Image {
	t.Helper()
	files, _ := filepath.Glob(pattern)
	if len(files) == 0 {
		t.Fatalf("no %s", pattern)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := photo.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", files[0], err)
	}
	return img
}

// meanDifference is that of all values of red, green and blue.
func meanDifference(a, b image.Image) float64 {
	size, sum := a.Bounds().Size(), 0.0
	for y := range size.Y {
		for x := range size.X {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range []float64{float64(r1) - float64(r2), float64(g1) - float64(g2), float64(b1) - float64(b2)} {
				sum += max(d, -d) / 257
			}
		}
	}
	return sum / float64(3*size.X*size.Y)
}
