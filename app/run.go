//go:build !headless

package app

import "siamface/app/window"

// Run shows the window, with the files and folders opened that paths name, until it is closed, and returns the exit status.
func Run(paths []string) int { return window.Run(paths) }
