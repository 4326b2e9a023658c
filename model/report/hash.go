package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"path/filepath"
	"slices"

	"siamface/model/parallel"
	"siamface/model/photo"
)

// sumOf names files by their content, whatever they are called and in whatever order: the sum of their sums, sorted, one a line.
// Files whose sum is known are not read.
func sumOf(ctx context.Context, root string, files []string, known map[string]string, progress func(done, total int)) (string, error) {
	sums := make([]string, len(files))
	err := parallel.Each(ctx, len(files), func(_ context.Context, i int) (err error) {
		if sums[i] = known[files[i]]; sums[i] != "" {
			return nil
		}
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

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
