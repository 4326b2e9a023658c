package photo_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"siamface/model/photo"
)

// Real photos: Stat agrees with Open in all of them.
func TestRealPhotos(t *testing.T) {
	dir := os.Getenv("SIAMFACE_TESTDATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "photos", "people", "*", "*.*"))
	orl, _ := filepath.Glob(filepath.Join(dir, "orl", "Testing", "*", "*.pgm"))
	if files = append(files, orl...); len(files) == 0 {
		t.Skip("the photos aren't there: set SIAMFACE_TESTDATA to the folder that holds photos/ and orl/")
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
