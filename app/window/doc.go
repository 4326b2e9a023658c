// Package window is the window: four tabs over one open folder and one model in use. It draws, asks and reports; the packages
// under model do all work on photos and networks. That work runs on goroutines of its own, and what it reports comes back to
// Fyne's goroutine. Unless said otherwise, everything here is called on that goroutine.
//
// A tab is a prefix of files and gets what leads out of it by argument. The tabs share this package since the tests drive the whole
// window, and look into all of its parts.
package window
