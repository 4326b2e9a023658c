package onnx_test

import (
	"fmt"

	"siamface/model/onnx"
)

// What is no network is refused before the engine sees it.
func ExampleOpen() {
	_, err := onnx.Open([]byte("a photo"), onnx.Spec{Inputs: []string{"input"}, Outputs: []string{"output"}})
	fmt.Println(err != nil)
	// Output: true
}
