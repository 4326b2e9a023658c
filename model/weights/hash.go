package weights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"

	"siamface/model/parallel"
)

// Fingerprint tells tensors by their names, shapes and values, as lower-case hexadecimal: the same numbers give the same one, whatever
// file they come from. Each tensor's values go into two checksums of 32 bits, which processors compute as fast as they read: it is
// proof against mix-ups, not against forgers.
func Fingerprint(tensors map[string]Tensor) string {
	names := slices.Sorted(maps.Keys(tensors))
	sums := make([]string, len(names))
	_ = parallel.Each(context.Background(), len(names), func(_ context.Context, i int) error {
		t := tensors[names[i]]
		a, b := crc32.New(castagnoli), crc32.NewIEEE()
		if err := writeValues(io.MultiWriter(a, b), t.Data); err != nil {
			return err // a checksum takes everything
		}
		sums[i] = fmt.Sprintf("%q %v %08x %08x\n", names[i], t.Shape, a.Sum32(), b.Sum32())
		return nil
	}, nil)
	all := sha256.New()
	for _, sum := range sums {
		io.WriteString(all, sum)
	}
	return hex.EncodeToString(all.Sum(nil))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)
