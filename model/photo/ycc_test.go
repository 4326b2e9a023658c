package photo_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"siamface/model/photo"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// Small JPEGs and what Pillow 13.0, with libjpeg-turbo, makes of them. Where blocks are of one colour the pixels are the same;
// elsewhere the inverse cosine transforms round differently, by 1 in luma and chroma, which is up to 3 in a colour.
func TestJPEGEqualsPillow(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("testdata", "jpeg", "*.jpg"))
	if len(files) < 20 {
		t.Fatalf("%d files", len(files))
	}
	for _, path := range files {
		got, err := photo.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		want := decodePNG(t, strings.TrimSuffix(path, ".jpg")+".png")
		if got.Bounds() != want.Bounds() {
			t.Errorf("%s: %v, want %v", path, got.Bounds(), want.Bounds())
			continue
		}
		most, count := differences(got, want)
		size := got.Bounds().Size()
		if strings.HasSuffix(path, "-flat.jpg") && most > 0 || most > 3 || count > 8+3*size.X*size.Y/20 {
			t.Errorf("%s: up to %d off, %d values", path, most, count)
		}
	}
}

func decodePNG(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// differences is the largest between red, green and blue of two pictures, and how many values differ.
func differences(a, b image.Image) (most, count int) {
	size := a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			p, q := color.RGBAModel.Convert(a.At(x, y)).(color.RGBA), color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				most = max(most, d, -d)
				count += min(1, max(d, -d))
			}
		}
	}
	return most, count
}

// noise is a picture within larger planes, as a decoder leaves them, of random values.
func noise(ratio image.YCbCrSubsampleRatio, width, height int) *image.YCbCr {
	random := rand.New(rand.NewPCG(uint64(width), uint64(height)))
	img := image.NewYCbCr(image.Rect(0, 0, (width+31)/32*32, (height+15)/16*16), ratio)
	for _, plane := range [][]uint8{img.Y, img.Cb, img.Cr} {
		for i := range plane {
			plane[i] = uint8(random.Uint32())
		}
	}
	return img.SubImage(image.Rect(0, 0, width, height)).(*image.YCbCr)
}

// Every pixel by itself, from the definition: the conversion as JFIF has it, in floating point, of the chroma at that place.
func TestRGBEqualsNaiveLoop(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for _, ratio := range ratios {
		for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {3, 3}, {4, 5}, {5, 4}, {6, 2}, {17, 31}, {32, 16}, {33, 7}, {9, 200}} {
			img := noise(ratio, size.X, size.Y)
			out := photo.RGBOf(img)
			if out.Rect != img.Rect || !out.Opaque() {
				t.Fatalf("%v %v: %v, opaque: %v", ratio, size, out.Rect, out.Opaque())
			}
			for y := range size.Y {
				for x := range size.X {
					luma := float64(img.Y[y*img.YStride+x])
					cb, cr := chromaAt(img, img.Cb, x, y)-128, chromaAt(img, img.Cr, x, y)-128
					want := [3]float64{luma + 1.402*cr, luma - 0.344136*cb - 0.714136*cr, luma + 1.772*cb}
					checkPixel(t, fmt.Sprint(ratio, size, " at ", x, y), out.RGBAAt(x, y), want)
				}
			}
		}
	}
}

// checkPixel allows rounding, and next to a half the error of the weights in 1/65536.
func checkPixel(t *testing.T, what string, p color.RGBA, want [3]float64) {
	t.Helper()
	for i, got := range []uint8{p.R, p.G, p.B} {
		if exact := min(max(want[i], 0), 255); math.Abs(float64(got)-exact) > 0.503 {
			t.Fatalf("%s: channel %d is %d, want %.3f", what, i, got, exact)
		}
	}
}

