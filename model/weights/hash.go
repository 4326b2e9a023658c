package weights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"siamface/model/parallel"
)

// Hash is a SHA-256 over tensors' names, shapes and values, as lower-case hexadecimal: the same numbers give the same one, whatever
// file they come from.
func Hash(tensors map[string]Tensor) string {
	names := slices.Sorted(maps.Keys(tensors))
	sums := make([][]byte, len(names))
	_ = parallel.Each(context.Background(), len(names), func(_ context.Context, i int) error {
		t, sum := tensors[names[i]], sha256.New()
		fmt.Fprintf(sum, "%q %v\n", names[i], t.Shape)
		if err := writeValues(sum, t.Data); err != nil {
			return err // a hash takes everything
		}
		sums[i] = sum.Sum(nil)
		return nil
	}, nil)
	all := sha256.New()
	for _, sum := range sums {
		all.Write(sum)
	}
	return hex.EncodeToString(all.Sum(nil))
}
