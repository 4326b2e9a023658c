// Package gallery tells who of many people is on a photo (identification, 1:N): it enrols people by their photos, and ranks them by the
// distance of their closest photo to a face. Where the closest is too far for a false positive identification rate (FPIR) that was
// chosen, nobody known is on it.
//
// The terms are those of ISO/IEC 19795-1 and NIST's Face Recognition Vendor Test 1:N.
package gallery

import (
	"context"
	"errors"

	"siamface/model/database"
	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
)

// Gallery is people with their photos.
type Gallery struct {
	store.Store
}

// Options say how a gallery is opened.
type Options = filestore.Options

// errServer is why some galleries can't be opened.
var errServer = errors.New("galleries on PostgreSQL aren't known to this version: give a file")

// Open opens the gallery that lies where says: a file. It is closed by Close.
func Open(ctx context.Context, where string, o Options) (*Gallery, error) {
	if database.IsServer(where) {
		return nil, errServer
	}
	f, err := filestore.Open(ctx, where, o)
	if err != nil {
		return nil, err
	}
	return &Gallery{f}, nil
}
