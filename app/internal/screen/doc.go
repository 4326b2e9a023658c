// Package screen drives a real window for tests. It starts a private X display without a monitor (Xvfb) and finds the window
// of the program under test. It moves the pointer, types, drags files onto the window by the XDND protocol and takes
// pictures.
//
// It knows nothing of the program it drives. There is no window manager on the display: a window has no frame, gets the
// keyboard only by [Window.Focus], and is closed by [Window.Close]. All coordinates are pixels from the top left of the
// window, not units of a toolkit. Input is what a person's hands send (XTEST), so the program can't tell the difference. It
// arrives some time after a method returns, and a test waits for what it causes.
//
// A method with a context waits until the context is done, or for a minute where the context has no deadline.
package screen
