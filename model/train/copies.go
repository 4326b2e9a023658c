package train

import (
	"fmt"
	"hash/fnv"

	"siamface/model/augment"
	"siamface/model/tower"
)

// MostCopies bounds the memory that features of copies take.
const MostCopies = 50

// Variants are the changed versions of each photo whose features Set.Copies holds: so a head on frozen features is trained with
// augmentation, and the frozen part runs Copies times a photo rather than in each step. A photo's version depends on the photo's file,
// the settings' seed, and the version's number alone: more copies leave the first ones as they are. in is what the network sees.
func (s Settings) Variants(in tower.Input) []tower.Variant {
	variants := make([]tower.Variant, s.Copies)
	for k := range variants {
		variants[k] = tower.Variant{
			Name: fmt.Sprintf("%+v, seed %d, copy %d", s.Augment, s.Seed, k),
			Change: func(photo string, values []float32) {
				h := fnv.New64a()
				fmt.Fprint(h, photo, ",", s.Seed, ",", k)
				augment.New(s.Augment, in.Width, in.Height, in.Channels, h.Sum64()).Change(values)
			},
		}
	}
	return variants
}
