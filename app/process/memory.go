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
	leastPercent = 6
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

// tune sets the percentage, and the memory from which on what is free is given back at once, for what is in use after a collection. It comes
// back after the next.
func tune() {
	m := readMemory()
	percent := percentFor(m.live)
	debug.SetGCPercent(percent)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(m.live + m.live*uint64(percent)/100 + m.other + leastGarbage/2))
	}
	afterCollection(tune)
}

// memory is what the Go part of the program has of it, in bytes.
type memory struct {
	live  uint64 // in use after the last collection
	other uint64 // stacks and what is needed to keep the books
}

func readMemory() memory {
	all := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
	}
	metrics.Read(all)
	m := memory{all[0].Value.Uint64(), all[1].Value.Uint64()}
	for _, heap := range all[2:] {
		m.other -= heap.Value.Uint64()
	}
	return m
}

// afterCollection calls fn once the garbage has been collected the next time: a thing that nobody holds is found to be garbage then.
func afterCollection(fn func()) {
	thing := new([16]byte) // larger than what is put together with others
	runtime.AddCleanup(thing, func(fn func()) { fn() }, fn)
}
