package torch

/*
#cgo CXXFLAGS: -O3 -std=c++17
#cgo LDFLAGS: -ltorch_cpu -lc10
#include <stdint.h>
#include <stdlib.h>
const char *siamface_torch_version(void);
void siamface_set_threads(int n);
void siamface_exact_gpu(void);
*/
import "C"

import (
	"fmt"
	"sync"

	"github.com/sugarme/gotch"
)

// Device is where tensors live and are computed with.
type Device = gotch.Device

// CPU is the device that every machine has.
var CPU = gotch.CPU

// Devices lists the names that Pick takes.
var Devices = []string{"auto", "cpu", "cuda"}

// Pick returns the device of that name: "cpu", "cuda", or "auto" (also ""), which is CUDA where a GPU can be used.
func Pick(name string) (Device, error) {
	switch name {
	case "cpu":
		return CPU, nil
	case "", "auto":
		return gpuIfAvailable(), nil
	case "cuda":
		if d := gpuIfAvailable(); d.IsCuda() {
			return d, nil
		}
		return CPU, fmt.Errorf("no GPU can be used: CUDA needs an NVIDIA driver and the CUDA libraries (build with CUDA=1); choose the device cpu or auto")
	}
	return CPU, fmt.Errorf("there is no device %q; choose one of auto, cpu, cuda", name)
}

// gpuIfAvailable is the GPU, else the CPU. What a GPU computes in full precision is float32 throughout, and the same each time.
func gpuIfAvailable() Device {
	d := gotch.CudaIfAvailable()
	if d.IsCuda() {
		exactGPU()
	}
	return d
}

var exactGPU = sync.OnceFunc(func() { C.siamface_exact_gpu() })

// DeviceName is the device as people know it: "CPU" or "CUDA".
func DeviceName(d Device) string {
	if d.IsCuda() {
		return "CUDA"
	}
	return "CPU"
}

// Version is libtorch's version, such as "2.1.0".
func Version() string { return C.GoString(C.siamface_torch_version()) }

// SetThreads sets the number of threads that one operation may use; with one, results don't depend on the machine's load.
// It is called on libtorch's thread.
func SetThreads(n int) { C.siamface_set_threads(C.int(max(1, n))) }
