package pair_test

import (
	"fmt"

	"siamface/model/pair"
)

// Photos 0 to 2 show one person, 3 and 4 another, 5 a third one.
func Example() {
	person := []int{7, 7, 7, 8, 8, 9}
	sampler, err := pair.NewPublished(person, 2, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := sampler.Next()
	for k, same := range batch.Same {
		a, b := batch.Photos[batch.A[k]], batch.Photos[batch.B[k]]
		fmt.Println(same, same == (person[a] == person[b]))
	}
	// Output:
	// true true
	// true true
	// false true
	// false true
}
