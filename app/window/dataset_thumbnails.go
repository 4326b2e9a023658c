package window

import (
	"errors"
	"image"

	"siamface/app/session"
	"siamface/model/photo"
)

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
