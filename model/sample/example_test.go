package sample_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/sample"
)

// A folder of drawn people, for trying the program without photos of anybody.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "sample")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := sample.Write(context.Background(), dir, 3, 2, 1, nil); err != nil {
		fmt.Println(err)
		return
	}
	people, err := filepath.Glob(filepath.Join(dir, "d*"))
	for _, p := range people {
		fmt.Println(filepath.Base(p))
	}
	fmt.Println(err, sample.IsDrawn(dir))
	// Output:
	// d01
	// d02
	// d03
	// <nil> true
}
