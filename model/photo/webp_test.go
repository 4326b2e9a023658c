package photo_test

import (
	"path/filepath"
	"testing"

	"siamface/model/photo"
)

// TestLossyWebP: four flat squares each, encoded and decoded by libwebp (through Pillow 13.0); black must be black.
func TestLossyWebP(t *testing.T) {
	for name, want := range map[string][4][3]int{
		"lossy-opaque.webp": {{0, 0, 0}, {255, 255, 255}, {200, 40, 57}, {30, 121, 220}},
		"lossy-clear.webp":  {{0, 0, 0}, {255, 255, 255}, {200, 40, 57}, {255, 255, 255}}, // the last is transparent, on white
	} {
		img, err := photo.Open(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for i, rgb := range want {
			r, g, b, _ := img.At(16*i+8, 8).RGBA()
			for c, v := range [3]uint32{r, g, b} {
				if d := int(v>>8) - rgb[c]; d < -3 || d > 3 {
					t.Errorf("%s, square %d: %v, want %v", name, i+1, [3]uint32{r >> 8, g >> 8, b >> 8}, rgb)
					break
				}
			}
		}
	}
}
