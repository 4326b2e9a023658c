package queue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"siamface/model/database/testserver"
	"siamface/model/queue"
)

// Variables by which the tests' program is a worker in a process of its own.
const (
	workerOf  = "SIAMFACE_TEST_WORKER"        // the queue's address
	dieWithin = "SIAMFACE_TEST_DIE_WITHIN"    // in the middle of which of its parts it kills itself, from 1
	dieAt     = "SIAMFACE_TEST_DIE_AT_COMMIT" // the same, while it commits
)

func TestMain(m *testing.M) {
	if address := os.Getenv(workerOf); address != "" {
		if err := work(address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	testserver.Main(m)
}

// both runs a test on a file and on a server.
func both(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("file", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "queue.db")) })
	t.Run("server", func(t *testing.T) { test(t, testserver.Address(t)) })
}

func open(t *testing.T, address string) *queue.Queue {
	t.Helper()
	q, err := queue.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
	return q
}

// spell is the work of these tests: it says what it was given.
func spell(_ context.Context, task, part []byte) ([]byte, error) {
	return fmt.Appendf(nil, "%s of %s", part, task), nil
}

func add(t *testing.T, q *queue.Queue, kind string, n int) int64 {
	t.Helper()
	var parts [][]byte
	for i := range n {
		parts = append(parts, fmt.Appendf(nil, "part %d", i))
	}
	id, err := q.Add(t.Context(), kind, []byte("the task"), parts)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// checkSpelt fails unless every part has its result once.
func checkSpelt(t *testing.T, q *queue.Queue, id int64, n int) {
	t.Helper()
	var got []string
	err := q.ReadResults(t.Context(), id, func(number int, _, result []byte) error {
		if number != len(got) {
			t.Errorf("part %d stands at place %d", number, len(got))
		}
		got = append(got, string(result))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i := range n {
		want = append(want, fmt.Sprintf("part %d of the task", i))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the results are %q", got)
	}
	if b, err := q.Find(t.Context(), id); err != nil || b.Finished != int64(n) || b.Failed != 0 || b.Running != 0 {
		t.Errorf("the batch is %+v, %v", b, err)
	}
}

func TestWorkersShareTheQueue(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		first, second := add(t, q, "spell", 20), add(t, q, "spell", 3)
		var all sync.WaitGroup
		for range 3 {
			other := open(t, address)
			all.Go(func() {
				if err := other.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": spell}, Jobs: 2, Drain: true}, nil); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		checkSpelt(t, q, first, 20)
		checkSpelt(t, q, second, 3)
		if err := q.Remove(t.Context(), first); err != nil {
			t.Error(err)
		}
		if list, err := q.List(t.Context()); err != nil || len(list) != 1 || list[0].ID != second {
			t.Errorf("%+v is left, %v", list, err)
		}
		if err := q.Remove(t.Context(), first); !errors.Is(err, queue.ErrUnknown) {
			t.Errorf("a batch that is gone: %v", err)
		}
	})
}

func TestFailedPartsAreSaidAndTriedAgain(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		id := add(t, q, "spell", 3)
		broken := func(ctx context.Context, task, part []byte) ([]byte, error) {
			if string(part) == "part 1" {
				time.Sleep(3 * time.Second) // longer than a silent worker may take
				return nil, queue.Final(errors.New("the photo is gone"))
			}
			return spell(ctx, task, part)
		}
		if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": broken}, Drain: true, RescueAfter: 2 * time.Second}, nil); err != nil {
			t.Fatal(err)
		}
		if b, err := q.Find(t.Context(), id); err != nil || b.Failed != 1 || b.Finished != 2 || b.Trouble != "the photo is gone" {
			t.Errorf("the batch is %+v, %v", b, err)
		}
		if n, err := q.Retry(t.Context(), id); err != nil || n != 1 {
			t.Errorf("%d parts again, %v", n, err)
		}
		if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": spell}, Drain: true}, nil); err != nil {
			t.Fatal(err)
		}
		checkSpelt(t, q, id, 3)
	})
}

// A part that went wrong, or broke down, is tried again by itself.
func TestRetries(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		id := add(t, q, "spell", 2)
		var tries [2]int
		wobbly := func(ctx context.Context, task, part []byte) ([]byte, error) {
			at := int(part[len(part)-1] - '0')
			if tries[at]++; tries[at] == 1 {
				if at == 0 {
					panic("broke")
				}
				return nil, errors.New("the network is away")
			}
			return spell(ctx, task, part)
		}
		var said []string
		var mutex sync.Mutex
		report := func(e queue.Event) {
			mutex.Lock()
			defer mutex.Unlock()
			if e.Err != nil {
				said = append(said, e.Err.Error())
			}
		}
		if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": wobbly}, Drain: true}, report); err != nil {
			t.Fatal(err)
		}
		checkSpelt(t, q, id, 2)
		if all := strings.Join(said, "|"); len(said) != 2 || !strings.Contains(all, "broke down: broke") || !strings.Contains(all, "network is away") {
			t.Errorf("said %q", said)
		}
	})
}

