package process

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Networks and features are few, large arrays without pointers: the collector passes over them at no cost, while twice their memory costs a
// lot. So garbage is collected from leastPercent of what is in use on, not 100. Where little is in use, that would be every few
// megabytes, and each time everything is looked through: so leastGarbage bytes are always allowed.
const (
	leastPercent = 15
	leastGarbage = 32 << 20
)

func init() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percentFor(0))
		afterCollection(tune)
	}
}

// percentFor is how much garbage there may be before it is collected, in percent of the bytes in use.
func percentFor(used uint64) int {
	return max(leastPercent, int(100*leastGarbage/max(used, leastGarbage/10)))
}

// tune sets the percentage for what is in use after a collection, and comes back after the next.
func tune() {
	used := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(used)
	if used[0].Value.Kind() == metrics.KindUint64 {
		debug.SetGCPercent(percentFor(used[0].Value.Uint64()))
	}
	afterCollection(tune)
}

// afterCollection calls fn once the garbage has been collected the next time: a thing that nobody holds is found to be garbage then.
func afterCollection(fn func()) {
	thing := new([16]byte) // larger than what is put together with others
	runtime.AddCleanup(thing, func(fn func()) { fn() }, fn)
}
