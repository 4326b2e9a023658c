//go:build !headless

package app

import "siamface/app/window"

// Run shows the window until it is closed, and returns the exit status.
func Run() int { return window.Run() }
