// Package window is the window: four tabs over one open folder and one model in use. It draws, asks and reports; the packages
// under model do all work on photos and networks. That work runs on goroutines of its own, and what it reports comes back to
// Fyne's goroutine. Unless said otherwise, everything here is called on that goroutine.
package window
