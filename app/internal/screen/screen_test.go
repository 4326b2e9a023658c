package screen_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"

	"siamface/app/internal/screen"
)

// gone waits until nothing answers at a display any more.
func gone(t *testing.T, display string) {
	t.Helper()
	for range 100 {
		conn, err := xgb.NewConnDisplay(display)
		if err != nil {
			return
		}
		conn.Close()
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("display %s is still there", display)
}

func TestCloseEndsTheDisplay(t *testing.T) {
	t.Parallel()
	s := start(t)
	if !strings.HasPrefix(s.Display(), ":") {
		t.Errorf("display %q, want a colon and a number", s.Display())
	}
	bounds, err := s.Root().Bounds()
	if want := image.Rect(0, 0, 640, 480); err != nil || bounds != want {
		t.Errorf("the screen is %v (%v), want %v", bounds, err, want)
	}
	s.Close()
	s.Close()
	gone(t, s.Display())
	if _, err := s.Root().Bounds(); err == nil {
		t.Error("a closed screen still has bounds")
	}
}

func TestScreensAreApart(t *testing.T) {
	t.Parallel()
	a, b := start(t), start(t)
	if a.Display() == b.Display() {
		t.Errorf("two screens are both %s", a.Display())
	}
}

func TestStartWithoutXvfb(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := screen.Start(t.Context(), 640, 480); !errors.Is(err, screen.ErrNoXvfb) {
		t.Errorf("error %v, want ErrNoXvfb", err)
	}
}

func TestStartSaysWhyNot(t *testing.T) {
	for _, size := range []image.Point{{-1, 480}, {640, 0}, {40000, 480}} {
		if _, err := screen.Start(t.Context(), size.X, size.Y); err == nil || !strings.Contains(err.Error(), "pixels") {
			t.Errorf("error %v for a size of %v, want one that says so", err, size)
		}
	}
	folder := t.TempDir()
	script := "#!/bin/sh\necho no memory left >&2\nexit 1\n"
	if err := os.WriteFile(filepath.Join(folder, "Xvfb"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	if _, err := screen.Start(t.Context(), 640, 480); err == nil || !strings.Contains(err.Error(), "no memory left") {
		t.Errorf("error %v, want what Xvfb said before it ended", err)
	}
	script = "#!/bin/sh\nexec sleep 60\n"
	if err := os.WriteFile(filepath.Join(folder, "Xvfb"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := screen.Start(soon(t), 640, 480); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want that the time is up", err)
	}
}

// TestDiesWithItsProcess starts a process that starts a display and never ends by itself, and kills it.
func TestDiesWithItsProcess(t *testing.T) {
	const child = "SCREEN_TEST_CHILD"
	if os.Getenv(child) != "" {
		fmt.Println("\n" + start(t).Display())
		select {}
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a display with the process that started it")
	}
	start(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), child+"=1")
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	display := ""
	for lines := bufio.NewScanner(output); display == "" && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), ":") {
			display = lines.Text()
		}
	}
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Errorf("the child's display %q: %v", display, err)
	} else {
		conn.Close()
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	gone(t, display)
}
