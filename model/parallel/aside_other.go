//go:build !linux

package parallel

// lowerPriority does nothing: a thread's priority is unknown here.
func lowerPriority() {}
