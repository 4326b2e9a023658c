package screen

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// server is a running Xvfb.
type server struct {
	display string
	process *os.Process
	ended   chan struct{} // closed once the process has ended and complaints may be read
	output  bytes.Buffer  // what it wrote, for the error when it fails
}

// startServer starts Xvfb on a display number that it finds free itself, and waits until it takes connections.
func startServer(ctx context.Context, binary string, width, height int) (*server, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("can't start Xvfb: %w", err)
	}
	defer read.Close()

	s := &server{ended: make(chan struct{})}
	// The first extra file is the child's descriptor 3. The resolution is fixed, as toolkits derive a scale from it.
	cmd := exec.Command(binary, "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height),
		"-dpi", "96", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	cmd.SysProcAttr = endWithParent()
	err = s.startWatched(cmd)
	write.Close()
	if err != nil {
		return nil, fmt.Errorf("can't start Xvfb: %w", err)
	}

	number := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(read).ReadString('\n')
		number <- strings.TrimSpace(line)
	}()
	select {
	case n := <-number:
		if n == "" {
			s.stop()
			return nil, fmt.Errorf("can't start Xvfb: it ended before it opened a display: %s", strings.TrimSpace(s.output.String()))
		}
		s.display = ":" + n
		return s, nil
	case <-ctx.Done():
		s.stop()
		return nil, fmt.Errorf("can't start Xvfb: it opened no display in time: %w", ctx.Err())
	}
}

// startWatched starts cmd and watches it from one thread, which must live as long as the child does. Linux takes the end of
// the thread that started a child for the end of the parent.
func (s *server) startWatched(cmd *exec.Cmd) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // it ends by a signal, which is an error here
			close(s.ended)
		}
	}()
	return <-started
}

// stop asks the server to end, so that it removes its lock file, and kills it if it doesn't.
func (s *server) stop() {
	_ = s.process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(patience):
		_ = s.process.Kill()
		<-s.ended
	}
}
