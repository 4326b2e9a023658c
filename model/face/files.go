package face

import (
	"context"

	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/torch"
)

// Open finds the networks' files and loads them onto the device of that name (see torch.Pick).
func Open(ctx context.Context, device string) (*Networks, error) {
	dir, err := Find()
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
	return Load(ctx, dir, picked)
}

// DescribeFile describes the photo at path, unless the cache knows it: then the chip is missing. A photo that can't be read gives
// an error of package photo.
func (n *Networks) DescribeFile(ctx context.Context, cache *Cache, path string) (*Description, error) {
	f, err := photo.Read(path)
	if err != nil {
		return nil, err
	}
	return n.DescribePhoto(ctx, cache, f)
}

// DescribePhoto is DescribeFile for a file that was read.
func (n *Networks) DescribePhoto(ctx context.Context, cache *Cache, f *photo.File) (*Description, error) {
	key := f.SHA256()
	if d, known := cache.Get(key); known {
		return d, nil
	}
	img, err := f.Decode()
	if err != nil {
		return nil, err
	}
	d, err := n.Describe(ctx, img)
	if err == nil {
		_ = cache.Put(key, d) // the next time it is computed again
	}
	return d, err
}

// DescribeWhole is DescribeFile with the chip, which is cut anew where the cache knows the rest.
func (n *Networks) DescribeWhole(ctx context.Context, cache *Cache, path string) (*Description, error) {
	f, err := photo.Read(path)
	if err != nil {
		return nil, err
	}
	d, err := n.DescribePhoto(ctx, cache, f)
	if err != nil || d.Chip != nil || ctx.Err() != nil {
		return d, err
	}
	img, err := f.Decode()
	if err != nil {
		return nil, err
	}
	d.Chip = cutChip(rasterOf(img), d.Face.Five, n.margin)
	return d, nil
}

// PreparePhoto is DescribeWhole of a file that was read, for those who want the chip and not the embedding, which is missing where
// the cache doesn't know the photo.
func (n *Networks) PreparePhoto(ctx context.Context, cache *Cache, f *photo.File) (*Description, error) {
	known, _ := cache.Get(f.SHA256())
	img, err := f.Decode()
	if err != nil {
		return nil, err
	}
	if known == nil {
		return n.Prepare(ctx, img)
	}
	known.Chip = cutChip(rasterOf(img), known.Face.Five, n.margin)
	return known, nil
}

// DescribeFiles describes the photos at paths, so many at once and about in their order, until ctx ends; its error is then the
// context's. each is told of every photo, by several goroutines; err is why one couldn't be described.
func (n *Networks) DescribeFiles(ctx context.Context, cache *Cache, paths []string, workers int, each func(i int, d *Description, err error)) error {
	return parallel.By(ctx, workers, len(paths), func(ctx context.Context, i int) error {
		d, err := n.DescribeFile(ctx, cache, paths[i])
		if ctx.Err() == nil {
			each(i, d, err)
		}
		return nil
	}, nil)
}
