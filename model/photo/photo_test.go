package photo_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"

	"siamface/model/pgm"
	"siamface/model/photo"
)

// webp is a lossless picture of 3 × 2: red, green, blue; clear, half clear black, nearly black.
const webp = "RIFFF\x00\x00\x00WEBPVP8L9\x00\x00\x00/\x02@\x00\x10/@&m\x93\x9e\xf3/x6\xc8\xa4m\xd2s\xfe\x05\x8fL\xda&=\xe7_\xf0\x08$ml>\x9e\xfc\x01\xfc\x97\x8el[P\xc86\x02\x1c\xba\x97\xe4D.\xa2\xff1\xbe\x00"

var (
	white = color.RGBA{255, 255, 255, 255}
	blue  = color.RGBA{0, 0, 255, 255}
)

// coded is the file that an encoder makes.
func coded(t testing.TB, encode func(io.Writer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// blocks is a grey picture of four quarters, of 20, 80, 150 and 230.
func blocks(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetGray(x, y, color.Gray{[]uint8{20, 80, 150, 230}[2*(2*y/height)+2*x/width]})
		}
	}
	return img
}

// Every format is told by its content, whatever the name says, and Stat agrees with Open.
func TestFormats(t *testing.T) {
	grey, colour := blocks(16, 8), formula(16, 8)
	palette := image.NewPaletted(colour.Rect, color.Palette{white, blue})
	for _, c := range []struct {
		format string
		grey   bool
		data   []byte
	}{
		{"jpeg", true, coded(t, func(w io.Writer) error { return jpeg.Encode(w, grey, nil) })},
		{"jpeg", false, coded(t, func(w io.Writer) error { return jpeg.Encode(w, colour, nil) })},
		{"png", true, coded(t, func(w io.Writer) error { return png.Encode(w, grey) })},
		{"png", false, coded(t, func(w io.Writer) error { return png.Encode(w, colour) })},
		{"gif", true, coded(t, func(w io.Writer) error { return gif.Encode(w, palette, nil) })},
		{"bmp", true, coded(t, func(w io.Writer) error { return bmp.Encode(w, grey) })},
		{"bmp", false, coded(t, func(w io.Writer) error { return bmp.Encode(w, colour) })},
		{"pgm", true, coded(t, func(w io.Writer) error { return pgm.Encode(w, grey) })},
		{"ppm", false, append([]byte("P6 16 8 255\n"), bytes.Repeat([]byte("abc"), 16*8)...)},
		{"pbm", true, append([]byte("P4 16 8\n"), make([]byte, 16)...)},
	} {
		path := write(t, "misnamed.txt", c.data)
		img, err := photo.Open(path)
		if err != nil {
			t.Errorf("%s: %v", c.format, err)
			continue
		}
		_, isGrey := img.(*image.Gray)
		_, isColour := img.(*image.RGBA)
		if img.Bounds() != image.Rect(0, 0, 16, 8) || isGrey != c.grey || isColour == c.grey {
			t.Errorf("%s: got %T %v, grey wanted: %v", c.format, img, img.Bounds(), c.grey)
		}
		want := photo.Info{Width: 16, Height: 8, Format: c.format, Bytes: int64(len(c.data))}
		if info, err := photo.Stat(path); err != nil || info != want {
			t.Errorf("Stat: %+v, %v, want %+v", info, err, want)
		}
	}
}

func TestWebPOverWhite(t *testing.T) {
	img, err := photo.Decode(bytes.NewReader([]byte(webp)))
	if err != nil {
		t.Fatal(err)
	}
	want := []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, blue, white, {127, 127, 127, 255}, {9, 9, 9, 255}}
	for i, c := range want {
		if got := img.At(i%3, i/3); got != c {
			t.Errorf("pixel %d: got %v, want %v", i, got, c)
		}
	}
}

// A frame that covers a part of a GIF stands on white, at its place.
func TestGIFFrame(t *testing.T) {
	frame := image.NewPaletted(image.Rect(1, 1, 3, 2), color.Palette{blue})
	data := coded(t, func(w io.Writer) error {
		return gif.EncodeAll(w, &gif.GIF{
			Image: []*image.Paletted{frame, frame}, Delay: []int{0, 0},
			Config: image.Config{Width: 4, Height: 3},
		})
	})
	img, err := photo.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds() != image.Rect(0, 0, 4, 3) || img.At(0, 0) != white || img.At(1, 1) != blue || img.At(3, 1) != white {
		t.Errorf("got %v: %v %v %v", img.Bounds(), img.At(0, 0), img.At(1, 1), img.At(3, 1))
	}
}

func TestGreyOfAnyKind(t *testing.T) {
	deep := image.NewGray16(image.Rect(0, 0, 2, 1))
	deep.SetGray16(1, 0, color.Gray16{0x8000})
	clear := image.NewNRGBA(image.Rect(0, 0, 2, 1)) // transparent: white; half clear black: mid-grey
	clear.SetNRGBA(1, 0, color.NRGBA{0, 0, 0, 127})
	for i, c := range []struct {
		img  image.Image
		want [2]uint8
	}{{deep, [2]uint8{0, 128}}, {clear, [2]uint8{255, 128}}} {
		got, err := photo.Decode(bytes.NewReader(coded(t, func(w io.Writer) error { return png.Encode(w, c.img) })))
		if err != nil {
			t.Fatal(err)
		}
		if grey, ok := got.(*image.Gray); !ok || [2]uint8(grey.Pix) != c.want {
			t.Errorf("case %d: got %v, want %v", i, got, c.want)
		}
	}
}

