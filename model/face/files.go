package face

import (
	"context"
	"image"
	"slices"

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
	return one(n.DescribePhotos(ctx, cache, f))
}

// DescribeWhole is DescribeFile with the chip, which is cut anew where the cache knows the rest.
func (n *Networks) DescribeWhole(ctx context.Context, cache *Cache, path string) (*Description, error) {
	f, err := photo.Read(path)
	if err != nil {
		return nil, err
	}
	d, err := one(n.DescribePhotos(ctx, cache, f))
	if err != nil || d.Chip != nil || ctx.Err() != nil {
		return d, err
	}
	return d, n.cutAgain(f, d)
}

// one is the answer for a single photo.
func one(d []*Description, unreadable []error, err error) (*Description, error) {
	if err != nil {
		return nil, err
	}
	return d[0], unreadable[0]
}

// cutAgain gives what the cache knew its chip.
func (n *Networks) cutAgain(f *photo.File, d *Description) error {
	img, err := f.Decode()
	if err == nil {
		d.Chip = n.cut(rasterOf(img), d.Face)
	}
	return err
}

// DescribePhotos describes the photos of files, many at once. What the cache knows comes from there, without its chip. unreadable says
// of each photo why it can't be decoded: its description is then nil.
func (n *Networks) DescribePhotos(ctx context.Context, cache *Cache, files ...*photo.File) (all []*Description, unreadable []error, err error) {
	return lookAtFiles(ctx, cache, files, n.DescribeAll)
}

// PreparePhotos is DescribePhotos for those who want the chips and not the embeddings, which are missing where the cache doesn't know
// a photo.
func (n *Networks) PreparePhotos(ctx context.Context, cache *Cache, files ...*photo.File) (all []*Description, unreadable []error, err error) {
	if all, unreadable, err = lookAtFiles(ctx, cache, files, n.PrepareAll); err != nil {
		return nil, nil, err
	}
	err = parallel.Each(ctx, len(files), func(_ context.Context, i int) error {
		if d := all[i]; d != nil && d.Chip == nil {
			if unreadable[i] = n.cutAgain(files[i], d); unreadable[i] != nil {
				all[i] = nil
			}
		}
		return nil
	}, nil)
	return all, unreadable, err
}

// lookAtFiles has the photos of files looked at, but for those that the cache knows, which learns what has an embedding.
func lookAtFiles(ctx context.Context, cache *Cache, files []*photo.File, look func(context.Context, ...image.Image) ([]*Description, error)) (all []*Description, unreadable []error, err error) {
	all, unreadable = make([]*Description, len(files)), make([]error, len(files))
	keys, unknown := known(ctx, cache, files, all)
	err = inGroups(ctx, files, unknown, unreadable, func(images []image.Image, which []int) error {
		seen, err := look(ctx, images...)
		for k, d := range seen {
			all[which[k]] = d
			if d.Embedding != nil {
				_ = cache.Put(keys[which[k]], d) // the next time it is computed again
			}
		}
		return err
	})
	return all, unreadable, err
}

// known puts what the cache knows of the files into all; the others are unknown.
func known(ctx context.Context, cache *Cache, files []*photo.File, all []*Description) (keys []string, unknown []int) {
	keys = make([]string, len(files))
	_ = parallel.Each(ctx, len(files), func(_ context.Context, i int) error { // stopped, all are unknown
		keys[i] = files[i].SHA256()
		all[i], _ = cache.Get(keys[i])
		return nil
	}, nil)
	for i, d := range all {
		if d == nil {
			unknown = append(unknown, i)
		}
	}
	return keys, unknown
}

// inGroups decodes some of the files, so many at once as memory allows, and does something with each group of their pictures.
func inGroups(ctx context.Context, files []*photo.File, which []int, unreadable []error, do func(images []image.Image, which []int) error) error {
	for _, group := range groups(files, which) {
		images := make([]image.Image, len(group))
		err := parallel.Each(ctx, len(group), func(_ context.Context, k int) error {
			images[k], unreadable[group[k]] = files[group[k]].Decode()
			return nil
		}, nil)
		if err != nil {
			return err
		}
		images = slices.DeleteFunc(images, func(img image.Image) bool { return img == nil })
		group = slices.DeleteFunc(group, func(i int) bool { return unreadable[i] != nil })
		if len(group) == 0 {
			continue
		}
		if err := do(images, group); err != nil {
			return err
		}
	}
	return nil
}

// groups parts photos such that each part has at most groupPhotos photos and groupPixels pixels, or is a single photo.
func groups(files []*photo.File, which []int) (parts [][]int) {
	pixels := 0
	for _, i := range which {
		info, _ := files[i].Stat() // what has no size can't be decoded either
		pixels += info.Width * info.Height
		if last := len(parts) - 1; last >= 0 && len(parts[last]) < groupPhotos && pixels <= groupPixels {
			parts[last] = append(parts[last], i)
			continue
		}
		parts, pixels = append(parts, []int{i}), info.Width*info.Height
	}
	return parts
}

const (
	groupPhotos = 16
	groupPixels = 24e6 // 100 MB, decoded
)

// DescribeFiles describes the photos at paths, about in their order, until ctx ends; its error is then the context's. each is told of
// every photo, by several goroutines; err, of package photo, is why one couldn't be read.
func (n *Networks) DescribeFiles(ctx context.Context, cache *Cache, paths []string, each func(i int, d *Description, err error)) error {
	const workers = 2 // one reads and decodes while the networks look at what the other has read
	starts := growing(len(paths))
	return parallel.By(ctx, workers, len(starts)-1, func(ctx context.Context, k int) error {
		from, to := starts[k], starts[k+1]
		return n.describePaths(ctx, cache, paths[from:to], func(i int, d *Description, err error) {
			if ctx.Err() == nil {
				each(from+i, d, err)
			}
		})
	}, nil)
}

// growing are the bounds of parts of n photos. The first part is a single one, and each further one twice as long as the last, up to
// groupPhotos: who waits sees something soon.
func growing(n int) []int {
	starts := []int{0}
	for at, size := 0, 1; at < n; size = min(2*size, groupPhotos) {
		at = min(at+size, n)
		starts = append(starts, at)
	}
	return starts
}

func (n *Networks) describePaths(ctx context.Context, cache *Cache, paths []string, each func(i int, d *Description, err error)) error {
	var files []*photo.File
	var at []int
	for i, path := range paths {
		f, err := photo.Read(path)
		if err != nil {
			each(i, nil, err)
			continue
		}
		files, at = append(files, f), append(at, i)
	}
	all, unreadable, err := n.DescribePhotos(ctx, cache, files...)
	if err != nil {
		return err
	}
	for k, d := range all {
		each(at[k], d, unreadable[k])
	}
	return nil
}
