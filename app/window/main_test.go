package window

import (
	"errors"
	"os"
	"runtime"
	"testing"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"siamface/app/internal/screen"
	_ "siamface/app/process" // the toolkit complains about the locale C before the first line of a test runs
	"siamface/app/remembered"
)

// The tests of the real window run in a process of their own, whose environment is theirs from the start and whose main
// goroutine belongs to Fyne. This variable tells such a process that it is one.
const windowProcess = "SIAMFACE_WINDOW_TEST"

// noScreen is the exit status of a process that found no way to show a window.
const noScreen = 77

// The real window and the screen that it is on; nil in an ordinary test process.
var (
	real   *Window
	onXvfb *screen.Screen
	// realStatus is the exit status that the real window ended with.
	realStatus = make(chan int, 1)
)

// OpenGL wants the main thread.
func init() { runtime.LockOSThread() }

func TestMain(m *testing.M) {
	// The desktop's own dialogs would wait for somebody at it.
	for _, variable := range []string{"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"} {
		_ = os.Unsetenv(variable)
	}
	if os.Getenv(windowProcess) == "" {
		usePretendedApp()
		os.Exit(m.Run())
	}
	os.Exit(runWithWindow(m))
}

// runWithWindow runs the tests beside a real window.
func runWithWindow(m *testing.M) int {
	var err error
	onXvfb, err = screen.Start(background, 1280, 800)
	if errors.Is(err, screen.ErrNoXvfb) {
		return noScreen
	}
	if err != nil {
		println(err.Error())
		return 1
	}
	defer onXvfb.Close()
	if err := os.Setenv("DISPLAY", onXvfb.Display()); err != nil {
		return 1
	}
	a := fyneapp.NewWithID(remembered.AppID)
	real = newWindow(a)
	code := make(chan int, 1)
	go func() {
		code <- m.Run()
		fyne.Do(func() {
			ended.Store(true)
			a.Quit()
		})
	}()
	realStatus <- runUntilClosed(real)
	return <-code
}
