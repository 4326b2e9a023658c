package dataset_test

import (
	"context"
	"fmt"
	"os"

	"siamface/model/dataset"
	"siamface/model/sample"
)

// A folder with a folder for each person is opened, and its people are dealt to training, validation and test.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "faces")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	if err := sample.Write(ctx, dir, 10, 3, 1, nil); err != nil {
		fmt.Println(err)
		return
	}
	d, err := dataset.Open(ctx, dir, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Understood())
	if err := d.Assign(1); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test))
	// Output:
	// 10 people, no split folders
	// 6 2 2
}
