package augment_test

import (
	"fmt"

	"siamface/model/augment"
)

// A picture of one channel is changed in place, otherwise each time, and by the seed alone.
func ExampleAugmenter() {
	settings, err := augment.Preset(augment.PresetMoved)
	if err != nil {
		fmt.Println(err)
		return
	}
	picture := func() []float32 {
		pixels := make([]float32, 64*64)
		pixels[32*64+32] = 1
		return pixels
	}
	a, b := augment.New(settings, 64, 64, 1, 7), augment.New(settings, 64, 64, 1, 7)
	first, same, next := picture(), picture(), picture()
	a.Change(first)
	b.Change(same)
	a.Change(next)
	fmt.Println("the same seed:", fmt.Sprint(first) == fmt.Sprint(same))
	fmt.Println("the next picture:", fmt.Sprint(first) == fmt.Sprint(next))
	// Output:
	// the same seed: true
	// the next picture: false
}
