package window

import (
	"context"
	"image"
	"sync/atomic"

	"siamface/model/face"
	"siamface/model/gallery"
	"siamface/model/gallery/store"
)

// facePlace is a face on a photo: where it is, in pixels of the upright photo.
type facePlace struct {
	path string
	box  [4]float64
}

// facePlaces are the faces that a list of pictures shows, for its loader's goroutines too.
type facePlaces struct{ list atomic.Pointer[[]facePlace] }

// set changes the faces. Nothing may be fetched meanwhile.
func (p *facePlaces) set(faces []facePlace) { p.list.Store(&faces) }

// get is a face; one without a path where there is none any more.
func (p *facePlaces) get(i int) facePlace {
	if faces := p.list.Load(); faces != nil && i >= 0 && i < len(*faces) {
		return (*faces)[i]
	}
	return facePlace{}
}

// loadThumbnail reads a square about a face, small. It runs off Fyne's goroutine.
func (p *facePlaces) loadThumbnail(ctx context.Context, i, side int) (image.Image, error) {
	f := p.get(i)
	if f.path == "" || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return f.draw(ctx, side)
}

// draw reads a square about the face, small.
func (f facePlace) draw(ctx context.Context, side int) (image.Image, error) {
	return readSquare(ctx, f.path, side, face.Box{X: f.box[0], Y: f.box[1], W: f.box[2], H: f.box[3]}, f.box[2] > 0)
}

// covers are the people of a gallery, each of whom the first of their photos stands for. They are read from the gallery when they are shown.
type covers struct {
	of atomic.Pointer[coverSource]
}

type coverSource struct {
	gallery *gallery.Gallery
	people  []store.Person
}

// set changes the people. Nothing may be fetched meanwhile.
func (c *covers) set(g *gallery.Gallery, people []store.Person) { c.of.Store(&coverSource{g, people}) }

// loadThumbnail reads the face of person i small. It runs off Fyne's goroutine.
func (c *covers) loadThumbnail(ctx context.Context, i, side int) (image.Image, error) {
	of := c.of.Load()
	if of == nil || i >= len(of.people) {
		return nil, ctx.Err()
	}
	photos, err := of.gallery.Photos(ctx, of.people[i].Name)
	if err != nil || len(photos) == 0 {
		return nil, err
	}
	return facePlace{photos[0].Path, photos[0].Box}.draw(ctx, side)
}
