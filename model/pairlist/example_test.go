package pairlist_test

import (
	"fmt"
	"strings"

	"siamface/model/pairlist"
)

// A spreadsheet's list, with a row that stands there twice.
func Example() {
	list, err := pairlist.Read(strings.NewReader("image1;image2;label\nann/1.jpg;ann/2.jpg;yes\nann/1.jpg;ben/1.jpg;no\nann/2.jpg;ann/1.jpg;yes\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	review, err := list.Review(false)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(list.Dialect)
	for _, p := range list.Pairs {
		fmt.Println(p.FileX, p.FileY, p.Same)
	}
	fmt.Println(review.Repeated, "row is left out")
	// Output:
	// semicolon-separated
	// ann/1.jpg ann/2.jpg true
	// ann/1.jpg ben/1.jpg false
	// 1 row is left out
}
