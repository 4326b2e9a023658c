package parallel_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"siamface/model/parallel"
)

func TestEachDoesAllOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100} {
		times := make([]int, n)
		var seen []int
		err := parallel.Each(t.Context(), n, func(_ context.Context, i int) error {
			times[i]++
			return nil
		}, func(done int) { seen = append(seen, done) })
		if err != nil || slices.ContainsFunc(times, func(k int) bool { return k != 1 }) {
			t.Errorf("%d things: done %v times, %v", n, times, err)
		}
		if len(seen) != n || !slices.IsSorted(seen) {
			t.Errorf("%d things: progress %v", n, seen)
		}
	}
}

func TestEachStops(t *testing.T) {
	wrong := errors.New("the third is wrong")
	done := 0
	err := parallel.Each(t.Context(), 10000, func(_ context.Context, i int) error {
		if i == 2 {
			return wrong
		}
		return nil
	}, func(n int) { done = n })
	if !errors.Is(err, wrong) || done == 9999 {
		t.Errorf("ended with %v after %d", err, done)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	called := false
	err = parallel.Each(ctx, 5, func(context.Context, int) error { called = true; return nil }, nil)
	if !errors.Is(err, context.Canceled) || called {
		t.Errorf("cancelled before it began: %v, called %v", err, called)
	}
}
