package tower

import (
	"context"
	"image"
	"slices"
	"sync"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
)

// faceNet prepares photos for a network: by the pretrained face networks, where the input is of a face.
type faceNet struct {
	input    Input
	cache    *face.Cache // of what the face networks find
	loading  sync.Mutex
	networks *face.Networks // once they are needed
}

// networkInput is a photo as the network takes it. Where faces are looked for, what was found comes with it.
type networkInput struct {
	values []float32
	found  *face.Description
}

// open loads the face networks the first time; they are nil where no faces are looked for.
func (n *faceNet) open(ctx context.Context) (*face.Networks, error) {
	if !n.input.FindsFaces() {
		return nil, nil
	}
	n.loading.Lock()
	defer n.loading.Unlock()
	if n.networks != nil {
		return n.networks, nil
	}
	var err error
	if n.networks, err = face.Open(ctx); err != nil {
		return nil, err
	}
	if n.input.Shaped {
		n.networks = n.networks.Shaped()
	}
	return n.networks, nil
}

// close frees the face networks, until they are needed again.
func (n *faceNet) close() {
	n.loading.Lock()
	defer n.loading.Unlock()
	if n.networks != nil {
		n.networks.Close()
		n.networks = nil
	}
}

// preparePhotos prepares decoded photos.
func (n *faceNet) preparePhotos(ctx context.Context, photos []image.Image) ([]networkInput, error) {
	networks, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]networkInput, len(photos))
	err = parallel.Each(ctx, len(photos), func(ctx context.Context, i int) error {
		if networks == nil {
			all[i].values = n.input.Pixels(photos[i])
			return nil
		}
		found, err := networks.Describe(ctx, photos[i])
		if err == nil {
			all[i] = n.prepareFace(found)
		}
		return err
	}, nil)
	return all, err
}

// prepareFiles prepares photos' files, helped by the cache of faces; errs says of each photo why it couldn't be.
func (n *faceNet) prepareFiles(ctx context.Context, files []*photo.File) (all []networkInput, errs []error) {
	all, errs = make([]networkInput, len(files)), make([]error, len(files))
	networks, err := n.open(ctx)
	if err != nil {
		return all, slices.Repeat([]error{err}, len(files))
	}
	parallel.All(len(files), func(i int) {
		if networks == nil {
			img, err := files[i].DecodeContext(ctx)
			if errs[i] = err; err == nil {
				all[i].values = n.input.Pixels(img)
			}
			return
		}
		found, err := networks.DescribeFile(ctx, n.cache, files[i], n.input.Shaped)
		if errs[i] = err; err == nil {
			all[i] = n.prepareFace(found)
		}
	})
	return all, errs
}

// prepareFace prepares a face that was found: aligned, or as it is described.
func (n *faceNet) prepareFace(d *face.Description) networkInput {
	if n.input.Shaped {
		return networkInput{n.input.Pixels(d.Chip), d}
	}
	return networkInput{d.Embedding, d}
}

// prepareChips prepares faces that are aligned already.
func (n *faceNet) prepareChips(ctx context.Context, chips []face.Chip) ([]networkInput, error) {
	networks, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]networkInput, len(chips))
	err = parallel.Each(ctx, len(chips), func(_ context.Context, i int) (err error) {
		if !n.input.Described() {
			all[i].values = n.input.Pixels(chips[i])
			return nil
		}
		all[i].values, _, err = networks.Embed(chips[i])
		return err
	}, nil)
	return all, err
}
