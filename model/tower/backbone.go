package tower

import (
	"sync/atomic"

	"siamface/model/network"
	"siamface/model/torch"
	"siamface/model/weights"
)

// backbone is the frozen part of a tower on its device, laid out when it is first needed.
type backbone struct {
	input   Input
	network *network.Network
	weights map[string]weights.Tensor
	device  torch.Device
	frozen  *network.Frozen // nil until it is laid out
	passes  atomic.Int64    // batches so far
}

// run computes the features of photos' pixels, on libtorch's thread. Without a frozen part they are the pixels.
func (b *backbone) run(pixels []float32) ([]float32, error) {
	if !b.network.HasFrozen() {
		return pixels, nil
	}
	if b.frozen == nil {
		var err error
		b.frozen, err = b.network.Freeze(b.device, func(name string) weights.Tensor { return b.weights[name] })
		torch.Trim() // laying out takes twice the memory for a moment
		if err != nil {
			return nil, err
		}
	}
	b.passes.Add(1)
	return runFlow(pixels, b.device, []int64{-1, int64(b.input.Channels), int64(b.input.Height), int64(b.input.Width)}, b.frozen.Run)
}

// close frees what run laid out, about as much memory as the frozen weights take themselves, until it is needed again.
func (b *backbone) close() {
	if b.frozen != nil {
		b.frozen.Close()
	}
	b.frozen = nil
	torch.Trim()
}
