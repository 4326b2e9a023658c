package audit

import (
	"image"
	"math"
	"math/bits"

	"siamface/model/photo"
)

const (
	side  = 32 // of a small picture, in pixels
	cells = side * side

	// reach is how many bits the hashes of one picture may differ by. Copies differed by 8 at most when brightened until much
	// of them was white, by 5 when stored as JPEG of quality 10.
	reach = 10
	// alike is the least correlation of the details of one picture's copies. Of all pairs of the ORL faces, which were taken
	// a moment apart, the closest two reach 0.954; copies of half the size stored as JPEG of quality 50, 0.969 or more.
	alike = 0.965
	// twins is the least correlation from which on nothing is a copy of one picture that isn't, but for a hundredth, one of the other.
	twins = 0.99
	// roughly is what the correlation of every sparse-th cell, which don't lie below one another, must reach first. Of 146 cells
	// that of copies is hardly ever as far below that of all.
	roughly, sparse = 0.85, 7
	// darkest and brightest bound the levels that are compared: beyond them, brightening has cut the details off.
	darkest, brightest = 8, 247
	// fewest is how many cells within these bounds a comparison needs.
	fewest = cells / 3
	// faintest is the least root mean square of the details, in levels: of a blank picture nothing can be said.
	faintest = 1.5
	// scale is that of the details, which are stored as whole numbers.
	scale = 16
)

// small is what is kept of a picture: its levels at side × side, whatever its aspect, the details in them, and difference hashes
// of it and of its mirror image.
type small struct {
	level        [cells]uint8
	detail       [cells]int16 // level less the mean of the 5×5 cells around it, times scale
	hash, mirror uint64
	blank        bool
}

// shrinkPicture makes a small picture.
func shrinkPicture(img image.Image) *small {
	s := new(small)
	pixels := photo.Resize(img, side, side).Pix
	for i := range s.level {
		r, g, b := int(pixels[4*i]), int(pixels[4*i+1]), int(pixels[4*i+2])
		s.level[i] = uint8((299*r + 587*g + 114*b + 500) / 1000)
	}
	sum := 0.0
	for i := range s.detail {
		d := float64(s.level[i]) - s.meanAround(i%side, i/side)
		s.detail[i] = int16(math.Round(scale * d))
		sum += d * d
	}
	s.blank = math.Sqrt(sum/cells) < faintest
	s.hash, s.mirror = s.hashBoth()
	return s
}

// meanAround is the mean level of the 5×5 cells around one, as far as they lie in the picture.
func (s *small) meanAround(x, y int) float64 {
	sum, n := 0, 0
	for v := max(0, y-2); v <= min(side-1, y+2); v++ {
		for u := max(0, x-2); u <= min(side-1, x+2); u++ {
			sum += int(s.level[v*side+u])
			n++
		}
	}
	return float64(sum) / float64(n)
}

// hashBoth makes the difference hashes ("dHash"): a bit for each of 8×8 places, set where the picture gets darker from there to the
// right, at a size of 9×8. The mirror image's is that of the cells read from the right.
func (s *small) hashBoth() (hash, mirror uint64) {
	levels := &image.Gray{Pix: s.level[:], Stride: side, Rect: image.Rect(0, 0, side, side)}
	tiny := photo.Resize(levels, 9, 8).Pix
	at := func(x, y int) uint8 { return tiny[4*(y*9+x)] }
	for y := range 8 {
		for x := range 8 {
			bit := uint64(1) << (8*y + x)
			if at(x, y) > at(x+1, y) {
				hash |= bit
			}
			if at(8-x, y) > at(7-x, y) {
				mirror |= bit
			}
		}
	}
	return hash, mirror
}

// isSame tells whether two pictures are copies of one, and whether one of them is mirrored.
func (s *small) isSame(o *small) (same, mirrored bool) {
	if s.blank || o.blank {
		return false, false
	}
	if bits.OnesCount64(s.hash^o.hash) <= reach && s.isCopyOf(o, false) {
		return true, false
	}
	if bits.OnesCount64(s.hash^o.mirror) <= reach && s.isCopyOf(o, true) {
		return true, true
	}
	return false, false
}

// isTwin tells whether two copies are so much alike that whatever is compared with one needs no comparison with the other.
func (s *small) isTwin(o *small) bool { return s.correlate(o, false, 1) >= twins }

// isCopyOf looks at a few places first: aligned faces have similar hashes, so that many pairs come this far.
func (s *small) isCopyOf(o *small, mirrored bool) bool {
	return s.correlate(o, mirrored, sparse) >= roughly && s.correlate(o, mirrored, 1) >= alike
}

// correlate is Pearson's correlation of the details at every so many-th cell where neither picture is too dark or too bright to have any;
// −1 where hardly any such place is left. With mirrored, it is that with the other's mirror image.
func (s *small) correlate(o *small, mirrored bool, step int) float64 {
	var n, a, b, aa, bb, ab int64
	for i := 0; i < cells; i += step {
		level, j := s.level[i], i
		if mirrored {
			j = i - i%side + side - 1 - i%side
		}
		if level <= darkest || level >= brightest || o.level[j] <= darkest || o.level[j] >= brightest {
			continue
		}
		x, y := int64(s.detail[i]), int64(o.detail[j])
		n, a, b, aa, bb, ab = n+1, a+x, b+y, aa+x*x, bb+y*y, ab+x*y
	}
	if n < int64(fewest/step) {
		return -1
	}
	spread := math.Sqrt(float64(n*aa-a*a)) * math.Sqrt(float64(n*bb-b*b))
	if spread == 0 {
		return -1
	}
	return float64(n*ab-a*b) / spread
}
