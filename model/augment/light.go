package augment

import "math"

// changeLight changes contrast and brightness, alike for all channels, and adds noise.
func (a *Augmenter) changeLight(pixels []float32) {
	scale, shift := float32(1), float32(0)
	if a.Contrast > 0 || a.Brightness > 0 {
		scale, shift = float32(math.Pow(1+a.Contrast, drawEither(a.rng, 1))), float32(drawEither(a.rng, a.Brightness))
	}
	noise := drawUpTo(a.rng, a.Noise)
	if scale == 1 && shift == 0 && noise == 0 {
		return
	}
	for i, v := range pixels {
		v = v*scale + shift
		if noise > 0 {
			v += float32(noise * a.rng.NormFloat64())
		}
		pixels[i] = v
	}
}

// blurPlanes is a Gaussian of deviation sigma, along the rows and then the columns; beyond the picture its edge goes on.
func (a *Augmenter) blurPlanes(pixels []float32, sigma float64) {
	kernel := gaussian(sigma)
	a.visitPlanes(pixels, func(plane []float32) {
		rows := a.old[:len(plane)]
		for y := range a.height {
			convolve(plane[y*a.width:], rows[y*a.width:], a.width, 1, kernel)
		}
		for x := range a.width {
			convolve(rows[x:], plane[x:], a.height, a.width, kernel)
		}
	})
}

// gaussian is one half of a kernel whose sum is 1: the middle and what is right of it.
func gaussian(sigma float64) []float32 {
	half := make([]float32, int(math.Ceil(3*sigma))+1)
	var sum float64
	for i := range half {
		w := math.Exp(-float64(i*i) / (2 * sigma * sigma))
		half[i] = float32(w)
		sum += w
		if i > 0 {
			sum += w
		}
	}
	for i := range half {
		half[i] /= float32(sum)
	}
	return half
}

// convolve writes n values, stride apart, smoothed by a symmetric kernel.
func convolve(from, to []float32, n, stride int, half []float32) {
	for i := range n {
		v := half[0] * from[i*stride]
		for k, w := range half[1:] {
			v += w * (from[clamp(i-k-1, n)*stride] + from[clamp(i+k+1, n)*stride])
		}
		to[i*stride] = v
	}
}

// cutOutRectangle puts zeros into a square about a pixel of the picture.
func (a *Augmenter) cutOutRectangle(pixels []float32) {
	side := int(drawUpTo(a.rng, a.CutOut) * float64(a.width))
	left, top := a.rng.IntN(a.width)-side/2, a.rng.IntN(a.height)-side/2
	a.visitPlanes(pixels, func(plane []float32) {
		for y := max(top, 0); y < min(top+side, a.height); y++ {
			for x := max(left, 0); x < min(left+side, a.width); x++ {
				plane[y*a.width+x] = 0
			}
		}
	})
}

// visitPlanes visits each channel's pixels.
func (a *Augmenter) visitPlanes(pixels []float32, visit func(plane []float32)) {
	area := a.width * a.height
	for c := range a.channels {
		visit(pixels[c*area : (c+1)*area])
	}
}
