package torch

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
#else
static void trim(void) {}
#endif
*/
import "C"

// Trim gives memory that dropped tensors took, and that the C library keeps for further ones, back to the system (see memory.cpp). It
// takes some milliseconds and is for the end of a stage of work.
func Trim() { C.trim() }
