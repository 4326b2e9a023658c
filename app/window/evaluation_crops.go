package window

import (
	"context"
	"image"
	"sync"

	"siamface/model/face"
	"siamface/model/photo"
)

// facesSeen is what the face networks found on photos, as far as it is kept on disk.
var facesSeen = sync.OnceValue(face.OpenCache)

// loadFace reads the face of a photo, where it is known to have one, small, else the photo. It runs off Fyne's goroutine.
func (p *photoPaths) loadFace(ctx context.Context, i, side int) (image.Image, error) {
	path := p.get(i)
	if path == "" || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	f, err := photo.Read(path)
	if err != nil {
		return nil, shortReason(photo.Reason(err))
	}
	img, err := f.DecodeContext(ctx)
	if err != nil {
		return nil, shortReason(photo.Reason(err))
	}
	if d, known := facesSeen().Get(f.SHA256()); known && d.Main >= 0 {
		img = cutAround(img, d.Face.Box)
	}
	return photo.Thumbnail(img, side), nil
}

// cutAround is the square about a face with some room around it, as far as the photo has it.
func cutAround(img image.Image, box face.Box) image.Image {
	const room = 1.5
	b := img.Bounds()
	side := min(int(room*max(box.W, box.H)), b.Dx(), b.Dy())
	if side < 1 {
		return img
	}
	return copyPart(img, placeSquare(b, int(box.X+box.W/2), int(box.Y+box.H/2), side))
}
