package main

import (
	"context"
	"errors"
	"image"

	"siamface/model/face"
	"siamface/model/photo"
)

func photoAndNetworks(ctx context.Context, o options) (image.Image, *face.Networks, error) {
	img, err := photo.Open(o.Photo)
	if err != nil {
		return nil, nil, err
	}
	n, err := face.Load(ctx, o.Faces)
	return img, n, err
}

// facePolicy takes one decoded photo through the whole policy.
func facePolicy(ctx context.Context, o options) (unit, error) {
	img, n, err := photoAndNetworks(ctx, o)
	return func(ctx context.Context) (result, error) {
		d, err := n.Describe(ctx, img)
		if err != nil {
			return result{}, err
		}
		return result{values: wide(d.Embedding)}, nil
	}, err
}

// faceBox goes from a box of that photo to the embedding.
func faceBox(ctx context.Context, o options) (unit, error) {
	img, n, err := photoAndNetworks(ctx, o)
	if err != nil {
		return nil, err
	}
	faces, err := n.Detect(ctx, img)
	if err != nil || len(faces) == 0 {
		return nil, errors.Join(err, errors.New("the photo needs a face"))
	}
	return func(ctx context.Context) (result, error) {
		found, err := n.Align(ctx, img, faces[0].Box)
		if err != nil {
			return result{}, err
		}
		embedding, _, err := n.Embed(n.Recogniser().CutChip(img, found[0].Five))
		return result{values: wide(embedding)}, err
	}, nil
}

// faceORL describes sixteen pictures of ORL.
func faceORL(ctx context.Context, o options) (unit, error) {
	paths, _, err := photos(ctx, o, 16)
	if err != nil {
		return nil, err
	}
	var images []image.Image
	for _, path := range paths {
		img, err := photo.Open(path)
		if err != nil {
			return nil, err
		}
		images = append(images, img)
	}
	n, err := face.Load(ctx, o.Faces)
	return func(ctx context.Context) (r result, err error) {
		for _, img := range images {
			d, err := n.Describe(ctx, img)
			if err != nil {
				return r, err
			}
			r.values = append(r.values, wide(d.Embedding)...)
		}
		return r, nil
	}, err
}
