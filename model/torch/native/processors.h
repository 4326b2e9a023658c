// One function for each generation of processors.
#pragma once

// Before a function: it is compiled for each, and the program takes what its processor can.
#ifdef __x86_64__
#define EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define EACH_PROCESSOR
#endif
