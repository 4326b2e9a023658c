// What the C library does with the memory of dropped tensors, set before any thread has asked for some.
#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>

// Lets the memory of dropped tensors serve the next ones. By itself the C library gives some megabytes back to the system after each
// operation, and their pages are fetched and filled with zeros for the next one again: a tenth of a training step of the tower small,
// and a third of the time in which faces are found. That is so above all of threads other than the first, as libtorch's is, for which
// it sets up arenas of their own and gives them back whole: all take part in the first's.
__attribute__((constructor)) static void keep_memory() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
#endif
