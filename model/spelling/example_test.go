package spelling_test

import (
	"fmt"

	"siamface/model/spelling"
)

// Two spellings of one name have one key.
func ExampleKey() {
	composed, decomposed := "Jos\u00e9", "JOSE\u0301"
	fmt.Println(spelling.Key(composed) == spelling.Key(decomposed))
	// Output: true
}

// A name is shown so that it can't move the cursor, and stored so that a spreadsheet doesn't run it.
func ExampleShow() {
	fmt.Println(spelling.Show("Anna"))
	fmt.Println(spelling.Show("red \x1b[31m"))
	cell := spelling.Cell("=1+1")
	fmt.Println(cell, spelling.FromCell(cell))
	// Output:
	// Anna
	// "red \x1b[31m"
	// "=1+1" =1+1
}

func ExampleList() {
	fmt.Println(spelling.List([]string{"Ann", "Bob", "Cid", "Dan"}, 2))
	// Output: Ann, Bob and 2 more
}
