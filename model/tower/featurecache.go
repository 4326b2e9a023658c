package tower

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"siamface/model/cache"
	"siamface/model/face"
	"siamface/model/torch"
	"siamface/model/weights"
)

// featureStore is the store of features among the caches, and featureBytes how much it keeps: those of 60,000 photos of 8,192
// numbers.
const (
	featureStore = "features-of-photos"
	featureBytes = 2 << 30
)

// featuresVersion is part of every key of kept features. It is raised when the same photo and weights come to other features by
// anything that isn't in the key. That is how a photo is decoded, resized or cut, what a layer computes, or the layout of an entry.
const featuresVersion = "features-5"

// featureCache keeps the features of photos on disk.
type featureCache struct {
	entries *cache.Store // nil keeps none
	hashing sync.Once
	hash    string // of the frozen weights' values, wherever they come from
}

// suffix is what the keys of a tower's features end in, behind the photo's SHA-256; "" where none are kept.
func (c *featureCache) suffix(t *Tower) string {
	if c.entries == nil {
		return ""
	}
	c.hashing.Do(func() {
		frozen := map[string]weights.Tensor{}
		for _, p := range t.Design.Parameters() {
			if p.Frozen {
				frozen[p.Name] = t.Weights[p.Name]
			}
		}
		c.hash = weights.Fingerprint(frozen)
	})
	faces := ""
	if t.Design.Input.FindsFaces() {
		faces = face.Version()
	}
	// on a GPU, and with another libtorch, the last bits differ
	return cache.Key(featuresVersion, t.Design.Name, fmt.Sprintf("%+v", t.Design.Input), c.hash, faces, torch.DeviceName(t.device), torch.Version())
}

// lookup fills row with the features that are kept under a key, and tells whether the photo showed no face.
func (c *featureCache) lookup(key string, row []float32) (noFace, known bool) {
	data, ok := c.entries.Get(key)
	if !ok || len(data) != 1+4*len(row) {
		return false, false
	}
	for i := range row {
		row[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[1+4*i:]))
	}
	return data[0] == 1, true
}

// store keeps features, where there is a key: first whether the photo showed no face, 1 or 0, then the numbers.
func (c *featureCache) store(key string, features []float32, noFace bool) {
	if key == "" {
		return
	}
	data := make([]byte, 1, 1+4*len(features))
	if noFace {
		data[0] = 1
	}
	for _, v := range features {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	_ = c.entries.Put(key, data) // the next time they are computed again
}
