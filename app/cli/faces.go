package cli

import (
	"context"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/torch"
)

// loadFaces reads the face networks onto the device of that name.
func loadFaces(ctx context.Context, device string) (*face.Networks, error) {
	dir, err := face.Find()
	if err != nil {
		return nil, err
	}
	var picked torch.Device
	err = torch.Do(ctx, func() (err error) {
		picked, err = torch.Pick(device)
		return err
	})
	if err != nil {
		return nil, err
	}
	return face.Load(ctx, dir, picked)
}

// describe finds what is on the photo at path, unless the cache knows it.
func describe(ctx context.Context, networks *face.Networks, cache *face.Cache, path string) (*face.Description, error) {
	key, err := face.Key(path)
	if err != nil {
		key = "" // opening it says why
	} else if d, known := cache.Get(key); known {
		return d, nil
	}
	img, err := photo.Open(path)
	if err != nil {
		return nil, err
	}
	d, err := networks.Describe(ctx, img)
	if err == nil && key != "" {
		_ = cache.Put(key, d) // the next time it is computed again
	}
	return d, err
}
