// Package verify asks a model about photos: do two of them show the same person, and how far apart are all pairs of many?
package verify

import (
	"cmp"
	"context"
	"image"

	"siamface/model/distance"
	"siamface/model/face"
	"siamface/model/parallel"
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
	// FartherThan is the share of the pairs of one person tried on validation that were closer than these two photos, as fine as
	// their number can show; nil where it can't be said.
	FartherThan *float64 `json:"farther_than"`
	// FMR is the share of different people that come this close, where it is known: for the untrained recipe face, of faces of which
	// something can be said. Nothing is rarer than it is known of so many people (see face.Recogniser).
	FMR *float64 `json:"fmr"`
	// FNMR is the share of pairs of one person that are at least this far apart, where it is known: for the untrained recipe face. Nothing
	// is rarer than it is known of so many pairs (see face.Recogniser).
	FNMR *float64 `json:"fnmr"`
	// General says that the thresholds are the recogniser's own, measured on other people than the user's.
	General bool `json:"general"`
	// Unmeasured says that there are no thresholds, and so no verdict: the network is one that a user brought, and nobody has measured its
	// distances. Then Threshold and Sure are 0, and the verdict is Unsure.
	Unmeasured bool `json:"unmeasured,omitempty"`
}

// Compare reads two photo files and judges them: their main faces, where the recipe finds faces. An error about one of them is a
// *PhotoError.
func Compare(ctx context.Context, m *tower.Model, a, b string) (Result, error) {
	seen, _, err := inspectFiles(ctx, m, a, b)
	if err != nil {
		return Result{}, err
	}
	return JudgeFaces(m, seen[0], seen[0].Main, seen[1], seen[1].Main), nil
}

// inspectFiles reads two photo files, one beside the other, and sees what they show.
func inspectFiles(ctx context.Context, m *tower.Model, paths ...string) (seen [2]*Inspection, images [2]image.Image, err error) {
	var errs [2]error
	var both parallel.Group
	for i, path := range paths {
		both.Go(func() {
			if images[i], errs[i] = photo.OpenContext(ctx, path); errs[i] != nil {
				errs[i] = &PhotoError{Index: i, Path: path, Err: errs[i]}
				return
			}
			if seen[i], errs[i] = Inspect(ctx, m, images[i]); errs[i] == nil {
				seen[i].path = path
			}
		})
	}
	both.Wait()
	return seen, images, cmp.Or(errs[0], errs[1])
}

// JudgeFaces judges face i of one photo and face j of another, which the same model has seen (see Inspection.Described).
func JudgeFaces(m *tower.Model, a *Inspection, i int, b *Inspection, j int) Result {
	r := JudgeDistance(m.Judgement, distance.Euclidean(a.subjects[i].embedding, b.subjects[j].embedding))
	r.Photos = [2]Photo{a.describePhoto(i), b.describePhoto(j)}
	if flag, _ := r.Voided(); flag != "" {
		r.Verdict, r.CloserThan, r.FartherThan = Unsure, nil, nil
		return r
	}
	if rate, known := face.Current().FMRAt(r.Distance); m.Untrained && known {
		r.FMR = &rate
	}
	if rate, known := face.Current().FNMRAt(r.Distance); m.Untrained && known {
		r.FNMR = &rate
	}
	return r
}

// JudgeDistance turns a distance into a verdict.
func JudgeDistance(j tower.Judgement, d float64) Result {
	if !j.Known() {
		return Result{Verdict: Unsure, Distance: d, Unmeasured: true}
	}
	r := Result{Verdict: Unsure, Distance: d, Threshold: j.Threshold, Sure: j.Sure, General: j.General, CloserThan: closerThan(j, d), FartherThan: fartherThan(j, d)}
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

// WorthSaying is the least FartherThan that speaks against one person.
const WorthSaying = 0.75

// fartherThan looks the distance up among the quantiles of the genuine pairs, with the same care.
func fartherThan(j tower.Judgement, d float64) *float64 {
	if len(j.GenuineQuantiles) != len(tower.QuantileFractions) {
		return nil
	}
	for i := len(j.GenuineQuantiles) - 1; i >= 0; i-- {
		if share := tower.QuantileFractions[i]; d > j.GenuineQuantiles[i] && 3 <= (1-share)*float64(j.Genuine) {
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
