package photo_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"

	"siamface/model/photo"
)

// A photo's header tells its size without decoding it.
func ExampleStat() {
	dir, err := os.MkdirTemp("", "photos")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "grey.png")
	if err := photo.SavePNG(path, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		fmt.Println(err)
		return
	}
	info, err := photo.Stat(path)
	fmt.Println(info.Format, info.Width, info.Height, err)
	// Output: png 40 30 <nil>
}

// Why a file can't be read is told in a word that the window can translate.
func ExampleReason() {
	_, err := photo.Open("nowhere.jpg")
	fmt.Println(photo.Reason(err) == photo.Missing)
	// Output: true
}

func ExampleResize() {
	img := image.NewGray(image.Rect(0, 0, 2, 2))
	copy(img.Pix, []uint8{0, 100, 100, 200})
	fmt.Println(photo.Resize(img, 1, 1).Pix)
	// Output: [100 100 100 255]
}
