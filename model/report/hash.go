package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"

	"siamface/model/parallel"
	"siamface/model/photo"
)

// sumPhotos names photos by their content, whatever they are called and in whatever order: the sum of their sums, sorted, one a line.
func sumPhotos(ctx context.Context, root string, files []string, progress func(done, total int)) (string, error) {
	sums := make([]string, len(files))
	err := parallel.Each(ctx, len(files), func(_ context.Context, i int) (err error) {
		sums[i], err = photo.SHA256(filepath.Join(root, filepath.FromSlash(files[i])))
		return err
	}, func(done int) {
		if progress != nil {
			progress(done, len(files))
		}
	})
	if err != nil {
		return "", err
	}
	slices.Sort(sums)
	all := sha256.New()
	for _, s := range sums {
		all.Write([]byte(s + "\n")) // a hash takes everything
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}
