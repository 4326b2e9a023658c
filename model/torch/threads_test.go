package torch

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/sugarme/gotch/ts"
)

// TestUseThreads multiplies matrices in processes of their own and counts the process's threads: one that may use 1 thread makes none
// for operations, whether it was told before libtorch is loaded or afterwards.
func TestUseThreads(t *testing.T) {
	if text := os.Getenv("USE_THREADS"); text != "" {
		useThreadsAndCount(t, text)
		return
	}
	if _, err := os.Stat("/proc/self/task"); err != nil {
		t.Skip("this system doesn't list a process's threads")
	}
	for how, fits := range map[string]func(made int) bool{ // Go may make one or two of its own meanwhile
		"before 1": func(made int) bool { return made < 5 }, "before 8": func(made int) bool { return made >= 7 },
		"after 1": func(made int) bool { return made < 5 }, "after 8": func(made int) bool { return made >= 7 },
	} {
		if made := countThreads(t, how); !fits(made) {
			t.Errorf("%s: an operation makes %d threads", how, made)
		}
	}
}

// useThreadsAndCount says how many threads a product makes that weren't there.
func useThreadsAndCount(t *testing.T, text string) {
	when, number, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if when == "after" {
		if err := Do(ctx, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := UseThreads(ctx, n); err != nil {
		t.Fatal(err)
	}
	err = Do(ctx, func() error {
		begun := listThreads(t)
		a, err := ts.Ones([]int64{512, 512}, float32Type, CPU)
		if err != nil {
			return err
		}
		product, err := a.Matmul(a, true)
		if err != nil {
			return err
		}
		t.Logf("made=%d.", listThreads(t)-begun)
		return product.Drop()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func listThreads(t *testing.T) int {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	return len(tasks)
}

func countThreads(t *testing.T, how string) int {
	t.Helper()
	self := exec.Command(os.Args[0], "-test.run=^TestUseThreads$", "-test.v")
	self.Env = append(os.Environ(), "USE_THREADS="+how)
	out, err := self.CombinedOutput()
	_, rest, found := strings.Cut(string(out), "made=")
	number, _, _ := strings.Cut(rest, ".")
	made, parseErr := strconv.Atoi(number)
	if err != nil || !found || parseErr != nil {
		t.Fatalf("%s: %v\n%s", how, err, out)
	}
	return made
}
