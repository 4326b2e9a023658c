package process

import (
	"os"
	"runtime/debug"
)

// collectAt is how much garbage there may be before it is collected, in percent of what is in use. Networks and features are few and
// large arrays without pointers: looking through them costs next to nothing, and twice as much memory a lot.
const collectAt = 15

func init() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
}
