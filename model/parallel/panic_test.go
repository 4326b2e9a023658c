package parallel_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"siamface/model/parallel"
)

// fall panics, in a function whose name is found in the stack.
func fall(value any) { panic(value) }

// wantPanic wants an error that says what happened, and where.
func wantPanic(t *testing.T, what string, err error) {
	t.Helper()
	p, ok := errors.AsType[*parallel.Panic](err)
	if !ok || !strings.Contains(string(p.Stack), "parallel_test.fall") || err.Error() != "something unexpected went wrong: file does not exist" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: %v", what, err)
	}
}

// TestPanics: wherever a panic happens, it comes to the one who waits, with its stack, and nobody waits for ever.
func TestPanics(t *testing.T) {
	wantPanic(t, "Catch", parallel.Catch(func() error { fall(fs.ErrNotExist); return nil }))
	wantPanic(t, "Each", parallel.Each(t.Context(), 100, func(_ context.Context, i int) error {
		if i == 7 {
			fall(fs.ErrNotExist)
		}
		return nil
	}, nil))
	wantPanic(t, "progress", parallel.Each(t.Context(), 100, func(context.Context, int) error { return nil }, func(done int) {
		if done == 7 {
			fall(fs.ErrNotExist)
		}
	}))
	wantPanic(t, "All", parallel.Catch(func() error {
		parallel.All(100, func(int) { fall(fs.ErrNotExist) })
		return nil
	}))
	done := make([]bool, 3)
	wantPanic(t, "Group", parallel.Catch(func() error {
		var g parallel.Group
		for i := range done {
			g.Go(func() {
				done[i] = true
				if i == 1 {
					fall(fs.ErrNotExist)
				}
			})
		}
		g.Wait()
		return nil
	}))
	if !done[0] || !done[2] {
		t.Errorf("others weren't waited for: %v", done)
	}
	if err := parallel.Catch(func() error { return fs.ErrExist }); !errors.Is(err, fs.ErrExist) {
		t.Errorf("an error became %v", err)
	}
}
