package window

import (
	"context"
	"errors"
	"image"
	"sync/atomic"

	"siamface/app/session"
	"siamface/model/photo"
)

// photoPaths are the photos that a list of pictures shows, for its loader's goroutines too.
type photoPaths struct{ list atomic.Pointer[[]string] }

// set changes the photos. Nothing may be fetched meanwhile.
func (p *photoPaths) set(paths []string) { p.list.Store(&paths) }

// get is a photo's path, "" where there is none any more.
func (p *photoPaths) get(i int) string {
	if paths := p.list.Load(); paths != nil && i < len(*paths) {
		return (*paths)[i]
	}
	return ""
}

// loadThumbnail reads a photo small, as long as it is wanted. It runs off Fyne's goroutine.
func (p *photoPaths) loadThumbnail(ctx context.Context, i, side int) (image.Image, error) {
	path := p.get(i)
	if path == "" || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return readThumbnail(path, side)
}

// readThumbnail reads a photo small.
func readThumbnail(path string, side int) (image.Image, error) {
	img, err := photo.Open(path)
	if err != nil {
		return nil, shortReason(photo.Reason(err))
	}
	return photo.Thumbnail(img, side), nil
}

// thumbnailReason says why there is no thumbnail.
func thumbnailReason(words *session.Words, err error) string {
	if errors.Is(err, noFaceFound) {
		return words.Text("quality.noface")
	}
	return words.Translate(err.Error())
}
