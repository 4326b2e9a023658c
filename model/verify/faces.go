package verify

import (
	"slices"

	"siamface/model/face"
)

func newFound(d *face.Description) *Found {
	b := d.Face.Box
	return &Found{
		Faces: d.Sure(), Box: [4]float64{b.X, b.Y, b.W, b.H}, Score: d.Face.Score,
		Quality: append([]face.Flag{}, d.Face.Quality...), Description: d,
	}
}

// Voided says what makes that nothing can be said of two faces, and of which of them: one may be none, or the recogniser made nothing of it.
// Without such a thing the flag is empty.
func (r Result) Voided() (flag face.Flag, which [2]bool) {
	a, b := r.Photos[0].Found, r.Photos[1].Found
	if a == nil || b == nil {
		return "", which
	}
	for _, flag := range []face.Flag{face.NoFace, face.Uncertain, face.Void} {
		which = [2]bool{slices.Contains(a.Quality, flag), slices.Contains(b.Quality, flag)}
		if which[0] || which[1] {
			return flag, which
		}
	}
	return "", which
}

// Why are the flags that explain what weakens the face found on a photo.
func (f *Found) Why() (why []face.Flag) {
	for _, flag := range f.Quality {
		if flag.Explains() {
			why = append(why, flag)
		}
	}
	return why
}
