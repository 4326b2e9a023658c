package sample

import "math"

// covered spares a layer its level where it covers nothing.
func covered(cover float64, level func() float64) (float64, float64) {
	if cover == 0 {
		return 0, 0
	}
	return cover, level()
}

// strands is the level of hair at a place: fine lines that run along the given direction, and a gloss on the lit side.
func (d *drawing) strands(u, v, across float64) float64 {
	lines := 1 + 0.1*math.Sin(46*across+d.phase+2*math.Sin(5*v+d.phase)) + 0.07*math.Sin(91*across+3*d.phase)
	gloss := 0.16 * bell(u-0.5*d.lightX, v+0.85, 0.4, 0.2)
	return d.lit(d.hair*lines+gloss, 0.9*u, 0.35*v)
}

// backHair is what hangs or stands behind the head.
func (d *drawing) backHair() {
	switch d.style {
	case bald:
		return
	case long:
		d.paint(-0.08, func(u, v float64) (float64, float64) {
			width := d.width + d.volume + 0.05 + 0.06*math.Sin(2.5*v+d.phase)
			distance := oval(u, v, width, d.crown+d.volume, 2.3)
			if v > 0 {
				distance = max(math.Abs(u)-width, v-1.18)
			}
			return covered(edge(distance, pixel), func() float64 { return 0.85 * d.strands(u, v, u) })
		})
	case curly:
		d.paint(-0.02, func(u, v float64) (float64, float64) {
			angle := math.Atan2(v+0.25, u)
			curls := 0.035 * math.Sin(17*angle+d.phase)
			distance := oval(u, v+0.28, d.width+d.volume+0.12, d.crown-0.1+d.volume, 2) - curls
			return covered(edge(distance, 0.04), func() float64 { return d.curls(u, v) })
		})
	default:
		d.paint(0.0, func(u, v float64) (float64, float64) {
			distance := max(oval(u, v+0.05, d.width+d.volume*0.5, d.crown+d.volume*0.6, 2.2), v-0.12)
			return covered(edge(distance, 0.03), func() float64 { return d.strands(u, v, math.Atan2(u, -v-0.2)) })
		})
	}
}

// curls is the level of curly hair: small rounds.
func (d *drawing) curls(u, v float64) float64 {
	rounds := math.Sin(21*u+3*math.Sin(9*v+d.phase)) * math.Sin(19*v+3*math.Sin(8*u-d.phase))
	return d.lit(d.hair*(1+0.22*rounds), 0.7*u, 0.4*v)
}

// hairEdge is how far down the forehead the hair comes at u: more negative is higher.
func (d *drawing) hairEdge(u float64) float64 {
	t := u / d.width
	switch d.style {
	case parted: // from the parting down to the temple on the other side
		s := t*d.partingSide + 0.4
		return -d.hairline - 0.16 + 0.34*math.Abs(s)*min(1.2, math.Abs(s)+0.35)
	case fringe:
		return -0.36 - 0.03*math.Sin(14*t+d.phase) + 0.1*t*t
	case long:
		return -d.hairline - 0.17 + 0.62*math.Abs(t)*math.Abs(t) + 0.2*math.Abs(t)
	default:
		return -d.hairline - 0.05 + 0.1*t*t + 0.5*math.Pow(math.Abs(t), 6)
	}
}

// frontHair covers the forehead and the temples.
func (d *drawing) frontHair() {
	if d.style == bald {
		d.paint(0.05, func(u, v float64) (float64, float64) { // a short fringe above the ears
			side := edge(0.9*d.width-math.Abs(u)-0.25*max(0, -v-0.2), 0.09) * edge(math.Abs(v+0.25)-0.25, 0.12)
			return 0.8 * side * edge(d.outline(u, v), pixel), d.strands(u, v, v)
		})
		return
	}
	d.paint(0.06, func(u, v float64) (float64, float64) {
		top := oval(u, v, d.width+0.02+d.volume*0.4, d.crown+d.volume*0.6, 2.15)
		if v > 0 {
			top = math.Abs(u) - d.width - 0.02
		}
		wisps := 0.015 * math.Sin(38*u+d.phase)
		cover := edge(max(top, v-d.hairEdge(u)-wisps), 0.035)
		if d.style == curly {
			return covered(cover, func() float64 { return d.curls(u, v) })
		}
		if cover == 0 {
			return 0, 0
		}
		across := math.Atan2(u-0.3*d.partingSide*d.width, -v+0.2)
		return cover, d.strands(u, v, across)
	})
	if d.style == long {
		return
	}
	mirrored(func(side float64) { // the sideburns
		d.paint(0.02, func(u, v float64) (float64, float64) {
			u = u*side - d.width*0.95
			cover := 0.8 * edge(max(math.Abs(u)-0.07, math.Abs(v+0.3)-0.28), 0.06)
			return covered(cover, func() float64 { return d.strands(u, v, u) })
		})
	})
}

func (d *drawing) growBeard() {
	if d.beard == shaven {
		return
	}
	strength, level := 0.85, d.hair*0.9
	if d.beard == stubble {
		strength, level = 0.38, d.hair*0.6
	}
	moustacheAt := d.mouthHeight - d.lips - 0.075
	d.paint(0.07, func(u, v float64) (float64, float64) {
		grain := 0.92 + 0.08*math.Sin(60*u+25*v+d.phase+3*math.Sin(13*v))
		lip := edge(arc(u, v-moustacheAt-0.09, d.mouthWidth*1.5, -0.1, 0.06), 0.035)
		if d.beard == moustache {
			return strength * grain * lip, level
		}
		cheek := 0.12 + 0.28*edge(math.Abs(u)-0.42, 0.25) // the upper edge, lower before the mouth
		jaw := edge(cheek+0.04-v, 0.1) * edge(d.outline(u, v), 0.03)
		around := edge(oval(u, v-d.mouthHeight-0.02, d.mouthWidth*0.95, 0.1, 2.4), 0.05)
		return strength * grain * max(lip, jaw*(1-around)), d.lit(level*1.1, 0.6*u, 0.3)
	})
}

func (d *drawing) drawGlasses() {
	w, h, p := 0.24, 0.17, 3.6
	if d.roundGlasses {
		w, h, p = 0.215, 0.2, 2
	}
	mirrored(func(side float64) {
		d.paint(0.14, func(u, v float64) (float64, float64) {
			u = u*side - d.eyeGap - 0.01
			ring := oval(u, v+0.08, w, h, p)
			glare := 0.14 * edge(ring, pixel) * edge(math.Abs(u+v*0.8+0.05)-0.04, 0.03)
			frame := 0.9 * edge(math.Abs(ring)-0.012, 0.02)
			if glare > frame {
				return glare, 1
			}
			return frame, 0.1
		})
		d.paint(0.1, func(u, v float64) (float64, float64) { // the temple
			u *= side
			return 0.8 * edge(max(math.Abs(v+0.12)-0.014, d.eyeGap+w-u, u-d.width*0.99), 0.02), 0.12
		})
	})
	d.paint(0.18, func(u, v float64) (float64, float64) { // the bridge
		return 0.9 * edge(max(math.Abs(v+0.11+0.3*u*u)-0.014, math.Abs(u)-(d.eyeGap-w+0.02)), 0.02), 0.1
	})
}
