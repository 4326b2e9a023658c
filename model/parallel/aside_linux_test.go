package parallel_test

import (
	"context"
	"testing"

	"golang.org/x/sys/unix"

	"siamface/model/parallel"
)

// niceOfThread is how nice the calling thread is: 20 minus what the system call gives.
func niceOfThread(t *testing.T) int {
	t.Helper()
	n, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
	if err != nil {
		t.Fatal(err)
	}
	return 20 - n
}

// Work aside has a lower priority, and leaves none of it behind.
func TestAside(t *testing.T) {
	usual := niceOfThread(t)
	const many = 40
	nice := make([]int, many)
	look := func(_ context.Context, i int) error { nice[i] = niceOfThread(t); return nil }
	for _, c := range []struct {
		ctx  context.Context
		want int
	}{{parallel.Aside(t.Context()), max(usual, 10)}, {t.Context(), usual}} {
		if err := parallel.Each(c.ctx, many, look, nil); err != nil {
			t.Fatal(err)
		}
		for i, n := range nice {
			if n != c.want {
				t.Fatalf("item %d is done at %d, want %d", i, n, c.want)
			}
		}
	}
}
