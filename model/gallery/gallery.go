// Package gallery tells who of many people is on a photo (identification, 1:N): it enrols people by their photos, and ranks them by the
// distance of their closest photo to a face. Where the closest is too far for a false positive identification rate (FPIR) that was
// chosen, nobody known is on it.
//
// The terms are those of ISO/IEC 19795-1 and NIST's Face Recognition Vendor Test 1:N.
package gallery

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"siamface/model/database"
	"siamface/model/gallery/filestore"
	"siamface/model/gallery/serverstore"
	"siamface/model/gallery/store"
)

// Gallery is people with their photos.
type Gallery struct {
	store.Store
}

// Options say how a gallery is opened.
type Options = filestore.Options

// Open opens the gallery that lies where says: a file, or the database of a PostgreSQL server as postgres://user@host/name. It is closed
// by Close.
func Open(ctx context.Context, where string, o Options) (*Gallery, error) {
	if !database.IsServer(where) {
		f, err := filestore.Open(ctx, where, o)
		if err != nil {
			return nil, err
		}
		return &Gallery{f}, nil
	}
	if o.Encrypt {
		return nil, errors.New("a gallery on a server isn't encrypted by a passphrase of yours: have its disk encrypted, or keep the gallery in a file")
	}
	s, err := serverstore.Open(ctx, where, o.Create)
	if err != nil {
		return nil, err
	}
	return &Gallery{s}, nil
}

// UsualFile is where the window keeps a gallery of its own; "" where the user has no folder for settings.
func UsualFile() string {
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(config, "siamface", "people.gallery")
}

// errNoIndex is why a file has no index.
var errNoIndex = errors.New("a gallery in a file is searched exactly, and needs no index: indexes are for galleries on a PostgreSQL server")

// BuildIndex makes searches of a gallery on a server faster, at the price of missing a few people, and says how few.
func BuildIndex(ctx context.Context, g *Gallery) (serverstore.IndexRecall, error) {
	if s, ok := g.Store.(*serverstore.Server); ok {
		return s.BuildIndex(ctx)
	}
	return serverstore.IndexRecall{}, errNoIndex
}

// DropIndex makes searches exact again.
func DropIndex(ctx context.Context, g *Gallery) error {
	if s, ok := g.Store.(*serverstore.Server); ok {
		return s.DropIndex(ctx)
	}
	return errNoIndex
}
