package photo

import (
	"encoding/binary"
	"image"
	"runtime"
	"sync"
)

// rgbOf converts a picture of luma and chroma to RGB, bit for bit as libjpeg does by default: chroma that is stored at half
// the size is interpolated, not repeated (see chroma), and the conversion rounds. The picture's corner is at (0, 0).
//
// Strips of rows are converted at once, one for each processor.
func rgbOf(img *image.YCbCr) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	height := img.Rect.Dy()
	strips := min(runtime.GOMAXPROCS(0), (height+63)/64)
	var wg sync.WaitGroup
	for i := range strips {
		wg.Go(func() { convertRows(out, img, height*i/strips, height*(i+1)/strips) })
	}
	wg.Wait()
	return out
}

// convertRows converts the rows from the first to before the end.
func convertRows(out *image.RGBA, img *image.YCbCr, first, end int) {
	width := img.Rect.Dx()
	blue, red := newChroma(img, img.Cb), newChroma(img, img.Cr)
	for y := first; y < end; y++ {
		convertRow(out.Pix[y*out.Stride:][:4*width], img.Y[y*img.YStride:][:width], blue.row(y), red.row(y))
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

// convertRow writes opaque pixels of four bytes; cb and cr are at least as long as the luma.
func convertRow(out, luma, cb, cr []uint8) {
	cb, cr = cb[:len(luma)], cr[:len(luma)]
	for x, l := range luma {
		y, b, r := int32(l), int32(cb[x])-128, int32(cr[x])-128
		binary.LittleEndian.PutUint32(out[4*x:], clamp(y+(redOfCr*r+half)>>16)|
			clamp(y+(greenOfCb*b+greenOfCr*r+half)>>16)<<8|
			clamp(y+(blueOfCb*b+half)>>16)<<16|
			0xff<<24)
	}
}

func clamp(v int32) uint32 { return uint32(min(max(v, 0), 255)) }
