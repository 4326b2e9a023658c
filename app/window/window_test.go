package window

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
)

// TestWindow runs the real window's test in a process of its own, without the face networks.
func TestWindow(t *testing.T) { inWindow(t, "TestRealWindow", picturedWeights(t)) }

// TestWindowTraining does so for the Training tab's choices and its search.
func TestWindowTraining(t *testing.T) { inWindow(t, "TestRealTraining", t.TempDir()) }

// TestWindowFaces does so for a fresh window with the face networks.
func TestWindowFaces(t *testing.T) {
	weights := realdata.Faces(t)
	people(t)
	inWindow(t, "TestRealFaces", weights)
}

// TestWindowAligned does so for a recipe that warps the faces that it finds.
func TestWindowAligned(t *testing.T) { inWindow(t, "TestRealAligned", realdata.Faces(t)) }

// inWindow runs a test in a process with a real window, and reads what it logged.
func inWindow(t *testing.T, name, weights string) {
	t.Helper()
	if err := inWindowOf(t, name, weights, t.TempDir()); err != nil {
		t.Errorf("the window's process failed: %v", err)
	}
}

// inWindowOf is inWindow for somebody whose files lie in a folder, and returns how the process ended.
func inWindowOf(t *testing.T, name, weights, home string) error {
	t.Helper()
	if os.Getenv(windowProcess) != "" {
		t.Skip("this is the window's process")
	}
	if testing.Short() {
		t.Skip("driving the real window takes about a minute")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+name+"$", "-test.v", "-test.timeout=30m")
	cmd.Env = append(os.Environ(), windowProcess+"=1", face.Variable+"="+weights, "HOME="+home, "XDG_CONFIG_HOME="+home+"/config",
		"XDG_CACHE_HOME="+home+"/cache", "XDG_DATA_HOME="+home+"/data", "FYNE_SCALE=1", "FYNE_THEME=light",
		"LANG=en_US.UTF-8", "LC_ALL=", "LC_MESSAGES=")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == noScreen {
		t.Skip("no Xvfb on this machine: install the package xvfb to drive the window")
	}
	t.Logf("the window's process:\n%s", log.String())
	// Once the tests have passed the window is closed, and the toolkit takes what still comes then to be on the wrong thread.
	open, _, _ := strings.Cut(log.String(), "\nPASS\n")
	for _, line := range strings.Split(open, "\n") {
		if strings.Contains(line, "*** Error in Fyne call thread") || strings.Contains(line, "DATA RACE") {
			t.Error(line)
		}
	}
	return err
}

// pictured says that the tests take the pictures in docs: of the window with the face networks, as whoever follows the README has it.
// Otherwise the window is tested without them.
var pictured = os.Getenv("SIAMFACE_PICTURES") != ""

func picturedWeights(t *testing.T) string {
	if pictured {
		return realdata.Faces(t)
	}
	return t.TempDir()
}
