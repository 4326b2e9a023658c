package augment

import "siamface/model/random"

// drawEither draws evenly from −most to most, and nothing where that is 0.
func drawEither(rng *random.Generator, most float64) float64 {
	if most == 0 {
		return 0
	}
	return (2*rng.Float64() - 1) * most
}

// drawUpTo draws evenly from 0 to most, and nothing where that is 0.
func drawUpTo(rng *random.Generator, most float64) float64 {
	if most == 0 {
		return 0
	}
	return rng.Float64() * most
}

func clamp(i, n int) int { return max(0, min(i, n-1)) }
