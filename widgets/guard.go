package widgets

import (
	"runtime/debug"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// onPanic is told of panics; nil lets them go on.
var onPanic atomic.Pointer[func(value any, stack []byte)]

// SetOnPanic has a function told of what panics in the widgets' own goroutines and in what a click or a key does, with the stack of where
// it happened. The program then goes on. The function may be called on any goroutine.
func SetOnPanic(tell func(value any, stack []byte)) { onPanic.Store(&tell) }

// guard does something, and tells of a panic in it.
func guard(do func()) {
	tell := onPanic.Load()
	if tell == nil {
		do()
		return
	}
	defer func() {
		if value := recover(); value != nil {
			(*tell)(value, debug.Stack())
		}
	}()
	do()
}

// guarded is a callback that guard calls; none stays none.
func guarded(do func()) func() {
	if do == nil {
		return nil
	}
	return func() { guard(do) }
}

// doGuarded runs a function on Fyne's goroutine.
func doGuarded(do func()) { fyne.Do(guarded(do)) }
