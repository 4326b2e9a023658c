package sample_test

import (
	"context"
	"errors"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/pgm"
	"siamface/model/photo"
	"siamface/model/sample"
)

var update = flag.Bool("update", false, "renew the golden pictures in testdata")

// sheet is a contact sheet of people by pictures.
func sheet(people, pictures int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, pictures*sample.Width, people*sample.Height))
	for who := range people {
		for picture := range pictures {
			place := image.Rect(0, 0, sample.Width, sample.Height).Add(image.Pt(picture*sample.Width, who*sample.Height))
			draw.Draw(out, place, sample.Draw(who, picture, 1), image.Point{}, draw.Src)
		}
	}
	return out
}

// The drawings stay what they are. One level of difference is allowed: some processors round the sums of products otherwise.
func TestContactSheet(t *testing.T) {
	const golden = "testdata/sheet.png"
	got := sheet(6, 4)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := photo.SavePNG(golden, got); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	want, ok := img.(*image.Gray)
	if !ok || want.Rect != got.Rect {
		t.Fatalf("the golden picture is %T %v, want grey %v", img, img.Bounds(), got.Rect)
	}
	for i := range want.Pix {
		if max(want.Pix[i], got.Pix[i])-min(want.Pix[i], got.Pix[i]) > 1 {
			t.Fatalf("pixel %d, %d is %d, was %d", i%got.Stride, i/got.Stride, got.Pix[i], want.Pix[i])
		}
	}
}

func TestEveryDrawingIsAnother(t *testing.T) {
	seen := map[string][3]int{}
	for _, key := range [][3]int{{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {0, 0, 2}, {-1, 0, 1}, {1 << 20, 7, 1}} {
		first, again := sample.Draw(key[0], key[1], uint64(key[2])), sample.Draw(key[0], key[1], uint64(key[2]))
		if !slices.Equal(first.Pix, again.Pix) {
			t.Errorf("%v drawn twice isn't the same", key)
		}
		if other, ok := seen[string(first.Pix)]; ok {
			t.Errorf("%v and %v are the same drawing", key, other)
		}
		seen[string(first.Pix)] = key
	}
}

// The same person is closer than another in raw pixels more often than not, but not so often that nothing is left to learn.
func TestRawPixelsAreNoPerfectScore(t *testing.T) {
	const people, pictures = 8, 5
	var drawings [people * pictures][]uint8
	for i := range drawings {
		drawings[i] = photo.Resize(sample.Draw(i/pictures, i%pictures, 3), 23, 28).Pix
	}
	var genuine, impostor []int
	for i := range drawings {
		for j := range i {
			if d := squaredDistance(drawings[i], drawings[j]); i/pictures == j/pictures {
				genuine = append(genuine, d)
			} else {
				impostor = append(impostor, d)
			}
		}
	}
	closer := 0
	for _, g := range genuine {
		for _, m := range impostor {
			if g < m {
				closer++
			}
		}
	}
	auc := float64(closer) / float64(len(genuine)*len(impostor))
	t.Logf("AUC of raw pixels: %.3f", auc)
	if auc < 0.6 || auc > 0.97 {
		t.Errorf("raw pixels reach an AUC of %.3f", auc)
	}
}

func squaredDistance(a, b []uint8) int {
	sum := 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		sum += d * d
	}
	return sum
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "faces")
	var calls []int
	err := sample.Write(t.Context(), dir, 3, 2, 1, func(done, total int) { calls = append(calls, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 6, 2, 6, 3, 6, 4, 6, 5, 6, 6, 6}; !slices.Equal(calls, want) {
		t.Errorf("progress %v, want %v", calls, want)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(files) != 6 {
		t.Fatalf("wrote %v", files)
	}
	f, err := os.Open(filepath.Join(dir, "d03", "2.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := pgm.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := img.(*image.Gray); !ok || !slices.Equal(got.Pix, sample.Draw(2, 1, 1).Pix) {
		t.Error("the file holds another picture")
	}
}

func TestWriteStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	err := sample.Write(ctx, dir, 2, 10, 1, func(done, _ int) {
		if done == 3 {
			cancel()
		}
	})
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if !errors.Is(err, context.Canceled) || len(files) != 3 {
		t.Errorf("got %v with %d files", err, len(files))
	}
	if err := sample.Write(t.Context(), dir, 0, 1, 1, nil); err == nil {
		t.Error("drew nobody without a word")
	}
}
