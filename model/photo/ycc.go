package photo

import (
	"image"
	"runtime"
	"sync"

	"siamface/model/parallel"
)

// rgbOf converts a picture of luma and chroma to RGB, bit for bit as libjpeg does by default: chroma that is stored at half
// the size is interpolated, not repeated (see chroma), and the conversion rounds. The picture's corner is at (0, 0). A JPEG's
// pixels then differ from libjpeg's only by what the inverse cosine transforms round differently: 1 in luma and chroma.
//
// Strips of rows are converted at once, one for each processor.
func rgbOf(img *image.YCbCr) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	height := img.Rect.Dy()
	strips := min(runtime.GOMAXPROCS(0), (height+63)/64)
	var wg parallel.Group
	for i := range strips {
		wg.Go(func() { convertRows(out, img, height*i/strips, height*(i+1)/strips) })
	}
	wg.Wait()
	return out
}

// convertRows converts the rows from the first to before the end.
func convertRows(out *image.RGBA, img *image.YCbCr, first, end int) {
	width := img.Rect.Dx()
	chroma := newChroma(img)
	for y := first; y < end; y++ {
		convertRow(out.Pix[y*out.Stride:][:4*width], img.Y[y*img.YStride:][:width], chroma.row(y))
	}
}

// halfRGB is rgbOf at half the width and height, each pixel the mean of four as Half has it, without making the whole picture.
func halfRGB(img *image.YCbCr) *image.RGBA {
	size := img.Rect.Size()
	out := image.NewRGBA(image.Rect(0, 0, (size.X+1)/2, (size.Y+1)/2))
	strips := min(runtime.GOMAXPROCS(0), (out.Rect.Dy()+63)/64)
	var wg parallel.Group
	for i := range strips {
		wg.Go(func() { convertHalf(out, img, out.Rect.Dy()*i/strips, out.Rect.Dy()*(i+1)/strips) })
	}
	wg.Wait()
	return out
}

// convertHalf makes the half picture's rows from the first to before the end.
func convertHalf(out *image.RGBA, img *image.YCbCr, first, end int) {
	size := img.Rect.Size()
	chroma := newChroma(img)
	rows := [2][]byte{make([]byte, 4*size.X), make([]byte, 4*size.X)}
	for y := first; y < end; y++ {
		for i := range rows {
			at := min(2*y+i, size.Y-1)
			convertRow(rows[i], img.Y[at*img.YStride:][:size.X], chroma.row(at))
		}
		halveRow(out.Pix[y*out.Stride:], rows[0], rows[1], 4)
	}
}

// The conversion of JFIF: weights in 1/65536, rounded to the nearest whole number. For green, both are summed before rounding.
const (
	redOfCr   = 91881  // 1.402
	greenOfCb = -22554 // -0.344136
	greenOfCr = -46802 // -0.714136
	blueOfCb  = 116130 // 1.772
	half      = 1 << 15
)

// weights are what a chroma value adds to the colours, in 1/65536, by the value itself: looking up is faster than
// multiplying. The half by which the sum is rounded is in those of Cb for green and blue and of Cr for red.
type weights struct{ redOfCr, greenOfCb, greenOfCr, blueOfCb [256]int32 }

var weight = sync.OnceValue(func() *weights {
	w := new(weights)
	for i := range 256 {
		c := int32(i) - 128
		w.redOfCr[i], w.greenOfCb[i] = redOfCr*c+half, greenOfCb*c+half
		w.greenOfCr[i], w.blueOfCb[i] = greenOfCr*c, blueOfCb*c+half
	}
	return w
})

// convertRow writes opaque pixels of four bytes; of the chroma there is at least as much as of the luma.
func convertRow(out, luma []uint8, chroma []uint32) {
	w := weight()
	chroma = chroma[:len(luma)]
	for x, l := range luma {
		y, cb, cr := int32(l)<<16, uint8(chroma[x]), uint8(chroma[x]>>16)
		red, green, blue := y+w.redOfCr[cr], y+w.greenOfCb[cb]+w.greenOfCr[cr], y+w.blueOfCb[cb]
		if uint32(red|green|blue) >= 1<<24 { // one test for all: few pixels of a photo have a colour outside
			red, green, blue = clampColour(red), clampColour(green), clampColour(blue)
		}
		p := out[4*x : 4*x+4 : 4*x+4]
		p[0], p[1], p[2], p[3] = uint8(red>>16), uint8(green>>16), uint8(blue>>16), 255
	}
}

// clampColour holds a colour in 1/65536 within 0 and 255.
func clampColour(v int32) int32 { return min(max(v, 0), 1<<24-1) }
