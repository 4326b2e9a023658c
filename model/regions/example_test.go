package regions_test

import (
	"fmt"

	"siamface/model/regions"
)

// A face of 3×1 pixels with patches of 2 pixels: to cover its left side moved the faces apart, its right side closer.
func Example() {
	face := regions.Face{Width: 3, Height: 1, Across: []int{0, 1}, Down: []int{0}, Changes: [][]float64{{0.25, -0.125}}}
	m := regions.Map{Distance: 0.8, Patch: 2, Faces: [2]regions.Face{face, face}}
	fmt.Println(m.Spread(0))
	fmt.Println(m.Largest())
	// Output:
	// [[0.25 0.0625 -0.125]]
	// 0.25 -0.125
}
