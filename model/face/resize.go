package face

// place is where a picture lies in a square that is to be resized: its edge pixels repeated border.x to the left and right and
// border.y above and below, the whole at offset; the rest of the square is zero (black).
type place struct {
	border, offset struct{ x, y int }
	side           int
}

// atTopLeft is a square with a border about the picture, its zeros at the right and bottom.
func atTopLeft(r raster, borderX, borderY int) place {
	p := place{side: max(r.w+2*borderX, r.h+2*borderY)}
	p.border.x, p.border.y = borderX, borderY
	return p
}

// centred is a square about the picture's centre; an odd difference goes to the right and bottom.
func centred(r raster) place {
	p := place{side: max(r.w, r.h)}
	p.offset.x, p.offset.y = (p.side-r.w)/2, (p.side-r.h)/2
	return p
}

// sample is what one row or column of the output is made of: two of the picture's, and their weights. Zeros have no weight.
type sample struct {
	from, to int
	a, b     float32
}

// samples are those along one axis, by bilinear interpolation without half pixels: output i lies at i·side/n of the square.
func samples(n, side, offset, border, length int) []sample {
	list := make([]sample, n)
	weighed := func(at int, weight float32) (int, float32) {
		at -= offset + border
		if at < -border || at >= length+border {
			return 0, 0
		}
		return min(max(at, 0), length-1), weight
	}
	for i := range list {
		first := i * side / n
		fraction := float32(float64(i*side%n) / float64(n))
		s := &list[i]
		s.from, s.a = weighed(first, 1-fraction)
		s.to, s.b = weighed(min(first+1, side-1), fraction)
	}
	return list
}

// resize fills dst, rows of stride pixels of red, green and blue, with n×n pixels of the square: (value − mean)/255.
func resize(dst []float32, stride, n int, r raster, p place, mean [3]float32) {
	columns := samples(n, p.side, p.offset.x, p.border.x, r.w)
	for i := range columns { // from here on offsets in a row
		columns[i].from *= r.step
		columns[i].to *= r.step
	}
	mixed := make([]float32, r.w*r.step)
	for y, row := range samples(n, p.side, p.offset.y, p.border.y, r.h) {
		out := dst[y*stride*3:][:n*3]
		if row.a == 0 && row.b == 0 {
			fillRow(out, mean)
			continue
		}
		row.mix(mixed, r.pix[row.from*r.stride:], r.pix[row.to*r.stride:])
		if r.channels == 1 {
			greyRow(out, mixed, columns, mean)
		} else {
			colourRow(out, mixed, columns, mean)
		}
	}
}

// mix fills out with the numbers between two rows of bytes.
func (s sample) mix(out []float32, upper, lower []uint8) {
	upper, lower = upper[:len(out)], lower[:len(out)]
	for i := range out {
		out[i] = s.a*float32(upper[i]) + s.b*float32(lower[i])
	}
}

func fillRow(out []float32, mean [3]float32) {
	for i := range out {
		out[i] = -mean[i%3] * whole
	}
}

// whole brings the values of pixels to 0 to 1: a division takes several times as long as a multiplication.
const whole = float32(1.0 / 255)

func greyRow(out, row []float32, columns []sample, mean [3]float32) {
	for x, s := range columns {
		v := s.a*row[s.from] + s.b*row[s.to]
		o := out[3*x : 3*x+3 : 3*x+3]
		o[0], o[1], o[2] = (v-mean[0])*whole, (v-mean[1])*whole, (v-mean[2])*whole
	}
}

func colourRow(out, row []float32, columns []sample, mean [3]float32) {
	for x, s := range columns {
		a, b := row[s.from:s.from+3:s.from+3], row[s.to:s.to+3:s.to+3]
		o := out[3*x : 3*x+3 : 3*x+3]
		for i := range o {
			o[i] = (s.a*a[i] + s.b*b[i] - mean[i]) * whole
		}
	}
}
