package verify

import (
	"math"
	"slices"

	"siamface/model/face"
)

func foundOn(d *face.Description) *Found {
	b := d.Face.Box
	return &Found{
		Faces: d.Sure(), Box: [4]float64{b.X, b.Y, b.W, b.H}, Score: d.Face.Score,
		Quality: append([]face.Flag{}, d.Face.Quality...), Description: d,
	}
}

// void tells whether nothing can be said of two faces: one may be none or is too small, or both are turned, since wrongly cut
// faces resemble each other.
func void(a, b []face.Flag) bool {
	for _, flag := range []face.Flag{face.Uncertain, face.NoFace, face.TooSmall} {
		if slices.Contains(a, flag) || slices.Contains(b, flag) {
			return true
		}
	}
	return slices.Contains(a, face.Pose) && slices.Contains(b, face.Pose)
}

// rarity is how many of 100,000 pairs of different people came closer than a distance: 30.5 million pairs of 4,038 people of the
// LFW set, with the untrained recipe face.
var rarity = []struct{ distance, per100000 float64 }{
	{0.40, 0.6},
	{0.42, 1.6},
	{0.44, 3.8},
	{0.46, 8.9},
	{0.48, 19},
	{0.50, 40},
	{0.52, 78},
	{0.54, 150},
	{0.56, 288},
	{0.58, 543},
	{0.60, 1007},
	{0.62, 1811},
	{0.64, 3130},
	{0.66, 5167},
	{0.68, 8122},
	{0.70, 12156},
	{0.75, 27169},
	{0.80, 47329},
}

// finest is the least share that so many people can show.
const (
	finest       = 1e-5
	finestBelow  = 0.41
	knownUpwards = 0.80
)

// falseMatchRate is the share of different people that come closer than a distance, log-linear between the rows of rarity:
// nothing finer than 1 in 100,000, and nothing beyond the last row.
func falseMatchRate(d float64) *float64 {
	rate := finest
	switch {
	case d > knownUpwards:
		return nil
	case d >= finestBelow:
		i := max(1, slices.IndexFunc(rarity, func(r struct{ distance, per100000 float64 }) bool { return d <= r.distance }))
		a, b := rarity[i-1], rarity[i]
		share := (d - a.distance) / (b.distance - a.distance)
		rate = max(finest, math.Exp(math.Log(a.per100000)+share*(math.Log(b.per100000)-math.Log(a.per100000)))/1e5)
	}
	return &rate
}
