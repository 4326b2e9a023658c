package photo_test

import (
	"image"
	"path/filepath"
	"testing"

	"siamface/model/photo"
	"siamface/model/realdata"
)

// Real photos: Stat agrees with Open in all of them.
func TestRealPhotos(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "photos"), "people", "*", "*.*"))
	orl, _ := filepath.Glob(filepath.Join(realdata.Path(t, "orl"), "Testing", "*", "*.pgm"))
	if files = append(files, orl...); len(files) == 0 {
		t.Fatal("no photos")
	}
	for _, path := range files {
		info, err := photo.Stat(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Width*info.Height > 4<<20 {
			continue // to be quick
		}
		img, err := photo.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if img.Bounds() != image.Rect(0, 0, info.Width, info.Height) {
			t.Errorf("%s: Stat %+v, picture %v", path, info, img.Bounds())
		}
	}
}
