package torch

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
static void keep(void) {
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
}
#else
static void trim(void) {}
static void keep(void) {}
#endif
*/
import "C"

// keepMemory lets the C library keep the memory of dropped tensors for the next ones. It comes to such limits by itself, but only once
// a tensor of that size was dropped; until then it gives some megabytes back to the system after each operation, and their pages are
// fetched and filled with zeros for the next one again: a tenth of a training step of the tower small.
func keepMemory() { C.keep() }

// Trim gives memory that dropped tensors took, and that the C library keeps for further ones, back to the system. It takes some
// milliseconds and is for the end of a stage of work.
func Trim() { C.trim() }
