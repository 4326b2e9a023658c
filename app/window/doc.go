// Package window is the window: four tabs over one open folder and one model in use. It draws, asks and reports; all work on
// photos and networks is done by the packages under model, on goroutines of its own, and what they report comes back to
// Fyne's goroutine. Unless said otherwise, everything here is called on that goroutine.
package window
