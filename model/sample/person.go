package sample

import "math/rand/v2"

// The lengths are in head units: half the height of a face is about 1. u grows to the right, v downwards, the origin lies
// between the eyes and the mouth. Levels run from 0, black, to 1, white.

// hairStyle is how the hair falls.
type hairStyle int

const (
	short hairStyle = iota
	parted
	fringe
	long
	curly
	bald
)

// styles are drawn from, so many times each.
var styles = []hairStyle{short, short, parted, parted, fringe, fringe, long, long, long, long, curly, curly, bald}

// beardStyle is what grows on the chin.
type beardStyle int

const (
	shaven beardStyle = iota
	stubble
	moustache
	full
)

var beards = []beardStyle{stubble, moustache, full, full}

// person is what stays the same in all pictures of someone.
type person struct {
	skin, hair, iris, shirt, ground        float64 // levels
	width, jaw, chin, crown                float64 // of the head; jaw is the exponent of its lower outline
	eyeGap, eyeWidth, eyeHeight, eyeTilt   float64
	browHeight, browWidth, browTilt, arch  float64
	noseLength, noseWidth                  float64
	mouthHeight, mouthWidth, lips          float64
	ears, hairline, volume, partingSide    float64
	style                                  hairStyle
	beard                                  beardStyle
	glasses, roundGlasses, lashes, collars bool
}

// dice draws from a range, evenly.
type dice struct{ *rand.Rand }

func (d dice) in(low, high float64) float64 { return low + (high-low)*d.Float64() }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// newPerson draws someone. Long hair and beards don't meet, for the drawings to stay simple; the rest is free.
func newPerson(d dice) person {
	p := person{
		skin: d.in(0.5, 0.92), iris: d.in(0.12, 0.45), shirt: d.in(0.15, 0.85), ground: d.in(0.3, 0.8),
		width: d.in(0.66, 0.8), jaw: d.in(1.75, 2.6), chin: d.in(0.93, 1.07), crown: d.in(0.98, 1.1),
		eyeGap: d.in(0.27, 0.36), eyeWidth: d.in(0.125, 0.17), eyeHeight: d.in(0.06, 0.1), eyeTilt: d.in(-0.14, 0.16),
		browHeight: d.in(0.18, 0.27), browWidth: d.in(0.022, 0.05), browTilt: d.in(-0.2, 0.16), arch: d.in(0.02, 0.09),
		noseLength: d.in(0.22, 0.36), noseWidth: d.in(0.1, 0.17),
		mouthHeight: d.in(0.52, 0.6), mouthWidth: d.in(0.2, 0.3), lips: d.in(0.03, 0.075),
		ears: d.in(0.8, 1.25), hairline: d.in(0.5, 0.72), volume: d.in(0.08, 0.2),
	}
	p.hair = p.skin * d.in(0.1, 0.68)
	if d.chance(0.12) {
		p.hair = d.in(0.75, 0.92) // white
	}
	p.partingSide = 1
	if d.chance(0.5) {
		p.partingSide = -1
	}
	p.style = styles[d.IntN(len(styles))]
	if grown := d.Float64(); p.style != long && p.style != fringe && grown < 0.42 {
		p.beard = beards[d.IntN(len(beards))]
	}
	p.glasses, p.roundGlasses = d.chance(0.3), d.chance(0.5)
	p.lashes, p.collars = p.beard == shaven && d.chance(0.6), d.chance(0.5)
	return p
}

// moment is what changes from picture to picture.
type moment struct {
	shiftX, shiftY, scale, roll, yaw, nod float64 // pixels, pixels a unit, radians; yaw and nod as shares of a unit
	lightX, lightY, ambient, gain         float64
	smile, open, browLift, eyeOpen, gaze  float64
	blur, noise                           float64 // standard deviations in pixels and levels
}

func newMoment(d dice) moment {
	return moment{
		shiftX: d.in(-3.5, 3.5), shiftY: d.in(-3, 3), scale: d.in(37, 43), roll: d.in(-0.13, 0.13), yaw: d.in(-0.6, 0.6), nod: d.in(-0.4, 0.4),
		lightX: d.in(-0.75, 0.75), lightY: d.in(-0.6, 0.1), ambient: d.in(0.3, 0.55), gain: d.in(0.85, 1.12),
		smile: d.in(-0.25, 1), open: max(0, d.in(-1.2, 1)), browLift: d.in(-0.03, 0.05), eyeOpen: d.in(0.55, 1.15), gaze: d.in(-0.3, 0.3),
		blur: d.in(0.25, 0.7), noise: d.in(0.006, 0.022),
	}
}
