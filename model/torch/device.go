package torch

/*
#include <dlfcn.h>
#include <torch/version.h>
void siamface_exact_gpu(void);

// Whether there is NVIDIA's driver, without which libtorch finds no GPU.
static int has_driver(void) { return dlopen("libcuda.so.1", RTLD_LAZY) != NULL; }
*/
import "C"

import (
	"context"
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

// Pick returns the device of that name: "cpu", "cuda", or "auto" (also ""), which is CUDA where a GPU can be used. It is called on
// libtorch's thread.
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

// FindDevice is the name, as people know it, of the device that Pick returns. Unlike Pick it may be called on any thread, and without a
// GPU's driver it doesn't load libtorch.
func FindDevice(ctx context.Context, name string) (device string, err error) {
	find := func() error {
		d, err := Pick(name)
		device = DeviceName(d)
		return err
	}
	if !hasDriver() {
		err = find()
		return device, err
	}
	err = Do(ctx, find)
	return device, err
}

var hasDriver = sync.OnceValue(func() bool { return C.has_driver() != 0 })

// gpuIfAvailable is the GPU, else the CPU. What a GPU computes in full precision is float32 throughout, and the same each time.
func gpuIfAvailable() Device {
	if !hasDriver() {
		return CPU
	}
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

// Version is the version of the libtorch that the program is built for, such as "2.1.0".
func Version() string { return C.TORCH_VERSION }
