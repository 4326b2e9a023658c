package pgm_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strings"

	"siamface/model/pgm"
)

func ExampleDecode() {
	img, err := pgm.Decode(strings.NewReader("P2 # by hand\n3 1\n9\n0 3 9\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for x := range 3 {
		fmt.Print(color.GrayModel.Convert(img.At(x, 0)).(color.Gray).Y, " ")
	}
	// Output: 0 85 255
}

func ExampleEncode() {
	img := image.NewGray(image.Rect(0, 0, 2, 1))
	img.Pix[0], img.Pix[1] = 'a', 'b'
	var file bytes.Buffer
	err := pgm.Encode(&file, img)
	fmt.Printf("%q %v\n", file.String(), err)
	// Output: "P5\n2 1\n255\nab" <nil>
}
