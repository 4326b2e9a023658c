package torch

import (
	"strings"
	"sync/atomic"
)

// fullMemory is what libtorch and CUDA's libraries write where a GPU has no more memory; gotch hands their errors on as text.
var fullMemory = []string{"CUDA out of memory", "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"}

// IsOutOfMemory tells an error of a GPU whose memory is full: less at once may do, and the processor.
func IsOutOfMemory(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	for _, part := range fullMemory {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// fault, when set, stands before every copy of numbers to a device.
var fault atomic.Pointer[func(device Device, numbers int) error]

// FailWith is for tests: before numbers are copied to a device, fails is asked, and where it gives an error the copy fails so. restore ends
// that.
func FailWith(fails func(device Device, numbers int) error) (restore func()) {
	old := fault.Swap(&fails)
	return func() { fault.Store(old) }
}

func askFault(device Device, numbers int) error {
	if fails := fault.Load(); fails != nil {
		return (*fails)(device, numbers)
	}
	return nil
}
