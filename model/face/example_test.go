package face_test

import (
	"fmt"

	"siamface/model/face"
)

// A recogniser is data: what it sees, and what was measured of its distances.
func ExampleBuiltIn() {
	r := face.BuiltIn()
	fmt.Println(r.Side, r.Size)
	for _, o := range r.Operating {
		if o.FMR == 0.001 {
			fmt.Printf("1 of 1,000 strangers is closer than %.3f\n", o.Distance)
		}
	}
	// Output:
	// 112 512
	// 1 of 1,000 strangers is closer than 1.154
}

// The similarity that carries a face's five points onto the chip's turns, scales and moves them.
func ExampleSimilarityOf() {
	from := [5]face.Point{{X: 0, Y: 0}, {X: 2, Y: 0}, {X: 1, Y: 1}, {X: 0, Y: 2}, {X: 2, Y: 2}}
	to := from
	for i, p := range from { // twice as large, a quarter turn
		to[i] = face.Point{X: -2 * p.Y, Y: 2 * p.X}
	}
	s := face.SimilarityOf(from, to)
	fmt.Printf("%+v\n", s)
	// Output:
	// {A:0 B:2 X:0 Y:0}
}
