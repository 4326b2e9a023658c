// Package crash keeps what is known when the program ends badly: a log for each time, for the user alone. What can be recovered is
// written by Log; what can't, such as a fault in a library in C, Go's runtime writes to the file of the Watch.
package crash

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"siamface/model/file"
	"siamface/model/parallel"
	"siamface/model/run"
)

// The names of logs: what begins with fatal hasn't been told to anybody yet, what begins with told has.
const (
	fatal  = "crash-"
	told   = "told-"
	ending = ".log"
)

// mostLogs is how many logs are kept.
const mostLogs = 20

// Folder is where the logs are: among the user's caches, or with the system's temporary files where there is no such place.
func Folder() string {
	if user, err := os.UserCacheDir(); err == nil {
		if dir := filepath.Join(user, "siamface", "logs"); os.MkdirAll(dir, 0o700) == nil {
			return dir
		}
	}
	return filepath.Join(os.TempDir(), "siamface-logs-"+strconv.Itoa(os.Getuid()))
}

// Watch waits for what can't be recovered.
type Watch struct{ path string }

// Start has Go's runtime write to a new file what it says when the process ends badly. Where there is no place for a file, nothing is
// kept; the program goes on without.
func Start() *Watch {
	dir := Folder()
	if os.MkdirAll(dir, 0o700) != nil {
		return &Watch{}
	}
	cleanUp(dir)
	path := filepath.Join(dir, nameLog(fatal))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &Watch{}
	}
	defer f.Close() // the runtime has a file of its own
	if debug.SetCrashOutput(f, debug.CrashOptions{}) != nil {
		_ = os.Remove(path)
		return &Watch{}
	}
	return &Watch{path}
}

// End says that the process ends well, and takes the file away.
func (w *Watch) End() {
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	if info, err := os.Stat(w.path); err == nil && info.Size() == 0 {
		_ = os.Remove(w.path)
	}
}

// Last is the log of a process that ended badly and of which nobody has been told, the newest; "" is none. It is told only once.
func Last() string {
	dir := Folder()
	last := ""
	for _, name := range listLogs(dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !strings.HasPrefix(name, fatal) || info.Size() == 0 {
			continue
		}
		path := filepath.Join(dir, told+strings.TrimPrefix(name, fatal))
		if os.Rename(filepath.Join(dir, name), path) == nil {
			last = path
		}
	}
	return last
}

// Log keeps what is known of a panic, and returns the file; "" where it can't be written.
func Log(p *parallel.Panic) string {
	dir := Folder()
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	path := filepath.Join(dir, nameLog(told))
	err := file.Write(path, 0o600, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "siamface %s, %s %s/%s, %s\n\n%v\n\n%s", run.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH,
			time.Now().Format(time.RFC3339), p.Value, p.Stack)
		return err
	})
	if err != nil {
		return ""
	}
	return path
}

// Explain is an error as people are told it: of one with a panic beneath, a sentence that says where its log is.
func Explain(err error) error {
	p, ok := errors.AsType[*parallel.Panic](err)
	if !ok || errors.As(err, new(*explained)) {
		return err
	}
	return &explained{err, Log(p)}
}

// explained is an error with a panic beneath, and where its log is.
type explained struct {
	err error
	log string
}

func (e *explained) Error() string {
	text, _, _ := strings.Cut(e.err.Error(), "\n")
	if e.log == "" {
		return text
	}
	return text + "; what is known of it is in " + e.log
}

func (e *explained) Unwrap() error { return e.err }

// nameLog is the name of a new log.
func nameLog(start string) string {
	return fmt.Sprintf("%s%s-%d%s", start, time.Now().Format("20060102-150405.000000"), os.Getpid(), ending)
}

// listLogs are the names of the logs in a folder, the oldest first.
func listLogs(dir string) (names []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && strings.HasSuffix(name, ending) && (strings.HasPrefix(name, fatal) || strings.HasPrefix(name, told)) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		_, a, _ = strings.Cut(a, "-")
		_, b, _ = strings.Cut(b, "-")
		return strings.Compare(a, b)
	})
	return names
}

// cleanUp removes the oldest logs, and the empty ones of processes that were killed.
func cleanUp(dir string) {
	names := listLogs(dir)
	for i, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err == nil && (len(names)-i >= mostLogs && !isAlive(name) || info.Size() == 0 && !isAlive(name)) {
			_ = os.Remove(filepath.Join(dir, name))
		}
	}
}

// isAlive tells whether the process that a log's name names is there.
func isAlive(name string) bool {
	name = strings.TrimSuffix(name, ending)
	id, err := strconv.Atoi(name[strings.LastIndexByte(name, '-')+1:])
	return err == nil && processLives(id)
}
