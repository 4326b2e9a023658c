package gallery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"siamface/model/face"
	"siamface/model/spelling"
	"siamface/model/tower"
)

// UsualFPIR is the false positive identification rate where nobody chooses one.
const UsualFPIR = 0.01

// Limits are the distances by which a face is judged. Closer than Known to somebody, it is known; from Unknown on from everybody, it is
// not; between the two it is unsure.
type Limits struct {
	FPIR           float64 `json:"fpir"`
	Known          float64 `json:"known"`
	Unknown        float64 `json:"unknown"`
	Measured       bool    `json:"measured"` // on this gallery's people; else the recogniser's own
	Closest        bool    `json:"-"`        // Known isn't measured, and is how close two of the gallery's people come to each other
	People, Photos int     `json:"-"`
}

// Strangers are how close a gallery lets people come whom it doesn't know: of each of some people, the distances of photos to the closest
// of everybody else, as if the person weren't enrolled.
type Strangers struct {
	Revision int64       `json:"revision"`
	People   int         `json:"people"`  // of the gallery
	Closest  [][]float64 `json:"closest"` // a list for each person that was tried
}

// The most people, and photos of each, that are tried as strangers, and the most products of a photo with a photo.
const (
	mostStrangers     = 1000
	photosOfStrangers = 3
	mostProducts      = 2e9
)

const keyStrangers = "strangers"

// MeasureStrangers tries the gallery's own people as strangers, unless that was done since it last changed.
func (g *Gallery) MeasureStrangers(ctx context.Context) (s Strangers, err error) {
	revision, err := g.Revision(ctx)
	if err != nil {
		return s, err
	}
	text, err := g.Recall(ctx, keyStrangers)
	if err != nil {
		return s, err
	}
	if text != "" && json.Unmarshal([]byte(text), &s) == nil && s.Revision == revision {
		return s, nil
	}
	if s, err = g.tryStrangers(ctx); err != nil {
		return s, err
	}
	s.Revision = revision
	data, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	_ = g.Remember(ctx, keyStrangers, string(data)) // of a gallery that can only be read, it is measured each time
	return s, nil
}

// tryStrangers searches for the photos of some people among everybody else.
func (g *Gallery) tryStrangers(ctx context.Context) (s Strangers, err error) {
	people, err := g.People(ctx)
	if err != nil {
		return s, err
	}
	s.People = len(people)
	photos := 0
	for _, p := range people {
		photos += p.Photos
	}
	if len(people) < 2 {
		return s, nil
	}
	most := int(max(300, min(mostStrangers, mostProducts/float64(photos)/photosOfStrangers)))
	sample, err := g.Sample(ctx, most, photosOfStrangers, 1)
	if err != nil {
		return s, err
	}
	var queries []float32
	for _, p := range sample {
		queries = append(queries, p.Embedding...)
	}
	hits, err := g.Search(ctx, queries, 2)
	if err != nil {
		return s, err
	}
	last := ""
	for i, p := range sample {
		for _, h := range hits[i] {
			if spelling.Key(h.Person) == spelling.Key(p.Person) {
				continue
			}
			if p.Person != last {
				s.Closest, last = append(s.Closest, nil), p.Person
			}
			s.Closest[len(s.Closest)-1] = append(s.Closest[len(s.Closest)-1], h.Distance)
			break
		}
	}
	return s, nil
}

// quantile is the distance below which a share of strangers come, each person weighing the same however many photos they have.
func (s Strangers) quantile(share float64) float64 {
	type weighted struct{ distance, weight float64 }
	var all []weighted
	for _, person := range s.Closest {
		for _, d := range person {
			all = append(all, weighted{d, 1 / float64(len(person)) / float64(len(s.Closest))})
		}
	}
	slices.SortFunc(all, func(a, b weighted) int {
		if a.distance < b.distance {
			return -1
		}
		return 1
	})
	sum := 0.0
	for _, w := range all {
		if sum += w.weight; sum > share+1e-12 {
			return w.distance
		}
	}
	return math.Inf(1)
}

// shows tells whether as many people can show a rate: by the rule of three, from 3/rate on.
func (s Strangers) shows(rate float64) bool { return float64(len(s.Closest))*rate >= 3 }

// ErrUnmeasured is beneath the error for a rate that neither a gallery's people nor its network can show.
var ErrUnmeasured = errors.New("nothing was measured of this network's distances")

// Limits are the distances for a false positive identification rate. Known is that of the rate, and Unknown that of ten times it, measured
// on strangers to this very gallery. Where its people are too few to show a rate, it is the smaller of the closest of all strangers and of
// what the model's own judgement says: for the untrained networks, the distance that a stranger is expected to reach at that rate among as
// many photos; for a trained one, the distance below which it is sure of a pair. The error is ErrUnmeasured where that isn't known either.
func (g *Gallery) Limits(ctx context.Context, fpir float64, j tower.Judgement) (Limits, error) {
	if !(fpir > 0 && fpir < 1) {
		return Limits{}, fmt.Errorf("a false positive identification rate of %v isn't between 0 and 1", fpir)
	}
	s, err := g.MeasureStrangers(ctx)
	if err != nil {
		return Limits{}, err
	}
	if !s.shows(fpir) && !j.Known() {
		return Limits{}, fmt.Errorf("%w, and %d people are too few to measure a rate of %v on; give a distance as the threshold", ErrUnmeasured, s.People, fpir)
	}
	people, err := g.People(ctx)
	if err != nil {
		return Limits{}, err
	}
	l := Limits{FPIR: fpir, People: len(people), Measured: s.shows(fpir)}
	for _, p := range people {
		l.Photos += p.Photos
	}
	l.Known = s.limit(fpir, l.Photos, j)
	l.Closest = !l.Measured && l.Known == s.quantile(0)
	l.Unknown = max(l.Known, s.limit(min(10*fpir, 0.5), l.Photos, j))
	return l, nil
}

// limit is the distance for a rate.
func (s Strangers) limit(rate float64, photos int, j tower.Judgement) float64 {
	if s.shows(rate) {
		return s.quantile(rate)
	}
	closest := s.quantile(0)
	if !j.Known() {
		return closest
	}
	if !j.General {
		return min(closest, j.Sure)
	}
	each := -math.Expm1(math.Log1p(-rate) / float64(max(photos, 1))) // 1 − (1 − rate)^(1/photos)
	return min(closest, face.Current().DistanceAt(each))
}
