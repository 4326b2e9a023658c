package photo

import (
	"image"
)

// chroma gives the rows of one chroma plane at the picture's full width and height.
//
// A plane of half the size lies between the pixels of the luma: a value at full size is 3/4 of the nearer stored one and 1/4
// of the farther, along either axis, and at the border the nearer one alone. Roundings of .5 go up and down in turn, so that
// they don't add up to a shift. That is libjpeg's "fancy upsampling", and as there, a plane of one or two columns that is
// halved in width and one of a quarter of the width are repeated.
type chroma struct {
	plane            []uint8
	stride           int
	columns, rows    int  // stored
	across, down     int  // how many pixels share one stored value, along either axis
	smoothX, smoothY bool // interpolated along that axis
	sums             []int32
	out              []uint8
}

func newChroma(img *image.YCbCr, plane []uint8) *chroma {
	across, down := shared(img.SubsampleRatio)
	c := &chroma{plane: plane, stride: img.CStride, across: across, down: down}
	c.columns = (img.Rect.Dx() + across - 1) / across
	c.rows = (img.Rect.Dy() + down - 1) / down
	c.smoothX = across == 2 && c.columns > 2
	c.smoothY = down == 2 && (across == 1 || c.smoothX)
	c.sums = make([]int32, c.columns+2)
	c.out = make([]uint8, c.columns*across)
	return c
}

// shared is how many pixels share one chroma value along either axis.
func shared(ratio image.YCbCrSubsampleRatio) (across, down int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// row is the plane at the picture's row y, at least as wide as the picture. It holds until the next call.
func (c *chroma) row(y int) []uint8 {
	near := c.stored(y / c.down)
	switch {
	case c.smoothX && c.smoothY:
		weigh(c.sums, near, c.farther(y))
		widen(c.out, c.sums, 8, 7)
	case c.smoothX:
		weigh(c.sums, near, near)
		widen(c.out, c.sums, 4, 8)
	case c.smoothY:
		between(c.out, near, c.farther(y), 1+int32(y%2))
	case c.across == 1:
		return near
	default:
		for x := range c.out {
			c.out[x] = near[x/c.across]
		}
	}
	return c.out
}

// stored is a row as it is stored.
func (c *chroma) stored(row int) []uint8 { return c.plane[row*c.stride:][:c.columns] }

// farther is the stored row on the other side of the picture's row y than the nearest one: above an even row, below an odd.
func (c *chroma) farther(y int) []uint8 {
	return c.stored(min(max(y/2+2*(y%2)-1, 0), c.rows-1))
}

// weigh sums 3 near + far into the middle of sums and repeats the first and the last at its ends.
func weigh(sums []int32, near, far []uint8) {
	far = far[:len(near)]
	inner := sums[1:][:len(near)]
	for i, v := range near {
		inner[i] = 3*int32(v) + int32(far[i])
	}
	sums[0], sums[len(sums)-1] = sums[1], sums[len(sums)-2]
}

// widen makes two values of each sum but the first and the last, which are there to lean on: of 4 times a value, (3 nearer +
// farther + rounding) / 16.
func widen(out []uint8, sums []int32, roundEven, roundOdd int32) {
	before, at := sums[0], sums[1]
	for i, after := range sums[2:] {
		pair := out[2*i : 2*i+2 : 2*i+2]
		pair[0] = uint8((3*at + before + roundEven) >> 4)
		pair[1] = uint8((3*at + after + roundOdd) >> 4)
		before, at = at, after
	}
}

// between is a row of full width: (3 near + far + rounding) / 4.
func between(out, near, far []uint8, rounding int32) {
	far, out = far[:len(near)], out[:len(near)]
	for i, v := range near {
		out[i] = uint8((3*int32(v) + int32(far[i]) + rounding) >> 2)
	}
}
