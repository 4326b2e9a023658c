package window

import (
	"context"
	"image"
	imagedraw "image/draw"
	"math"
	"sync"

	"siamface/model/face"
	"siamface/model/photo"
)

// faceShare is how much of the side of a square about a face the face has.
const faceShare = 0.55

// faceSpots are where the main faces of photos are, by the photos' paths on the disk. They may be read and written from anywhere.
type faceSpots struct{ spots sync.Map }

// put writes down where a photo's main face is.
func (s *faceSpots) put(path string, box face.Box) { s.spots.Store(path, box) }

// find is where a photo's main face is, as far as it is known.
func (s *faceSpots) find(path string) (face.Box, bool) {
	box, known := s.spots.Load(path)
	if !known {
		return face.Box{}, false
	}
	return box.(face.Box), true
}

// clear forgets all.
func (s *faceSpots) clear() { s.spots.Clear() }

// squareAbout is the largest square of a picture that shows a face with some room around it, and the middle where no face is known.
func squareAbout(bounds image.Rectangle, box face.Box, known bool) image.Rectangle {
	size := bounds.Size()
	side := min(size.X, size.Y)
	x, y := size.X/2, size.Y/2
	if known {
		side = min(side, max(int(math.Round(max(box.W, box.H)/faceShare)), 1))
		x, y = int(box.X+box.W/2), int(box.Y+box.H/2)
	}
	return placeSquare(bounds, x, y, side)
}

// placeSquare is a square about a place of a picture, counted from its corner, or beside it where the picture ends.
func placeSquare(bounds image.Rectangle, x, y, side int) image.Rectangle {
	left := min(max(x-side/2, 0), bounds.Dx()-side)
	top := min(max(y-side/2, 0), bounds.Dy()-side)
	return image.Rect(left, top, left+side, top+side).Add(bounds.Min)
}

// copyPart is a part of a picture as one of its own: the toolkit takes a part of another for the whole.
func copyPart(img image.Image, at image.Rectangle) image.Image {
	part := image.NewRGBA(image.Rectangle{Max: at.Size()})
	imagedraw.Draw(part, part.Rect, img, at.Min, imagedraw.Src)
	return part
}

// readSquare reads a photo and makes a small square of it, about its face.
func readSquare(ctx context.Context, path string, side int, box face.Box, known bool) (image.Image, error) {
	img, err := photo.OpenContext(ctx, path)
	if err != nil {
		return nil, shortReason(photo.Reason(err))
	}
	return photo.Thumbnail(copyPart(img, squareAbout(img.Bounds(), box, known)), side), nil
}
