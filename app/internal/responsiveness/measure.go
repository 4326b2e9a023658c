package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"siamface/app/internal/screen"
	"siamface/model/format"
	"siamface/model/sample"
)

const (
	width, height = 1280, 800
	starts        = 4 // of which the first is cold, and the best of the others counts
	rest          = 3 * time.Second
)

// drawLargeFolder makes a folder of 1,300 drawn people, ten photos each.
func drawLargeFolder(ctx context.Context) (string, error) {
	root, err := os.MkdirTemp("", "large-folder-")
	if err != nil {
		return "", err
	}
	return root, sample.Write(ctx, root, 1300, 10, 1, nil)
}

// measure starts the program a few times and then scrolls a folder.
func measure(ctx context.Context, program, folder string) ([]row, error) {
	s, err := screen.Start(ctx, width, height)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	home, err := os.MkdirTemp("", "home-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	best := time.Hour
	for i := range starts {
		u, took, err := start(ctx, s, program, home)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			best = min(best, took)
		}
		if i == starts-1 {
			rows, err := u.measureUse(ctx, folder)
			return append([]row{{"first frame, warm", inMilliseconds(best)}}, rows...), errors.Join(err, u.end())
		}
		if err := u.end(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// use is the program in use.
type use struct {
	cmd    *exec.Cmd
	window *screen.Window
}

// start starts the program, and says how long it took until its window showed anything.
func start(ctx context.Context, s *screen.Screen, program, home string) (*use, time.Duration, error) {
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.Display(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_CACHE_HOME="+home+"/cache",
		"XDG_DATA_HOME="+home+"/data", "FYNE_SCALE=1", "LANG=en_US.UTF-8", "WAYLAND_DISPLAY=")
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	w, err := s.FindWindow(ctx, "Siamface")
	for err == nil {
		var picture *image.RGBA
		if picture, err = w.Screenshot(); err == nil && showsSomething(picture) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(began)
	if err != nil {
		return nil, 0, errors.Join(err, cmd.Process.Kill())
	}
	return &use{cmd, w}, took, w.Focus()
}

// showsSomething tells whether a picture has more than its ground.
func showsSomething(p *image.RGBA) bool {
	colours := map[[3]uint8]bool{}
	for i := 0; i < len(p.Pix); i += 4 * 7 {
		colours[[3]uint8(p.Pix[i:i+3])] = true
	}
	return len(colours) > 4
}

// end closes the program.
func (u *use) end() error {
	err := u.cmd.Process.Kill()
	_, _ = u.cmd.Process.Wait() // it was killed
	return err
}

// memory is what the program holds in memory now, in bytes.
func (u *use) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", u.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.ParseInt(kilobytes, 10, 64)
	return n << 10, err
}

// measureUse opens a folder, scrolls it in every way and searches it.
func (u *use) measureUse(ctx context.Context, folder string) ([]row, error) {
	time.Sleep(rest)
	atRest, err := u.memory()
	if err != nil {
		return nil, err
	}
	rows := []row{{"memory at rest", format.Bytes(atRest)}}
	if err := errors.Join(u.window.Move(0, 0), u.window.Resize(width, height)); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := u.window.Drop(ctx, width/2, height/2, folder); err != nil {
		return nil, err
	}
	for !strings.Contains(u.window.Title(), filepath.Base(folder)) {
		if time.Since(began) > time.Minute {
			return nil, fmt.Errorf("%s isn't open after a minute", folder)
		}
		time.Sleep(5 * time.Millisecond)
	}
	rows = append(rows, row{"folder open after the drop", inMilliseconds(time.Since(began))})
	time.Sleep(rest)
	for _, do := range []struct {
		what string
		act  func() error
	}{
		{"dragging the scroll bar over the whole folder", u.dragBar},
		{"turning the wheel", u.turnWheel},
		{"jumping to the end and back by keys", u.jump},
		{"searching", u.search},
	} {
		longest, err := u.pingDuring(ctx, do.act)
		if err != nil {
			return rows, fmt.Errorf("%s: %w", do.what, err)
		}
		rows = append(rows, row{"longest stall, " + do.what, inMilliseconds(longest)})
	}
	time.Sleep(rest)
	after, err := u.memory()
	return append(rows, row{"memory after that", format.Bytes(after)}), err
}

// pingDuring is the longest that the window stood still while something was done, and for a second after.
func (u *use) pingDuring(ctx context.Context, do func() error) (time.Duration, error) {
	p, err := screen.NewPinger(u.window)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type answer struct {
		longest time.Duration
		err     error
	}
	done := make(chan answer, 1)
	go func() {
		longest, err := p.LongestPing(ctx)
		done <- answer{longest, err}
	}()
	if err := do(); err != nil {
		return 0, err
	}
	time.Sleep(time.Second)
	stop()
	a := <-done
	return a.longest, a.err
}

// barFromRight and barTop are where the grid's scroll bar is in a window of this size, in pixels.
const (
	barFromRight = 19
	barTop       = 150
	barBottom    = height - 130
	sweeps       = 4
)

func (u *use) dragBar() error {
	for i := range sweeps {
		from, to := barTop, barBottom
		if i%2 == 1 {
			from, to = to, from
		}
		if err := screen.Sweep(u.window, width-barFromRight, from, width-barFromRight, to, time.Second); err != nil {
			return err
		}
	}
	return nil
}

func (u *use) turnWheel() error {
	if err := u.window.MoveTo(width/2, height/2); err != nil {
		return err
	}
	const turns = 60
	if err := u.window.Scroll(turns); err != nil {
		return err
	}
	return u.window.Scroll(-turns)
}

func (u *use) jump() error {
	if err := u.window.Click(width/2, height/2); err != nil {
		return err
	}
	for _, key := range []string{"End", "Home", "End", "Home"} {
		if err := u.window.Key(key); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil
}

func (u *use) search() error {
	if err := u.window.Key("ctrl+f"); err != nil {
		return err
	}
	for _, text := range []string{"a", "n", "d"} {
		if err := u.window.Type(text); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return u.window.Key("Escape")
}