// exifBlock is a TIFF header with one directory that holds the orientation.
func exifBlock(order binary.AppendByteOrder, value uint16) []byte {
	block := []byte("II*\x00")
	if order.String() == "BigEndian" {
		block = []byte("MM\x00*")
	}
	block = order.AppendUint32(block, 8)
	block = order.AppendUint16(block, 2)
	block = append(block, make([]byte, 12)...) // an entry of no meaning
	block = order.AppendUint16(block, 0x0112)
	block = order.AppendUint16(block, 3)
	block = order.AppendUint32(block, 1)
	block = order.AppendUint16(block, value)
	return order.AppendUint16(block, 0)
}

// withEXIF is the blocks, 16 × 8, as JPEG with the block in it.
func withEXIF(t testing.TB, block []byte) []byte {
	data := coded(t, func(w io.Writer) error { return jpeg.Encode(w, blocks(16, 8), nil) })
	segment := append([]byte("\xff\xe1\x00\x07http:\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(len(block)+8))...)
	segment = append(append(segment, "Exif\x00\x00"...), block...)
	return append(append(data[:2:2], segment...), data[2:]...)
}

// The quarters' places as Pillow's ImageOps.exif_transpose has them: top left, top right, bottom left, bottom right.
func TestOrientation(t *testing.T) {
	want := map[uint16]string{1: "ABCD", 2: "BADC", 3: "DCBA", 4: "CDAB", 5: "ACBD", 6: "CADB", 7: "DBCA", 8: "BDAC", 0: "ABCD", 9: "ABCD"}
	for value, corners := range want {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			path := write(t, "turned.jpg", withEXIF(t, exifBlock(order, value)))
			img, err := photo.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			size := image.Pt(16, 8)
			if value >= 5 && value <= 8 {
				size = image.Pt(8, 16)
			}
			if got := cornersOf(img); got != corners || img.Bounds().Size() != size {
				t.Errorf("%v, %d: got %s %v, want %s %v", order, value, got, img.Bounds().Size(), corners, size)
			}
			if info, err := photo.Stat(path); err != nil || info.Width != size.X || info.Height != size.Y {
				t.Errorf("Stat of orientation %d: %+v, %v", value, info, err)
			}
		}
	}
}

// cornersOf names the quarters of blocks by the letter of the nearest level.
func cornersOf(img image.Image) string {
	size := img.Bounds().Size()
	var letters []byte
	for _, p := range []image.Point{{1, 1}, {size.X - 2, 1}, {1, size.Y - 2}, {size.X - 2, size.Y - 2}} {
		level := color.GrayModel.Convert(img.At(p.X, p.Y)).(color.Gray).Y
		letters = append(letters, "AABBCCCDDD"[min(9, level/25)])
	}
	return string(letters)
}

// Colour pictures turn by the same walk, four bytes at a time.
func TestOrientationOfColour(t *testing.T) {
	data := coded(t, func(w io.Writer) error { return jpeg.Encode(w, formula(16, 8), nil) })
	flat, err := photo.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	app1 := append([]byte("\xff\xe1\x00\x2aExif\x00\x00"), exifBlock(binary.BigEndian, 6)...)
	turned, err := photo.Decode(bytes.NewReader(append(append(data[:2:2], app1...), data[2:]...)))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 16 {
		for x := range 8 {
			if got, want := turned.At(x, y), flat.At(y, 7-x); got != want {
				t.Fatalf("at %d, %d: got %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestBadEXIFNeverLosesThePhoto(t *testing.T) {
	good := exifBlock(binary.LittleEndian, 6)
	far := bytes.Clone(good)
	copy(far[4:], "\xff\xff\xff\xff")
	many := bytes.Clone(good)
	copy(many[8:], "\xff\xff")
	text := bytes.Clone(good)
	text[24] = 2 // no number
	for name, block := range map[string][]byte{
		"nothing": nil, "no TIFF": []byte("nonsense"), "cut": good[:len(good)-3], "far directory": far,
		"no directory": good[:8], "another type": text,
	} {
		img, err := photo.Decode(bytes.NewReader(withEXIF(t, block)))
		if err != nil || cornersOf(img) != "ABCD" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if img, err := photo.Decode(bytes.NewReader(withEXIF(t, many))); err != nil || cornersOf(img) != "CADB" {
		t.Errorf("an entry count too high hides the orientation: %v", err)
	}
}

func TestSavePNG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.png")
	want := blocks(16, 8)
	if err := photo.SavePNG(path, want); err != nil {
		t.Fatal(err)
	}
	img, err := photo.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := img.(*image.Gray); !ok || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("another picture came back: %T", img)
	}
}

func TestMaybePhoto(t *testing.T) {
	for name, want := range map[string]bool{"a.JPG": true, "b.pgm": true, "c.tiff": true, "d.HEIC": true, "e.jxl": true, "jpg": false, "notes.txt": false, "x.jpg.txt": false} {
		if photo.MaybePhoto(name) != want {
			t.Errorf("%s: want %v", name, want)
		}
	}
}
