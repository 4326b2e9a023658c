package sample

import "math"

const pixel = 0.022 // about one pixel in head units: the softness of a clean edge

// drawing is one person at one moment.
type drawing struct {
	canvas
	person
	moment
	phase float64 // of the hair's and the beard's strands
}

// draw paints from the back to the front.
func (d *drawing) draw() {
	d.backdrop()
	d.backHair()
	d.body()
	d.drawEars()
	d.head()
	d.growBeard()
	d.mouth()
	d.nose()
	mirrored(d.eye)
	mirrored(d.brow)
	d.frontHair()
	if d.glasses {
		d.drawGlasses()
	}
}

// lit is the level of a surface with the given slopes under the moment's light.
func (d *drawing) lit(level, slopeU, slopeV float64) float64 {
	const lightZ = 0.75
	normal := math.Sqrt(1 + slopeU*slopeU + slopeV*slopeV)
	light := math.Sqrt(d.lightX*d.lightX + d.lightY*d.lightY + lightZ*lightZ)
	lambert := (-slopeU*d.lightX - slopeV*d.lightY + lightZ) / (normal * light)
	return level * (d.ambient + (1.08-d.ambient)*max(0, lambert))
}

func (d *drawing) backdrop() {
	d.paint(0, func(u, v float64) (float64, float64) {
		return 1, d.ground * (1 + 0.12*d.lightX*u - 0.08*v)
	})
}

func (d *drawing) body() {
	d.paint(-0.05, func(u, v float64) (float64, float64) { // neck, in the shadow of the chin
		shadow := 0.62 + 0.3*edge(d.chin+0.16-v, 0.2)
		return edge(max(math.Abs(u)-d.width*0.56-0.06*max(0, v-0.9), 0.5-v), pixel), d.lit(d.skin*shadow, 0.9*u, 0.1)
	})
	d.paint(-0.1, func(u, v float64) (float64, float64) {
		top := 1.14 + 0.3*u*u - 0.12*gauss(math.Abs(u)-0.42, 0.2) + 0.1*gauss(u, 0.22)
		return edge(top-v, pixel), d.lit(d.shirt, 0.5*u, -0.3)
	})
	if d.collars {
		mirrored(func(side float64) {
			d.paint(-0.08, func(u, v float64) (float64, float64) {
				u *= side
				inside := max(math.Abs(u-0.3)-0.17, math.Abs(v-1.15-0.5*(0.32-u))-0.09)
				return edge(inside, pixel), d.lit(min(1, d.shirt+0.15), -0.3, -0.2)
			})
		})
	}
}

func (d *drawing) drawEars() {
	if d.style == long || d.style == curly {
		return // under the hair
	}
	mirrored(func(side float64) {
		hidden := 0.35 * d.yaw * side // turning away hides an ear
		d.paint(-0.15, func(u, v float64) (float64, float64) {
			u = u*side - d.width*0.97 + hidden*0.2
			shell := oval(u, v-0.05, 0.11*d.ears, 0.2*d.ears, 2)
			hollow := 0.3 * edge(oval(u-0.01, v-0.04, 0.055*d.ears, 0.12*d.ears, 2), 0.05)
			return edge(shell, pixel), d.lit(d.skin*(0.9-hollow), 0.4*side, 0.2*v)
		})
	})
}

// outline is about the distance from the edge of the head without hair.
func (d *drawing) outline(u, v float64) float64 {
	if v < 0 {
		return oval(u, v, d.width, d.crown, 2.15)
	}
	return oval(u, v, d.width, d.chin, d.jaw)
}

// relief is the height of the face towards the viewer: an ellipsoid with a nose, sockets, cheeks, lips and chin.
func (d *drawing) relief(u, v float64) float64 {
	a := math.Abs(u)
	tip := d.noseLength
	inside := 1 - 0.85*(u/d.width)*(u/d.width) - 0.7*v*v/(d.chin*d.chin)
	round := 0.9 * math.Sqrt((inside+math.Sqrt(inside*inside+0.02))/2) // never quite vertical at the edge
	bridge := 0.13 * gauss(u, 0.075+0.04*max(0, v+0.1)) * edge(-0.12-v, 0.18) * edge(v-tip, 0.1)
	ball := 0.12*bell(u, v-tip+0.03, d.noseWidth*0.75, 0.1) + 0.05*bell(a-d.noseWidth*0.75, v-tip+0.01, 0.06, 0.06)
	socket := -0.12 * bell(a-d.eyeGap, v+0.1, 0.2, 0.12)
	ridge := 0.035 * bell(a-d.eyeGap, v+d.browHeight+0.08, 0.24, 0.07)
	cheek := (0.05 + 0.04*max(0, d.smile)) * bell(a-0.38, v-0.27, 0.2, 0.17)
	lip := 0.045*bell(u, v-d.mouthHeight, d.mouthWidth, 0.1) - 0.05*bell(u, v-d.mouthHeight-0.16, 0.16, 0.06)
	point := 0.07 * bell(u, v-d.chin+0.16, 0.18, 0.12)
	return round + bridge + ball + socket + ridge + cheek + lip + point
}

