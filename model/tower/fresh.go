package tower

import (
	"context"
	"maps"
)

// Fresh is the same network before any training, for Embeddings of features that t computed: only its head is placed, beside
// t's. It is called on libtorch's thread; Close frees it.
func (t *Tower) Fresh(seed uint64) (*Tower, error) {
	f := &Tower{Design: t.Design, Weights: maps.Clone(t.Weights), Origin: t.Origin, Scale: 1, net: t.net, device: t.device}
	maps.Copy(f.Weights, f.Start(seed))
	if err := f.placeHead(); err != nil {
		f.closeHead()
		return nil, err
	}
	return f, nil
}

// rawInput is the grey picture as it is.
var rawInput = Input{Width: 64, Height: 64, Channels: 1, Mean: []float32{0}, Deviation: []float32{1}}

// Pixels are photos without any network: grey, 64×64 numbers from 0 to 1. It is what a tower has to beat. A photo that can't be
// read gets zeros and an entry in failed.
func Pixels(ctx context.Context, paths []string) (Features, []Failed, error) {
	raw := Design{Input: rawInput, Network: Network{Features: rawInput.Size()}}
	return (&Tower{Design: raw}).Extract(ctx, paths, nil)
}