// chromaAt weighs the four stored values around a pixel by 9, 3, 3 and 1 sixteenths.
func chromaAt(img *image.YCbCr, plane []uint8, x, y int) float64 {
	across, down := stored(img.SubsampleRatio)
	columns, rows := (img.Rect.Dx()+across-1)/across, (img.Rect.Dy()+down-1)/down
	at := func(i, j int) int { return int(plane[min(max(j, 0), rows-1)*img.CStride+min(max(i, 0), columns-1)]) }
	if across == 4 || across == 2 && columns <= 2 || across*down == 1 {
		return float64(at(x/across, y/down))
	}
	sum, weights := 0, [2]int{3, 1}
	for i := range across {
		for j := range down {
			sideways, upDown := i*(2*(x%2)-1), j*(2*(y%2)-1)
			sum += weights[i] * weights[j] * at(x/across+sideways, y/down+upDown)
		}
	}
	switch {
	case down == 1: // halves alternate along the row,
		return float64((sum/3 + 1 + x%2) / 4)
	case across == 1: // along the column,
		return float64((sum/3 + 1 + y%2) / 4)
	}
	return float64((sum + 8 - x%2) / 16) // and the other way round along the row
}

// stored is how many pixels share a chroma value, across and down.
func stored(ratio image.YCbCrSubsampleRatio) (across, down int) {
	name := ratio.String() // YCbCrSubsampleRatio420: 4 pixels of the first row have 2 values, the second has 0 of its own
	across = 4 / int(name[len(name)-2]-'0')
	if name[len(name)-1] == '0' {
		return across, 2
	}
	return across, 1
}

// A picture of one colour keeps it, at any size and with any chroma.
func TestRGBOfOneColour(t *testing.T) {
	for _, ratio := range ratios {
		for width := 1; width < 20; width++ {
			img := noise(ratio, width, 21-width)
			fill := func(plane []uint8, v uint8) {
				for i := range plane {
					plane[i] = v
				}
			}
			fill(img.Y, 131)
			fill(img.Cb, 99)
			fill(img.Cr, 147)
			out := photo.RGBOf(img)
			for i := 0; i < len(out.Pix); i += 4 {
				if [4]uint8(out.Pix[i:]) != [4]uint8{158, 127, 80, 255} {
					t.Fatalf("%v, %d wide: pixel %d is %v", ratio, width, i/4, out.Pix[i:i+4])
				}
			}
		}
	}
}

// Every chroma with dark, middle and light luma.
func TestRGBOfEveryChroma(t *testing.T) {
	for _, luma := range []uint8{0, 1, 77, 128, 254, 255} {
		img := image.NewYCbCr(image.Rect(0, 0, 256, 256), image.YCbCrSubsampleRatio444)
		for i := range img.Y {
			img.Y[i], img.Cb[i], img.Cr[i] = luma, uint8(i), uint8(i>>8)
		}
		out := photo.RGBOf(img)
		for i := range img.Y {
			cb, cr := float64(i&255)-128, float64(i>>8)-128
			want := [3]float64{float64(luma) + 1.402*cr, float64(luma) - 0.344136*cb - 0.714136*cr, float64(luma) + 1.772*cb}
			checkPixel(t, fmt.Sprint(luma, cb, cr), out.RGBAAt(i&255, i>>8), want)
		}
	}
}

// BenchmarkRGB is for 12 megapixels, beside package image/draw, which repeats chroma and cuts off.
func BenchmarkRGB(b *testing.B) {
	for _, ratio := range ratios[:3] {
		img := noise(ratio, 4000, 3000)
		for _, plane := range [][]uint8{img.Y, img.Cb, img.Cr} {
			for i, v := range plane {
				plane[i] = 96 + v/4 // as in most of a photo, no colour lies outside and is cut off
			}
		}
		b.Run(ratio.String(), func(b *testing.B) {
			for b.Loop() {
				photo.RGBOf(img)
			}
		})
		b.Run(ratio.String()+" by draw", func(b *testing.B) {
			for b.Loop() {
				out := image.NewRGBA(img.Rect)
				draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
				draw.Draw(out, out.Rect, img, image.Point{}, draw.Over)
			}
		})
	}
}
