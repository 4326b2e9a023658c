package gallery

import (
	"context"
	"fmt"

	"siamface/model/album"
	"siamface/model/gallery/store"
)

// Verdict says whether a face is somebody's of the gallery.
type Verdict string

// The verdicts.
const (
	Known   Verdict = "known"
	Unknown Verdict = "unknown"
	Unsure  Verdict = "unsure"
)

// Identified is a face of a photo with the people it may be, the closest first.
type Identified struct {
	Face       album.Face
	Verdict    Verdict
	Candidates []store.Hit
}

// Identify ranks the gallery's people for each face of photos that were read, at most so many for each.
func (g *Gallery) Identify(ctx context.Context, r *album.Reader, photos []album.Photo, l Limits, most int) ([][]Identified, error) {
	if err := g.CheckNetwork(ctx, r.Network()); err != nil {
		return nil, err
	}
	found := make([][]Identified, len(photos))
	var queries []float32
	for i, p := range photos {
		found[i] = []Identified{}
		for _, f := range p.Faces {
			found[i] = append(found[i], Identified{Face: f})
			queries = append(queries, f.Embedding...)
		}
	}
	if len(queries) == 0 {
		return found, nil
	}
	hits, err := g.Search(ctx, queries, most)
	if err != nil {
		return nil, err
	}
	for i := range found {
		for k := range found[i] {
			f := &found[i][k]
			if len(hits) > 0 {
				f.Candidates, hits = hits[0], hits[1:]
			}
			f.Verdict = l.Judge(f.Face, f.Candidates)
		}
	}
	return found, nil
}

// Judge says whether a face is somebody's, by the closest of the candidates. A face of which nothing can be said is unsure.
func (l Limits) Judge(f album.Face, candidates []store.Hit) Verdict {
	switch {
	case f.SaysNothing():
		return Unsure
	case len(candidates) == 0 || candidates[0].Distance >= l.Unknown:
		return Unknown
	case candidates[0].Distance < l.Known:
		return Known
	}
	return Unsure
}

// CheckNetwork refuses another network than that of the gallery's embeddings. An empty gallery takes any.
func (g *Gallery) CheckNetwork(ctx context.Context, name string) error {
	n, err := g.Network(ctx)
	if err != nil || n.Name == "" || n.Name == name {
		return err
	}
	return fmt.Errorf("%w (%s) than the one in use (%s): use that one, or compute all anew with siamface gallery renew", store.ErrNetwork, n.Name, name)
}
