package distance_test

import (
	"fmt"

	"siamface/model/distance"
)

// Three embeddings of length 2: each row has the distances to the rows after it.
func Example() {
	fmt.Println(distance.Euclidean([]float32{0, 0}, []float32{3, 4}))
	rows, err := distance.EachRow([]float32{0, 0, 3, 4, 6, 8}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, row := range rows {
		fmt.Println(i, row)
	}
	// Output:
	// 5
	// 0 [5 10]
	// 1 [5]
	// 2 []
}
