package verify

import (
	"context"
	"image"

	"siamface/model/tower"
)

// Inspection is what a model sees on a photo, ready to be compared. With the recipe face these are the photo's faces, the best score
// first. With another recipe, or where there is no face, it is one face: the photo as a whole. An Inspection never changes.
type Inspection struct {
	Width, Height int // of the photo, upright, in pixels
	Main          int // the face that the photo is likely of

	path     string
	subjects []subject
}

// subject is what is compared. Without an embedding, the face was found but not described yet.
type subject struct {
	found     *Found // for the recipe face
	embedding []float32
}

// Inspect looks at a photo and describes its main face, ahead of any training that runs.
func Inspect(ctx context.Context, m *tower.Model, img image.Image) (*Inspection, error) {
	embedding, found, err := m.EmbedPhotos(ctx, img)
	if err != nil {
		return nil, err
	}
	s := &Inspection{Width: img.Bounds().Dx(), Height: img.Bounds().Dy(), subjects: make([]subject, 1)}
	if d := found[0]; d != nil {
		s.subjects = make([]subject, max(1, len(d.Faces)))
		s.Main = max(0, d.Main)
		s.subjects[s.Main].found = newFound(d)
	}
	s.subjects[s.Main].embedding = embedding
	return s, nil
}

// Describe describes the faces that Inspect has left out; img is the photo that was seen.
func (s *Inspection) Describe(ctx context.Context, m *tower.Model, img image.Image) (*Inspection, error) {
	var left []int
	for i := range s.subjects {
		if !s.Described(i) {
			left = append(left, i)
		}
	}
	if len(left) == 0 {
		return s, nil
	}
	embeddings, described, err := m.EmbedFaces(ctx, img, s.subjects[s.Main].found.Description, left...)
	if err != nil {
		return nil, err
	}
	whole := *s
	whole.subjects = append([]subject{}, s.subjects...)
	length := len(embeddings) / len(left)
	for k, i := range left {
		whole.subjects[i] = subject{newFound(described[k]), embeddings[k*length : (k+1)*length]}
	}
	return &whole, nil
}

// Faces is how many faces can be compared: at least 1.
func (s *Inspection) Faces() int { return len(s.subjects) }

// Described tells whether face i can be compared already.
func (s *Inspection) Described(i int) bool { return s.subjects[i].embedding != nil }

// AllDescribed tells whether every face can be compared already.
func (s *Inspection) AllDescribed() bool {
	for i := range s.subjects {
		if !s.Described(i) {
			return false
		}
	}
	return true
}

// Found is what is known of the photo if face i is the one that counts; nil for a face that isn't described yet, and where the
// recipe finds no faces.
func (s *Inspection) Found(i int) *Found { return s.subjects[i].found }

func (s *Inspection) describePhoto(i int) Photo {
	return Photo{Path: s.path, Width: s.Width, Height: s.Height, Found: s.subjects[i].found}
}
