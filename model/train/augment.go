package train

import (
	"math/rand/v2"

	"siamface/model/tower"
)

// augmenter changes a photo's pixels a little each time that it is shown: mirrored half of the time, and moved by up to
// three pixels with its edges repeated. So a tower trained whole learns the face and not the place.
type augmenter struct {
	on                      bool
	width, height, channels int
	rng                     *rand.Rand
	old                     []float32
}

const greatestShift = 3

func newAugmenter(s Settings, in tower.Input) augmenter {
	return augmenter{
		on: s.Mirror, width: in.Width, height: in.Height, channels: in.Channels,
		rng: rand.New(rand.NewPCG(s.Seed, 3)), old: make([]float32, in.Size()),
	}
}

// change works in place on one photo's pixels, channel after channel.
func (a *augmenter) change(pixels []float32) {
	if !a.on {
		return
	}
	copy(a.old, pixels)
	mirror := a.rng.IntN(2) == 1
	dx, dy := a.rng.IntN(2*greatestShift+1)-greatestShift, a.rng.IntN(2*greatestShift+1)-greatestShift
	for c := range a.channels {
		plane := c * a.width * a.height
		for y := range a.height {
			from := plane + clamp(y+dy, a.height)*a.width
			for x := range a.width {
				u := clamp(x+dx, a.width)
				if mirror {
					u = a.width - 1 - u
				}
				pixels[plane+y*a.width+x] = a.old[from+u]
			}
		}
	}
}

func clamp(i, n int) int { return max(0, min(i, n-1)) }
