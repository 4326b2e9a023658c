package jobs_test

import (
	"fmt"

	"siamface/model/jobs"
)

// A job names the files that it needs beside the photos by their sums. "" is none.
func ExampleFindFile() {
	none, err := jobs.FindFile("")
	fmt.Println(none == jobs.File{}, err)
	_, err = jobs.FindFile("/nowhere/model.safetensors")
	fmt.Println(err != nil)
	// Output:
	// true <nil>
	// true
}
