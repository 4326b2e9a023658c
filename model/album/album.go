// Package album reads photo files for the faces on them: every face, with its box, what weakens it, and the embedding that a model
// gives it. Photos of many people and of several people each are what grouping and galleries work on.
package album

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"slices"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/tower"
)

// Face is a face of a photo.
type Face struct {
	Box       [4]float64 // x, y, width and height in pixels of the upright photo; it may reach outside
	Score     float64    // of the detector, 0 to 1
	Length    float64    // of the recogniser's raw vector: short where it can make little of the face
	Quality   []face.Flag
	Embedding []float32
}

// SaysNothing tells whether nothing can be said of a face: it may be none, or too little of it can be made out.
func (f Face) SaysNothing() bool {
	return slices.ContainsFunc(f.Quality, face.Flag.SaysNothing)
}

// IsUncertain tells whether a face is as likely something else.
func (f Face) IsUncertain() bool { return slices.Contains(f.Quality, face.Uncertain) }

// Photo is a photo with the faces on it, the best score first.
type Photo struct {
	Path   string
	SHA256 string // of its file
	Faces  []Face
	Main   int   // the face that the photo is likely of; −1 without any
	Err    error // why it couldn't be read
}

// Sure counts the faces that aren't uncertain.
func (p Photo) Sure() (count int) {
	for _, f := range p.Faces {
		if !f.IsUncertain() {
			count++
		}
	}
	return count
}

// Reader reads photos by a model. Its methods may be called by several goroutines.
type Reader struct {
	networks *face.Networks
	model    *tower.Model
	cache    *face.Cache
	name     string
}

// errWhole is why some models can't be used here.
var errWhole = errors.New("this model sees photos as a whole; to tell the people on photos apart, take one of the recipe face, or none")

// Open makes a reader; the model, of the recipe face, stays the caller's. Close must be called in the end.
func Open(ctx context.Context, m *tower.Model) (*Reader, error) {
	if !m.Design.Input.Described() {
		return nil, errWhole
	}
	networks, err := face.Open(ctx)
	if err != nil {
		return nil, err
	}
	return &Reader{networks: networks, model: m, cache: face.OpenCache(), name: NameNetwork(m)}, nil
}

// Close gives the face networks back.
func (r *Reader) Close() { r.networks.Close() }

// Model is the model that the reader reads by.
func (r *Reader) Model() *tower.Model { return r.model }

// Network names what makes the embeddings (see NameNetwork).
func (r *Reader) Network() string { return r.name }

// NameNetwork names what makes a model's embeddings. Two models of one name give a photo the same embedding, and those of two names
// can't be compared: it is the version of the face networks, and the sum of a trained head.
func NameNetwork(m *tower.Model) string {
	if m.Untrained {
		return face.Version()
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(m.Weights)) {
		sum.Write([]byte(name + "\x00"))
		_ = binary.Write(sum, binary.LittleEndian, m.Weights[name].Data) // a hash takes everything
	}
	_ = binary.Write(sum, binary.LittleEndian, math.Float64bits(m.Scale))
	return face.Version() + "+" + m.Design.Name + "-" + hex.EncodeToString(sum.Sum(nil))[:16]
}

// Read reads photos, in the order of their paths; of one that can't be read, Err says why. progress, which may be nil, is told how many
// are done, from one goroutine at a time. The error is that of ctx, or one of the networks.
func (r *Reader) Read(ctx context.Context, paths []string, progress func(done int)) ([]Photo, error) {
	photos := make([]Photo, len(paths))
	err := parallel.Each(ctx, len(paths), func(ctx context.Context, i int) error {
		var err error
		photos[i], err = r.readFaces(ctx, paths[i])
		return err
	}, progress)
	if err != nil {
		return nil, err
	}
	return photos, r.embedFaces(ctx, photos)
}

// readFaces describes the faces of a photo, by the recogniser alone.
func (r *Reader) readFaces(ctx context.Context, path string) (Photo, error) {
	p := Photo{Path: path, Main: -1}
	f, err := photo.Read(path)
	if err == nil {
		p.SHA256 = f.SHA256()
		var all []*face.Description
		if all, p.Main, err = r.networks.DescribeEvery(ctx, r.cache, f); err == nil {
			p.takeFaces(all)
			return p, nil
		}
	}
	if ctx.Err() != nil {
		return p, context.Cause(ctx)
	}
	if _, unreadable := errors.AsType[*photo.Error](err); !unreadable {
		return p, err
	}
	p.Err = err
	return p, nil
}

// takeFaces takes the faces of a photo in.
func (p *Photo) takeFaces(all []*face.Description) {
	for _, d := range all {
		b := d.Face.Box
		p.Faces = append(p.Faces, Face{
			Box: [4]float64{b.X, b.Y, b.W, b.H}, Score: d.Face.Score, Length: d.Face.Length, Quality: d.Face.Quality, Embedding: d.Embedding,
		})
	}
}

// embedFaces turns the recogniser's descriptions into the model's embeddings.
func (r *Reader) embedFaces(ctx context.Context, photos []Photo) error {
	if r.model.Untrained {
		return nil
	}
	features := tower.Features{Width: r.model.Design.Features}
	for _, p := range photos {
		for _, f := range p.Faces {
			features.Data = append(features.Data, f.Embedding...)
		}
	}
	if len(features.Data) == 0 {
		return nil
	}
	embeddings, err := r.model.EmbedFeatures(ctx, features)
	if err != nil {
		return err
	}
	dim := r.model.Design.Embedding
	for _, p := range photos {
		for i := range p.Faces {
			p.Faces[i].Embedding, embeddings = embeddings[:dim:dim], embeddings[dim:]
		}
	}
	return nil
}
