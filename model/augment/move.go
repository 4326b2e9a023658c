package augment

import "math"

// motion says where a pixel comes from: the whole pixels (dx, dy) away, then turned and scaled about the centre, then mirrored.
type motion struct {
	mirror    bool
	dx, dy    int
	cos, sin  float64 // scaled
	resampled bool
}

func (a *Augmenter) drawMotion() (m motion) {
	if a.Mirror {
		m.mirror = a.rng.IntN(2) == 1
	}
	if a.Shift > 0 {
		m.dx, m.dy = a.rng.IntN(2*a.Shift+1)-a.Shift, a.rng.IntN(2*a.Shift+1)-a.Shift
	}
	m.cos = 1
	if a.Turn > 0 || a.Zoom > 0 {
		angle := drawEither(a.rng, a.Turn) * math.Pi / 180
		scale := math.Pow(1+a.Zoom, drawEither(a.rng, 1))
		m.cos, m.sin, m.resampled = math.Cos(angle)/scale, math.Sin(angle)/scale, true
	}
	return m
}

// movePixels mirrors, shifts, turns and zooms; beyond the picture its edge goes on.
func (a *Augmenter) movePixels(pixels []float32) {
	m := a.drawMotion()
	copy(a.old, pixels)
	area := a.width * a.height
	for y := range a.height {
		for x := range a.width {
			to := y*a.width + x
			if m.resampled {
				a.blend(pixels, to, m.from(x, y, a.width, a.height))
				continue
			}
			u := clamp(x+m.dx, a.width)
			if m.mirror {
				u = a.width - 1 - u
			}
			from := clamp(y+m.dy, a.height)*a.width + u
			for c := range a.channels {
				pixels[c*area+to] = a.old[c*area+from]
			}
		}
	}
}

// from is the place that the pixel (x, y) of a picture w×h comes from.
func (m motion) from(x, y, w, h int) [2]float64 {
	cx, cy := float64(w-1)/2, float64(h-1)/2
	dx, dy := float64(x+m.dx)-cx, float64(y+m.dy)-cy
	u, v := m.cos*dx-m.sin*dy+cx, m.sin*dx+m.cos*dy+cy
	if m.mirror {
		u = float64(w-1) - u
	}
	return [2]float64{max(0, min(u, float64(w-1))), max(0, min(v, float64(h-1)))}
}

// blend sets a pixel to the old picture's value at a place, by bilinear interpolation.
func (a *Augmenter) blend(pixels []float32, to int, at [2]float64) {
	x, y := int(at[0]), int(at[1])
	fx, fy := float32(at[0]-float64(x)), float32(at[1]-float64(y))
	right, below := min(x+1, a.width-1)-x, (min(y+1, a.height-1)-y)*a.width
	from := y*a.width + x
	for c := range a.channels {
		old := a.old[c*a.width*a.height:]
		upper := (1-fx)*old[from] + fx*old[from+right]
		lower := (1-fx)*old[from+below] + fx*old[from+below+right]
		pixels[c*a.width*a.height+to] = (1-fy)*upper + fy*lower
	}
}