// Tables are made once, however many open a new queue at once.
func TestManyOpenANewQueue(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				q, err := queue.Open(t.Context(), address)
				if err != nil {
					t.Error(err)
					return
				}
				if err := q.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// A worker that is stopped leaves its part to others at once.
func TestStopLeavesThePart(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		id := add(t, q, "spell", 1)
		ctx, stop := context.WithCancel(t.Context())
		slow := func(ctx context.Context, _, _ []byte) ([]byte, error) {
			stop()
			<-ctx.Done()
			return nil, ctx.Err()
		}
		if err := q.Work(ctx, queue.Options{Kinds: map[string]queue.Work{"spell": slow}}, nil); err != nil {
			t.Fatal(err)
		}
		if b, err := q.Find(t.Context(), id); err != nil || b.Failed != 0 || b.Trouble != "" {
			t.Errorf("the batch is %+v, %v", b, err)
		}
		if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": spell}, Drain: true}, nil); err != nil {
			t.Fatal(err)
		}
		checkSpelt(t, q, id, 1)
	})
}

// work is the worker of the tests in a process of its own, which may kill itself.
func work(address string) error {
	q, err := queue.Open(context.Background(), address)
	if err != nil {
		return err
	}
	defer func() { _ = q.Close() }()
	die := func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) }
	begun, kept := 0, 0
	slow := func(ctx context.Context, task, part []byte) ([]byte, error) {
		time.Sleep(50 * time.Millisecond)
		if begun++; fmt.Sprint(begun) == os.Getenv(dieWithin) {
			die()
		}
		return spell(ctx, task, part)
	}
	o := queue.Options{Kinds: map[string]queue.Work{"spell": slow}, Drain: true, RescueAfter: 2 * time.Second}
	return q.Work(context.Background(), o.WithCommitting(func(int) {
		if kept++; fmt.Sprint(kept) == os.Getenv(dieAt) {
			die()
		}
	}), nil)
}

// Three workers, each a process: one is killed in the middle of a part, a second while it commits; the third finishes all, each part once.
func TestKilledWorkersLoseNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("waits until parts count as abandoned")
	}
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		id := add(t, q, "spell", 40)
		start := func(variables ...string) *exec.Cmd {
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), append(variables, workerOf+"="+address)...)
			c.Stderr = os.Stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			return c
		}
		killed := []*exec.Cmd{start(dieWithin + "=2"), start(dieAt + "=2")}
		last := start()
		for _, c := range killed {
			if err := c.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Errorf("a worker that was to be killed ended with %v", err)
			}
		}
		if err := last.Wait(); err != nil {
			t.Error(err)
		}
		checkSpelt(t, q, id, 40)
	})
}

// A part that is changed while a worker is at it is done again as it is now, and what it was is nowhere any more.
func TestChangeParts(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		q := open(t, address)
		id, err := q.Add(t.Context(), "spell", []byte("the task"), [][]byte{[]byte("quartz"), []byte("part 1"), {}})
		if err != nil {
			t.Fatal(err)
		}
		change := func(p *queue.Part) (bool, error) {
			changed := bytes.Contains(p.Task, []byte("quartz"))
			p.Task, p.Result = bytes.ReplaceAll(p.Task, []byte("quartz"), []byte("part 0")), bytes.ReplaceAll(p.Result, []byte("quartz"), []byte("part 0"))
			return changed, nil
		}
		other, once := open(t, address), sync.Once{}
		do := func(ctx context.Context, task, part []byte) ([]byte, error) {
			if bytes.Contains(part, []byte("quartz")) {
				once.Do(func() {
					if err := other.ChangeParts(ctx, id, change); err != nil {
						t.Error(err)
					}
				})
			}
			return spell(ctx, task, part)
		}
		if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{"spell": do}, Drain: true}, nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		err = q.ReadResults(t.Context(), id, func(_ int, task, result []byte) error {
			got = append(got, string(task)+": "+string(result))
			return nil
		})
		want := []string{"part 0: part 0 of the task", "part 1: part 1 of the task", ":  of the task"}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q, %v", got, err)
		}
		if err := q.Rewrite(t.Context()); err != nil {
			t.Fatal(err)
		}
		if files, _ := filepath.Glob(address + "*"); strings.HasSuffix(address, ".db") {
			for _, path := range files {
				if data, err := os.ReadFile(path); err != nil || bytes.Contains(data, []byte("quartz")) {
					t.Errorf("%s holds what was changed (%v)", path, err)
				}
			}
		}
		if err := q.ChangeParts(t.Context(), id, func(*queue.Part) (bool, error) { return true, errors.New("no") }); err == nil {
			t.Error("an error of the change isn't said")
		}
	})
}

// A queue that isn't there isn't made by those who only look: neither a file nor a server's tables.
func TestOpenExisting(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		for range 2 {
			if q, err := queue.OpenExisting(t.Context(), address); err == nil || !strings.Contains(err.Error(), "there is no queue") {
				t.Fatalf("opened %v, %v", q, err)
			}
		}
		open(t, address)
		q, err := queue.OpenExisting(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	})
}
