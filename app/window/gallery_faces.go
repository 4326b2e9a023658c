package window

import (
	"context"
	"image"
	"sync/atomic"

	"siamface/model/photo"
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

// loadThumbnail reads a face small, with some of what is about it. It runs off Fyne's goroutine.
func (p *facePlaces) loadThumbnail(ctx context.Context, i, side int) (image.Image, error) {
	f := p.get(i)
	if f.path == "" || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	img, err := photo.OpenContext(ctx, f.path)
	if err != nil {
		return nil, shortReason(photo.Reason(err))
	}
	return photo.Thumbnail(cutFace(img, f.box), side), nil
}

// cutFace is the part of a photo about a face: half as much again on each side, as far as the photo goes.
func cutFace(img image.Image, box [4]float64) image.Image {
	const about = 0.5
	x, y, w, h := box[0], box[1], box[2], box[3]
	area := image.Rect(int(x-about*w), int(y-about*h), int(x+w+about*w), int(y+h+about*h)).Add(img.Bounds().Min).Intersect(img.Bounds())
	whole, can := img.(interface {
		SubImage(r image.Rectangle) image.Image
	})
	if !can || area.Empty() || w <= 0 {
		return img
	}
	return whole.SubImage(area)
}
