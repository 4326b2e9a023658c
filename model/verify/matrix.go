package verify

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/tower"
)

// Matrix are the faces of two photos, all of the first against all of the second.
type Matrix struct {
	Faces     [2][]Pictured `json:"faces"`
	Distances [][]float64   `json:"distances"` // a row for each face of the first photo, a column for each of the second
	Verdicts  [][]Verdict   `json:"verdicts"`
	Best      []Match       `json:"best"`
}

// Pictured is a face of a photo.
type Pictured struct {
	Box     [4]float64  `json:"box"` // x, y, width and height in pixels
	Score   float64     `json:"score"`
	Quality []face.Flag `json:"quality"`
	Main    bool        `json:"main"` // whether the photo is likely of it
}

// Match is a face of the first photo and the face of the second that is its best match.
type Match struct {
	A        int     `json:"a"`
	B        int     `json:"b"`
	Distance float64 `json:"distance"`
	Verdict  Verdict `json:"verdict"`
}

// errNoFaces is why some recipes can't compare faces one by one.
var errNoFaces = errors.New("this model compares photos as a whole; to compare all faces, take one of a recipe that finds faces, such as face, or none")

// CompareAllFaces is Compare, and compares all faces of the two photos besides. The model must be of a recipe that finds faces.
func CompareAllFaces(ctx context.Context, m *tower.Model, a, b string) (Result, Matrix, error) {
	if !m.Design.Input.FindsFaces() {
		return Result{}, Matrix{}, errNoFaces
	}
	seen, images, err := inspectFiles(ctx, m, a, b)
	if err != nil {
		return Result{}, Matrix{}, err
	}
	var errs [2]error
	var both parallel.Group
	for i := range seen {
		both.Go(func() { seen[i], errs[i] = seen[i].Describe(ctx, m, images[i]) })
	}
	both.Wait()
	if err := cmp.Or(errs[0], errs[1]); err != nil {
		return Result{}, Matrix{}, err
	}
	return JudgeFaces(m, seen[0], seen[0].Main, seen[1], seen[1].Main), CompareFaces(m, seen[0], seen[1]), nil
}

// CompareFaces compares all faces of a with all faces of b, each of which must be described.
func CompareFaces(m *tower.Model, a, b *Inspection) Matrix {
	all := Matrix{
		Faces:     [2][]Pictured{a.listFaces(), b.listFaces()},
		Distances: make([][]float64, a.Faces()), Verdicts: make([][]Verdict, a.Faces()),
	}
	var pairs []Match
	for i := range all.Distances {
		for j := range b.Faces() {
			r := JudgeFaces(m, a, i, b, j)
			all.Distances[i], all.Verdicts[i] = append(all.Distances[i], r.Distance), append(all.Verdicts[i], r.Verdict)
			if flag, _ := r.Voided(); r.Distance < r.Threshold && flag == "" {
				pairs = append(pairs, Match{i, j, r.Distance, r.Verdict})
			}
		}
	}
	all.Best = bestMatches(pairs)
	return all
}

func (s *Inspection) listFaces() []Pictured {
	faces := make([]Pictured, s.Faces())
	for i := range faces {
		if f := s.Found(i); f != nil {
			faces[i] = Pictured{Box: f.Box, Score: f.Score, Quality: f.Quality, Main: i == s.Main}
		}
	}
	return faces
}

// bestMatches gives each face at most one other, the closest pair first, then the closest of the faces that are left. So no two
// faces are closer to each other than both are to their matches: the stable assignment, of which there is one as long as no two
// distances are equal. The sum of the distances may not be the smallest, which isn't the question: who has no counterpart on the
// other photo shouldn't push others to worse ones.
func bestMatches(pairs []Match) []Match {
	pairs = slices.Clone(pairs)
	slices.SortStableFunc(pairs, func(x, y Match) int { return cmp.Compare(x.Distance, y.Distance) })
	best := []Match{}
	for _, p := range pairs {
		if !slices.ContainsFunc(best, func(taken Match) bool { return taken.A == p.A || taken.B == p.B }) {
			best = append(best, p)
		}
	}
	return best
}
