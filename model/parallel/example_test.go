package parallel_test

import (
	"context"
	"fmt"

	"siamface/model/parallel"
)

// Squares are computed on all cores; each worker writes its own place.
func ExampleEach() {
	squares := make([]int, 5)
	err := parallel.Each(context.Background(), len(squares), func(_ context.Context, i int) error {
		squares[i] = i * i
		return nil
	}, nil)
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16] <nil>
}
