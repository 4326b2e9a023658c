package photo

import "image"

// chroma gives the rows of the two chroma planes at the picture's full width and height.
//
// A plane of half the size lies between the pixels of the luma: a value at full size is 3/4 of the nearer stored one and 1/4
// of the farther, along either axis, and at the border the nearer one alone. Roundings of .5 go up and down in turn, so that
// they don't add up to a shift. That is libjpeg's "fancy upsampling", and as there, a plane of one or two columns that is
// halved in width and one of a quarter of the width are repeated.
//
// Cb and Cr go side by side, in the lower and the upper half of 32 bits: one addition serves both.
type chroma struct {
	img              *image.YCbCr
	columns, rows    int  // stored
	across, down     int  // how many pixels share one stored value, along either axis
	smoothX, smoothY bool // interpolated along that axis
	sums             []uint32
	out              []uint32
}

// both stands a number in the lower and in the upper half.
const both = 1<<16 + 1

func newChroma(img *image.YCbCr) *chroma {
	across, down := pixelsPerChroma(img.SubsampleRatio)
	c := &chroma{img: img, across: across, down: down}
	c.columns = (img.Rect.Dx() + across - 1) / across
	c.rows = (img.Rect.Dy() + down - 1) / down
	c.smoothX = across == 2 && c.columns > 2
	c.smoothY = down == 2 && (across == 1 || c.smoothX)
	c.sums = make([]uint32, c.columns+2)
	c.out = make([]uint32, c.columns*across)
	return c
}

// pixelsPerChroma is how many pixels share one chroma value along either axis.
func pixelsPerChroma(ratio image.YCbCrSubsampleRatio) (across, down int) {
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

// row is the chroma of the picture's row y, at least as wide as the picture. It holds until the next call.
func (c *chroma) row(y int) []uint32 {
	near := y / c.down
	far := min(max(near+2*(y%2)-1, 0), c.rows-1) // the row above the nearest for an even y, below it for an odd
	switch {
	case c.smoothX && c.smoothY:
		c.weighRows(near, far)
		widenRow(c.out, c.sums, 8*both, 7*both)
	case c.smoothX:
		c.weighRows(near, near)
		widenRow(c.out, c.sums, 4*both, 8*both)
	case c.smoothY:
		c.weighRows(near, far)
		for x, sum := range c.sums[1 : 1+c.columns] {
			c.out[x] = (sum + uint32(1+y%2)*both) >> 2 & (255 * both)
		}
	default:
		c.repeatRow(near)
	}
	return c.out
}

// storedRow is a row of both planes as it is stored.
func (c *chroma) storedRow(row int) (cb, cr []uint8) {
	at := row * c.img.CStride
	return c.img.Cb[at:][:c.columns], c.img.Cr[at:][:c.columns]
}

// repeatRow gives each value of a stored row to all pixels that share it.
func (c *chroma) repeatRow(row int) {
	cb, cr := c.storedRow(row)
	cr = cr[:len(cb)]
	if c.across == 1 {
		out := c.out[:len(cb)]
		for x, b := range cb {
			out[x] = uint32(b) | uint32(cr[x])<<16
		}
		return
	}
	for x := range c.out {
		c.out[x] = uint32(cb[x/c.across]) | uint32(cr[x/c.across])<<16
	}
}

// weighRows sums 3 near + far of two stored rows into the middle of the sums and repeats the first and the last at their ends.
func (c *chroma) weighRows(near, far int) {
	cb, cr := c.storedRow(near)
	cbFar, crFar := c.storedRow(far)
	cr, cbFar, crFar = cr[:len(cb)], cbFar[:len(cb)], crFar[:len(cb)]
	inner := c.sums[1:][:len(cb)]
	for i, b := range cb {
		inner[i] = 3*(uint32(b)|uint32(cr[i])<<16) + (uint32(cbFar[i]) | uint32(crFar[i])<<16)
	}
	c.sums[0], c.sums[len(c.sums)-1] = inner[0], inner[len(inner)-1]
}

// widenRow makes two values of each sum but the first and the last, which are there to lean on: of 4 times a value, (3 nearer +
// farther + rounding) / 16.
func widenRow(out, sums []uint32, roundEven, roundOdd uint32) {
	before, at := sums[0], sums[1]
	for i, after := range sums[2:] {
		pair := out[2*i : 2*i+2 : 2*i+2]
		pair[0] = (3*at + before + roundEven) >> 4 & (255 * both)
		pair[1] = (3*at + after + roundOdd) >> 4 & (255 * both)
		before, at = at, after
	}
}
