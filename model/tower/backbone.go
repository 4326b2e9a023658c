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
	return b.runHalves(pixels)
}

// runHalves is the frozen part on photos' pixels; where a GPU's memory is full, on each half of the photos.
func (b *backbone) runHalves(pixels []float32) ([]float32, error) {
	shape := []int64{-1, int64(b.input.Channels), int64(b.input.Height), int64(b.input.Width)}
	data, err := runFlow(pixels, b.device, shape, b.frozen.Run)
	photos := len(pixels) / b.input.Size()
	if photos < 2 || !torch.IsOutOfMemory(err) {
		return data, err
	}
	half := photos / 2 * b.input.Size()
	first, err := b.runHalves(pixels[:half])
	if err != nil {
		return nil, err
	}
	second, err := b.runHalves(pixels[half:])
	return append(first, second...), err
}

// close frees what run laid out, about as much memory as the frozen weights take themselves, until it is needed again.
func (b *backbone) close() {
	if b.frozen != nil {
		b.frozen.Close()
	}
	b.frozen = nil
	torch.Trim()
}
