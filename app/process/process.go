// Package process puts the program's environment right before anything else of it runs; main imports it for that alone. On
// Linux the program starts itself anew, once, with
//
//   - OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT=3000, unless the user has set one: by default libtorch's threads wait for each other
//     by spinning, and on a machine that is busy with something else training then takes more than ten times as long. Where they fall
//     asleep at once, waking them takes longer than most of a small network's operations. Some microseconds of spinning are neither.
//   - messages in English where the locale is plain C: the window's toolkit complains about a language "C" on every start,
//     also of the command line.
//
// Both are read by libraries before Go's first line runs, so it is done in C.
package process
