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
	detail       [cells]int16 // level less the mean of the 5×5 cells around it, times scale; 0 where there is none
	hidden       hiddenCells  // where there is none
	sums         moments      // n, a and aa, of all details
	hash, mirror uint64
	blank        bool
	few, turned  fewCells // of it and of its mirror image
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
		sum += d * d
		if hasDetail(s.level[i]) {
			s.detail[i] = int16(math.Round(scale * d))
			s.sums.add(int64(s.detail[i]), 0)
		} else {
			s.hidden.add(i)
		}
	}
	s.blank = math.Sqrt(sum/cells) < faintest
	s.hash, s.mirror = s.hashBoth()
	s.few, s.turned = s.pickCells(false), s.pickCells(true)
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
func (s *small) isTwin(o *small) bool { return s.correlate(o, false) >= twins }

// isCopyOf looks at a few places first: aligned faces have similar hashes, so that many pairs come this far.
func (s *small) isCopyOf(o *small, mirrored bool) bool {
	few := &o.few
	if mirrored {
		few = &o.turned
	}
	return s.few.correlate(few) >= roughly && s.correlate(o, mirrored) >= alike
}

func mirrorCell(i int) int { return i - i%side + side - 1 - i%side }

// hasDetail tells whether a level isn't too dark or too bright to have any detail.
func hasDetail(level uint8) bool { return level > darkest && level < brightest }
