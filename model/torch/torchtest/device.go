// Package torchtest says where tests compute: on the CPU, or on the device that SIAMFACE_TEST_DEVICE names, such as cuda, so that the same
// tests hold a GPU to the same numbers (make test-gpu).
package torchtest

import (
	"context"
	"fmt"
	"os"

	"siamface/model/torch"
)

// Variable is the environment variable that names the device.
const Variable = "SIAMFACE_TEST_DEVICE"

// Name is the device's name, one of torch.Devices.
var Name = name()

// Device is where tests compute.
var Device = pick()

func name() string {
	if named := os.Getenv(Variable); named != "" {
		return named
	}
	return "cpu"
}

// pick ends the tests where the device can't be used: others than those asked for would pass.
func pick() torch.Device {
	if Name == "cpu" {
		return torch.CPU // without loading libtorch
	}
	var device torch.Device
	err := torch.Do(context.Background(), func() (err error) {
		device, err = torch.Pick(Name)
		return err
	})
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s=%s: %v\n", Variable, Name, err)
		os.Exit(1)
	}
	return device
}
