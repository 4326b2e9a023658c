//go:build headless

package app

import (
	"fmt"
	"os"
)

// Run says that this build has no window, and returns the exit status.
func Run([]string) int {
	fmt.Fprintln(os.Stderr, "siamface: this build has no window; see siamface --help for what it does from the command line")
	return 1
}
