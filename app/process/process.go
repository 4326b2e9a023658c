// Package process puts the program's environment right before anything else of it runs; main imports it for that alone. On Linux the
// language is English where the locale is C with some set of characters, such as C.UTF-8: the window's toolkit complains about a language
// "C" on every start, also of the command line. It asks before any line of ours in Go could run, so it is done in C.
package process
