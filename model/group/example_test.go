package group_test

import (
	"context"
	"fmt"

	"siamface/model/group"
)

// Three photos of one person and one of another, the last two faces on one photo.
func ExampleJoin() {
	faces := group.Faces{Dim: 2, Embeddings: []float32{1, 0, 0.9, 0.1, 0.8, 0.2, 0, 1}, Photo: []int{0, 1, 2, 2}}
	of, err := group.Join(context.Background(), faces, 0.5, nil)
	fmt.Println(of, err)
	// Output: [0 0 0 1] <nil>
}