func (d *drawing) head() {
	const step = 0.02
	d.paint(0.05, func(u, v float64) (float64, float64) {
		cover := edge(d.outline(u, v), pixel)
		if cover == 0 {
			return 0, 0
		}
		turned := u - 0.1*d.yaw // the features stand before the head
		slopeU := (d.relief(turned+step, v) - d.relief(turned-step, v)) / (2 * step)
		slopeV := (d.relief(turned, v+step) - d.relief(turned, v-step)) / (2 * step)
		return cover, d.lit(d.skin, 0.75*slopeU, 0.75*slopeV)
	})
}

func (d *drawing) nose() {
	mirrored(func(side float64) {
		d.paint(0.2, func(u, v float64) (float64, float64) {
			u = u*side - d.noseWidth*0.45
			return 0.6 * edge(oval(u, v-d.noseLength-0.045-0.15*u, 0.045, 0.02, 2), 0.03), d.skin * 0.3
		})
		d.paint(0.18, func(u, v float64) (float64, float64) { // the wing
			u = u*side - d.noseWidth*0.98
			return 0.28 * edge(oval(u, v-d.noseLength, 0.022, 0.06, 2), 0.035), d.skin * 0.4
		})
	})
}

func (d *drawing) mouth() {
	half := d.mouthWidth * (1 + 0.18*max(0, d.smile))
	bend := 0.11 * d.smile
	gap := 0.07 * d.open
	d.paint(0.15, func(u, v float64) (float64, float64) {
		v -= d.mouthHeight
		t := u / half
		if math.Abs(t) > 1.15 {
			return 0, 0
		}
		line := bend * (0.35 - t*t) // the corners go up in a smile
		rise := max(0, 1-t*t)
		upper := line - d.lips*(0.75*rise-0.28*gauss(t, 0.18)) - gap*rise*0.4
		lower := line + (d.lips*1.25+gap)*math.Sqrt(rise)*rise
		cover := 0.75 * edge(max(upper-v, v-lower), 0.03)
		level := d.skin * 0.62
		if v > line {
			level = d.lit(d.skin*0.78, 0, 4*(v-line-d.lips*0.5-gap))
		}
		return cover, level
	})
	d.paint(0.15, func(u, v float64) (float64, float64) { // the line between the lips, or what an open mouth shows
		v -= d.mouthHeight
		t := u / half
		line := bend * (0.35 - t*t)
		inner := gap * max(0, 1-t*t/0.8)
		distance := max(math.Abs(u)-half, math.Abs(v-line-inner*0.4)-inner*0.75-0.012)
		teeth := edge(v-line-inner*0.3, 0.02) * edge(0.015-inner, 0.015) * edge(math.Abs(t)-0.7, 0.15)
		return 0.85 * edge(distance, 0.022), d.skin*0.22 + teeth*(0.88-d.skin*0.22)
	})
}

func (d *drawing) eye(side float64) {
	open := d.eyeHeight * d.eyeOpen
	centre, tilt := d.eyeGap, d.eyeTilt
	place := func(u, v float64) (float64, float64) {
		u = u*side - centre
		return u, v + 0.1 + tilt*u
	}
	lids := func(u, v float64) float64 { // about the distance from the almond between the lids
		t := u / d.eyeWidth
		rise := 1 - t*t
		return max(-open*rise-v, v-0.65*open*rise)
	}
	d.paint(0.1, func(u, v float64) (float64, float64) {
		u, v = place(u, v)
		inside := edge(lids(u, v), 0.018)
		if inside == 0 || math.Abs(u) > d.eyeWidth {
			return 0, 0
		}
		level := d.lit(0.93-2*max(0, -v-open*0.5), 0.5*u, 0)
		r := math.Hypot(u-side*d.gaze*0.09, v+0.1*open)
		level += edge(r-0.075, 0.015) * (d.iris + 0.8*max(0, v) - level)
		level += edge(r-0.034, 0.012) * (0.04 - level)
		level += edge(math.Hypot(u-side*d.gaze*0.09-side*0.025, v+0.1*open+0.025)-0.016, 0.012) * (1 - level)
		return inside, level
	})
	pen := 0.012
	if d.lashes {
		pen = 0.022
	}
	d.paint(0.1, func(u, v float64) (float64, float64) { // the upper lid's line
		u, v = place(u, v)
		return 0.85 * edge(arc(u, v, d.eyeWidth*1.1, -open*1.05, pen), 0.018), 0.08
	})
	d.paint(0.1, func(u, v float64) (float64, float64) { // its fold, and the line of the lower lid
		u, v = place(u, v)
		fold := 0.35 * edge(arc(u, v+0.045, d.eyeWidth*1.05, -open*0.95, 0.008), 0.03)
		below := 0.25 * edge(arc(u, v-0.012, d.eyeWidth, open*0.7, 0.006), 0.025)
		return max(fold, below), d.skin * 0.4
	})
}

func (d *drawing) brow(side float64) {
	d.paint(0.1, func(u, v float64) (float64, float64) {
		u = u*side - d.eyeGap - 0.01
		v += 0.1 + d.browHeight + d.browLift + d.browTilt*u
		strands := 0.85 + 0.15*math.Sin(70*u+40*v+d.phase)
		return 0.88 * strands * edge(arc(u, v, d.eyeWidth*1.4, -d.arch, d.browWidth), 0.03), d.hair * 0.75
	})
}
