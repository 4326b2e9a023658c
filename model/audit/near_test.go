package audit_test

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"math"
	"slices"
	"strings"
	"testing"

	"siamface/model/audit"
	"siamface/model/photo"
	"siamface/model/sample"
)

// levels changes every level of a picture.
func levels(img *image.Gray, change func(float64) float64) *image.Gray {
	out := image.NewGray(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = uint8(math.Round(min(255, max(0, change(float64(v))))))
	}
	return out
}

func mirror(img *image.Gray) *image.Gray {
	out := image.NewGray(img.Rect)
	w := img.Rect.Dx()
	for i := range img.Pix {
		out.Pix[i] = img.Pix[i-i%w+w-1-i%w]
	}
	return out
}

func asJPEG(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCopiesInOtherClothesAreFound plants copies of one of ann's photos (who trains) among dan's (who tests).
func TestCopiesInOtherClothesAreFound(t *testing.T) {
	original := sample.Draw(0, 1, 1) // ann's second
	for name, plant := range map[string]func(f folder, to string){
		"PNG of another size":  func(f folder, to string) { f.picture(to, photo.Resize(original, 61, 75)) },
		"larger":               func(f folder, to string) { f.picture(to, photo.Resize(original, 300, 365)) },
		"stretched":            func(f folder, to string) { f.picture(to, photo.Resize(original, 112, 112)) },
		"JPEG of quality 75":   func(f folder, to string) { f.write(to, asJPEG(t, original, 75)) },
		"JPEG of quality 30":   func(f folder, to string) { f.write(to, asJPEG(t, original, 30)) },
		"small JPEG":           func(f folder, to string) { f.write(to, asJPEG(t, photo.Resize(original, 46, 56), 60)) },
		"brighter":             func(f folder, to string) { f.picture(to, levels(original, func(v float64) float64 { return 1.2 * v })) },
		"lighter":              func(f folder, to string) { f.picture(to, levels(original, func(v float64) float64 { return v + 40 })) },
		"darker":               func(f folder, to string) { f.picture(to, levels(original, func(v float64) float64 { return v - 40 })) },
		"of half the contrast": func(f folder, to string) { f.picture(to, levels(original, func(v float64) float64 { return v / 2 })) },
		"of another gamma": func(f folder, to string) {
			f.picture(to, levels(original, func(v float64) float64 { return 255 * math.Pow(v/255, 0.8) }))
		},
		"mirrored": func(f folder, to string) { f.picture(to, mirror(original)) },
		"mirrored, darker, JPEG": func(f folder, to string) {
			f.write(to, asJPEG(t, levels(mirror(original), func(v float64) float64 { return v * 0.8 }), 70))
		},
		"GIF": func(f folder, to string) {
			var b bytes.Buffer
			if err := gif.Encode(&b, original, nil); err != nil {
				t.Fatal(err)
			}
			f.write(to, b.Bytes())
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := drawn(t)
			plant(folder{t, f.root}, "test/dan/4.png")
			got := only(t, f.audit())
			if got.Kind != audit.NearDuplicate || !slices.Equal(got.Files, []string{"train/ann/2.png", "test/dan/4.png"}) || !slices.Equal(got.People, []string{"ann", "dan"}) {
				t.Errorf("found %+v", got)
			}
			what := "Nearly the same picture twice, under"
			if strings.Contains(name, "mirrored") {
				what = "Nearly the same picture, once mirrored, twice, under"
			}
			if !got.Leak || !strings.HasPrefix(got.Detail, what) || !strings.HasSuffix(got.Detail, "; a leak between train and test.") {
				t.Errorf("it says %q", got.Detail)
			}
		})
	}
}

// A file, its copy, and a smaller picture of it: two findings, and the copy is in both.
func TestACopyOfACopy(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/2.png", "train/ben/4.png")
	f.picture("train/cem/4.png", photo.Resize(sample.Draw(0, 1, 1), 80, 97))
	f.write("train/cem/5.jpg", asJPEG(t, sample.Draw(0, 1, 1), 60))
	a := f.audit()
	if len(a.Findings) != 2 || a.Findings[0].Kind != audit.Duplicate || len(a.Findings[0].Files) != 2 {
		t.Fatalf("found %+v", a.Findings)
	}
	if want := []string{"train/ann/2.png", "train/ben/4.png", "train/cem/4.png", "train/cem/5.jpg"}; !slices.Equal(a.Findings[1].Files, want) {
		t.Errorf("near-duplicates %v, want %v", a.Findings[1].Files, want)
	}
	if !slices.Equal(a.Copies(), []string{"train/ben/4.png"}) {
		t.Errorf("copies %v", a.Copies())
	}
}

// Of blank pictures nothing can be said: two white pages aren't one photo.
func TestBlankPicturesAreNoCopies(t *testing.T) {
	f := drawn(t)
	for i, name := range []string{"train/ann/white.png", "train/ben/white.png", "test/dan/grey.png"} {
		blank := image.NewGray(image.Rect(0, 0, 90+i, 90))
		for k := range blank.Pix {
			blank.Pix[k] = uint8(255 - 40*i)
		}
		f.picture(name, blank)
	}
	if found := f.audit().Findings; len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}
