// Package torch puts libtorch behind one locked OS thread.
//
// libtorch keeps the gradient mode and its last error per OS thread, and a goroutine may change threads between two calls:
// work that isn't pinned loses errors and records gradients that nobody asked for. So every call into libtorch, in the
// whole program, runs inside a function given to Do or DoFirst, one after another, on one goroutine that never leaves its
// thread. Tensors must not be touched outside of such a function.
//
// Gradients are off, but inside WithGrad.
//
// libtorch is loaded for the first such function. Where it can't be, Do and DoFirst return that as their error, and what of the program
// doesn't compute with it goes on.
package torch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/sugarme/gotch/ts"

	"siamface/model/parallel"
)

// Tensor is libtorch's array, to be used on the worker's thread alone and dropped when it is used up.
type Tensor = ts.Tensor

type job struct {
	ctx  context.Context
	run  func() error
	done chan error
}

var (
	start  sync.Once
	first  = make(chan job) // verification: a person waits for it
	normal = make(chan job) // training, a step at a time
)

// Do runs fn on libtorch's thread when its turn comes and returns its error. It returns ctx's error, without running fn,
// when ctx ends before the turn comes; once begun, fn is always waited for. Long work comes as many short calls, so that
// DoFirst gets between them. fn must not call Do itself.
func Do(ctx context.Context, fn func() error) error { return submit(ctx, normal, fn) }

// DoFirst is Do ahead of everything that waits in Do.
func DoFirst(ctx context.Context, fn func() error) error { return submit(ctx, first, fn) }

func submit(ctx context.Context, queue chan job, fn func() error) error {
	start.Do(func() { go work() })
	if err := ctx.Err(); err != nil {
		return err
	}
	j := job{ctx: ctx, run: fn, done: make(chan error, 1)}
	select {
	case queue <- j:
		return <-j.done
	case <-ctx.Done():
		return ctx.Err()
	}
}

func work() {
	runtime.LockOSThread()
	err := begin()
	for {
		j := next()
		if err != nil {
			j.done <- err
			continue
		}
		j.done <- guard(j.run)
	}
}

// begin brings libtorch to this thread.
func begin() error {
	if err := load(); err != nil {
		return err
	}
	if _, err := ts.GradSetEnabled(false); err != nil {
		return fmt.Errorf("libtorch could not be started: %w", err)
	}
	beginThreads()
	return nil
}

func next() job {
	select {
	case j := <-first:
		return j
	default:
	}
	select {
	case j := <-first:
		return j
	case j := <-normal:
		return j
	}
}

// guard turns a panic beneath fn into an error: the thread serves the whole program and must live on.
func guard(fn func() error) error {
	err := parallel.Catch(fn)
	if _, panicked := errors.AsType[*parallel.Panic](err); panicked {
		return fmt.Errorf("the numeric library failed unexpectedly: %w", err)
	}
	return err
}

// WithGrad runs fn with gradients recorded. It is called on libtorch's thread and doesn't nest.
func WithGrad(fn func() error) error {
	if _, err := ts.GradSetEnabled(true); err != nil {
		return err
	}
	defer ts.GradSetEnabled(false) //nolint:errcheck // switching a flag off doesn't fail
	return fn()
}
