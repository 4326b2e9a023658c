// Package widgets holds the parts of the window: face grid, photo slot, verdict, live chart and the like. They know
// only Fyne and the standard library, hold no business logic and speak by callbacks; every word they show comes in as
// a string, so that the window can change its language while it runs.
//
// Unless said otherwise, every exported function must be called on Fyne's goroutine, and every callback is called
// there. FaceGrid and Picture own goroutines of their own; Close stops them and may be called twice.
package widgets
