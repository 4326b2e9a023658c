// Package verify asks a model about photos: do two of them show the same person, and how far apart are all pairs of many?
package verify

import (
	"context"
	"image"

	"siamface/model/distance"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/tower"
)

// Verdict is what a distance says.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "same"
	Different Verdict = "different"
	Unsure    Verdict = "unsure"
)

// Photo is what is known of a photo that was compared.
type Photo struct {
	Path   string `json:"path"`
	Width  int    `json:"width"` // upright, in pixels
	Height int    `json:"height"`
	*Found        // for the recipe face
}

// Found is what a photo shows.
type Found struct {
	// Faces counts the faces that the detector is sure of.
	Faces int `json:"faces"`
	// Box is the main face: x, y, width and height in pixels. It may reach outside; without a face it is the whole photo.
	Box     [4]float64  `json:"box"`
	Score   float64     `json:"score"`   // of the detector, 0 to 1
	Quality []face.Flag `json:"quality"` // what weakens the comparison

	Description *face.Description `json:"-"`
}

// Result is what a comparison found. Below Sure the photos show the same person, from Threshold on different people.
type Result struct {
	Verdict   Verdict  `json:"verdict"`
	Distance  float64  `json:"distance"`
	Threshold float64  `json:"threshold"`
	Sure      float64  `json:"sure"`
	Photos    [2]Photo `json:"photos"`
	// CloserThan is the share of the different people tried on validation that were farther apart than these two photos, as
	// fine as their number can show; nil where it can't be said.
	CloserThan *float64 `json:"closer_than"`
	// FMR is the share of different people that come this close, where it is known: for the untrained recipe face.
	FMR *float64 `json:"fmr"`
}

// Compare reads two photo files and judges them. An error about one of them is a *PhotoError.
func Compare(ctx context.Context, m *tower.Model, a, b string) (Result, error) {
	var images [2]image.Image
	paths := [2]string{a, b}
	for i, path := range paths {
		img, err := photo.Open(path)
		if err != nil {
			return Result{}, &PhotoError{Index: i, Path: path, Err: err}
		}
		images[i] = img
	}
	r, err := Images(ctx, m, images[0], images[1])
	for i := range r.Photos {
		r.Photos[i].Path = paths[i]
	}
	return r, err
}

// Images judges two decoded photos.
func Images(ctx context.Context, m *tower.Model, a, b image.Image) (Result, error) {
	embeddings, found, err := m.EmbedPhotos(ctx, a, b)
	if err != nil {
		return Result{}, err
	}
	n := len(embeddings) / 2
	r := Judge(m.Judgement, distance.Euclidean(embeddings[:n], embeddings[n:]))
	for i, img := range []image.Image{a, b} {
		r.Photos[i].Width, r.Photos[i].Height = img.Bounds().Dx(), img.Bounds().Dy()
		if d := found[i]; d != nil {
			r.Photos[i].Found = foundOn(d)
		}
	}
	if m.Untrained {
		r.FMR = falseMatchRate(r.Distance)
	}
	if found[0] != nil && void(found[0].Face.Quality, found[1].Face.Quality) {
		r.Verdict = Unsure
	}
	return r, nil
}

// Judge turns a distance into a verdict.
func Judge(j tower.Judgement, d float64) Result {
	r := Result{Verdict: Unsure, Distance: d, Threshold: j.Threshold, Sure: j.Sure, CloserThan: closerThan(j, d)}
	switch {
	case d < j.Sure:
		r.Verdict = Same
	case d >= j.Threshold:
		r.Verdict = Different
	}
	return r
}

// closerThan looks the distance up among the quantiles of the impostor pairs. A share beyond what their number can show (the
// rule of three: 1 − 3/n) is not claimed.
func closerThan(j tower.Judgement, d float64) *float64 {
	if len(j.ImpostorQuantiles) != len(tower.QuantileFractions) {
		return nil
	}
	for i, q := range j.ImpostorQuantiles {
		fraction := tower.QuantileFractions[i]
		if d < q && 3 <= fraction*float64(j.Impostor) {
			share := 1 - fraction
			return &share
		}
	}
	return nil
}

// PhotoError is a photo that could not be compared.
type PhotoError struct {
	Index int // 0 for the first photo, 1 for the second
	Path  string
	Err   error
}

func (e *PhotoError) Error() string { return e.Err.Error() }

func (e *PhotoError) Unwrap() error { return e.Err }
