package torch

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }

// Lets the memory of dropped tensors serve the next ones. By itself the C library gives some megabytes back to the system after each
// operation, and their pages are fetched and filled with zeros for the next one again: a tenth of a training step of the tower small,
// and a third of the time in which faces are found. That is so above all of threads other than the first, as libtorch's is, for which
// it sets up arenas of their own and gives them back whole: all take part in the first's. It is set before any thread has asked for some.
__attribute__((constructor)) static void keep_memory(void) {
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
#else
static void trim(void) {}
#endif
*/
import "C"

import "runtime/debug"

// Trim gives memory that dropped tensors took, and that the C library keeps for further ones, back to the system. It takes some
// milliseconds and is for the end of a stage of work.
func Trim() { C.trim() }

// GiveBack is Trim, and gives back what Go keeps of garbage too: for work beside arrays so large that what the stages before it took
// would stay, for as much again, until it is needed.
func GiveBack() {
	debug.FreeOSMemory()
	Trim()
}
