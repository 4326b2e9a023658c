package pgm

import (
	"fmt"
	"io"
)

// firstRead is what is allocated on the header's word alone; beyond it, memory grows with what the input fills.
const firstRead = 1 << 16

// raster reads all samples, row by row, scaled to 0…255.
func (s *scanner) raster(h header) ([]byte, error) {
	switch {
	case h.kind == '1':
		return s.plainBits(h)
	case h.plain():
		return s.plainSamples(h)
	}
	data, err := readBounded(s, h.rasterBytes())
	if err != nil {
		return nil, err
	}
	if h.kind == '4' {
		return unpackBits(data, h), nil
	}
	return scaleRaw(data, h.maxval)
}

// readBounded reads n bytes, in steps that grow with what was read.
func readBounded(r io.Reader, n int64) ([]byte, error) {
	if n <= firstRead {
		data := make([]byte, n)
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, cutOff(err)
		}
		return data, nil
	}
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) < n {
		return nil, cutOff(io.ErrUnexpectedEOF)
	}
	return data, nil
}

// plainBits reads the digits of P1, which need no white space between them. 1 is black.
func (s *scanner) plainBits(h header) ([]byte, error) {
	n := h.width * h.height
	samples := make([]byte, 0, min(n, firstRead))
	for range n {
		c, err := s.skipSpace()
		if err != nil {
			return nil, cutOff(err)
		}
		switch c {
		case '0':
			samples = append(samples, 255)
		case '1':
			samples = append(samples, 0)
		default:
			return nil, fmt.Errorf("%w: %q in a bitmap", ErrFormat, c)
		}
	}
	return samples, nil
}

func (s *scanner) plainSamples(h header) ([]byte, error) {
	n := h.width * h.height * h.samples()
	samples := make([]byte, 0, min(n, firstRead))
	for i := range n {
		v, err := s.number(h.maxval, i == n-1)
		if err != nil {
			return nil, err
		}
		samples = append(samples, scale(v, h.maxval))
	}
	return samples, nil
}

// unpackBits spreads the bits of P4, whose rows begin on a byte, to one byte a pixel. 1 is black.
func unpackBits(data []byte, h header) []byte {
	samples := make([]byte, h.width*h.height)
	stride := (h.width + 7) / 8
	for i := range samples {
		x, y := i%h.width, i/h.width
		if data[y*stride+x/8]>>(7-x%8)&1 == 0 {
			samples[i] = 255
		}
	}
	return samples
}

// scaleRaw scales raw samples in place. Those of two bytes have the high one first.
func scaleRaw(data []byte, maxval int) ([]byte, error) {
	width := 1
	if maxval > 255 {
		width = 2
	}
	if maxval == 255 {
		return data, nil
	}
	n := len(data) / width
	for i := range n {
		v := int(data[i*width])
		if width == 2 {
			v = v<<8 | int(data[2*i+1])
		}
		if v > maxval {
			return nil, fmt.Errorf("%w: a sample of %d above the maxval %d", ErrFormat, v, maxval)
		}
		data[i] = scale(v, maxval)
	}
	return data[:n:n], nil
}

// scale rounds v/maxval to the nearest 255th.
func scale(v, maxval int) byte {
	return byte((v*255 + maxval/2) / maxval)
}
