// Package onnx runs networks in the ONNX format by ONNX Runtime, whose library is loaded when it is first needed.
//
// Every network computes on the thread that calls it, so that several photos at once keep all cores busy without waiting for each
// other; its methods may be called by several goroutines.
package onnx

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// Tensor is an array of numbers in row-major order.
type Tensor struct {
	Shape  []int64
	Values []float32
}

// Network is a network that is ready to run. Close frees it.
type Network struct {
	session *ort.DynamicAdvancedSession
	outputs int
}

// Spec says how a network's file is to be read.
type Spec struct {
	Inputs, Outputs []string
	// FreeSides says that pictures of any height and width are taken; the file's own are fixed.
	FreeSides bool
}

// slots are as many as networks compute at once: more would need more memory, and no less time.
var slots = make(chan struct{}, runtime.GOMAXPROCS(0))

var started struct {
	sync.Mutex
	done bool
}

// Start loads ONNX Runtime from its library, unless it is loaded. The library must be of the interface that the binding was made for.
func Start(library string) error {
	started.Lock()
	defer started.Unlock()
	if started.done {
		return nil
	}
	if _, err := os.Stat(library); err != nil {
		return fmt.Errorf("ONNX Runtime is missing: %w", err)
	}
	ort.SetSharedLibraryPath(library)
	if err := ort.InitializeEnvironment(ort.WithLogLevelError()); err != nil {
		return fmt.Errorf("ONNX Runtime can't be started from %s (is it damaged, or of another version?): %w", library, err)
	}
	started.done = true
	return nil
}

// Open makes a network of its file's content, which it changes. The batch, its first dimension, is free. Start comes first.
func Open(file []byte, spec Spec) (*Network, error) {
	free, err := loosen(file, spec.FreeSides)
	if err != nil {
		return nil, fmt.Errorf("the network can't be read: %w", err)
	}
	options, err := newOptions()
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime refuses an option: %w", err)
	}
	defer options.Destroy() //nolint:errcheck // freeing doesn't fail
	session, err := ort.NewDynamicAdvancedSessionWithONNXData(free, spec.Inputs, spec.Outputs, options)
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime can't make the network: %w", err)
	}
	return &Network{session, len(spec.Outputs)}, nil
}

// newOptions are one thread, and memory that is given back after each run: an arena would keep the most that any picture took.
func newOptions() (*ort.SessionOptions, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		options.SetIntraOpNumThreads(1),
		options.SetInterOpNumThreads(1),
		options.SetCpuMemArena(false),
		options.SetMemPattern(false),
	)
	if err != nil {
		options.Destroy() //nolint:errcheck // the first error counts
		return nil, err
	}
	return options, nil
}

// Run computes the outputs of one input, in the order of Spec.Outputs.
func (n *Network) Run(input Tensor) ([]Tensor, error) {
	x, err := ort.NewTensor(ort.Shape(input.Shape), input.Values)
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime refuses the input: %w", err)
	}
	defer x.Destroy() //nolint:errcheck // freeing doesn't fail
	values := make([]ort.Value, n.outputs)
	slots <- struct{}{}
	defer func() { <-slots }()
	if err := n.session.Run([]ort.Value{x}, values); err != nil {
		return nil, fmt.Errorf("a network failed: %w", err)
	}
	outputs := make([]Tensor, n.outputs)
	for i, v := range values {
		y, ok := v.(*ort.Tensor[float32])
		if !ok {
			err = errors.New("a network's output is no array of float32")
		} else {
			outputs[i] = Tensor{slices.Clone([]int64(y.GetShape())), y.GetData()}
		}
		v.Destroy() //nolint:errcheck // freeing doesn't fail; the numbers are Go's
	}
	return outputs, err
}

// Close frees the network, which must not be used afterwards.
func (n *Network) Close() {
	if n != nil {
		n.session.Destroy() //nolint:errcheck // freeing doesn't fail
	}
}
