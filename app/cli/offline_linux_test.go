package cli_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// insideVariable says that this process is in a network namespace of its own.
const insideVariable = "SIAMFACE_TEST_OFFLINE"

// TestWithoutNetwork does the main work in a network namespace without any interface that is up: nothing needs a network, not even
// this machine's own.
func TestWithoutNetwork(t *testing.T) {
	if os.Getenv(insideVariable) == "" {
		startOffline(t)
		return
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp != 0 {
			t.Fatalf("there is a network: %s", i.Name)
		}
	}
	withNetworks(t)
	dir, faces := t.TempDir(), draw(t, 8, 4, 1)
	run := filepath.Join(dir, "run")
	model := filepath.Join(run, "model.safetensors")
	a, b := realPhoto(t, "people", "joe-biden", "1.jpg"), realPhoto(t, "people", "joe-biden", "2.jpg")
	for _, args := range [][]string{
		{"verify", a, b},
		{"scan", faces},
		{"train", faces, "--run", run, "--recipe", "small", "--epochs", "1"},
		{"verify", filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, "d02", "1.pgm"), "--model", model},
		{"evaluate", faces, "--model", model, "--report", filepath.Join(dir, "report")},
		{"embed", faces, "--model", model, "--out", filepath.Join(dir, "e.csv")},
	} {
		succeed(t, args...)
	}
}

// startOffline runs this test in a namespace of its own, where the system lets users make one.
func startOffline(t *testing.T) {
	t.Helper()
	inside := func(name string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
		}
		return cmd
	}
	if err := inside("true").Run(); err != nil {
		t.Skipf("this system lets nobody make a network namespace: %v", err)
	}
	self := inside(os.Args[0], "-test.run=^TestWithoutNetwork$", "-test.v")
	self.Env = append(os.Environ(), insideVariable+"=1")
	if out, err := self.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}
