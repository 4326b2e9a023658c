package parallel

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is a panic as an error, with the stack of where it happened. A panic that nobody recovers ends the process, whichever goroutine
// it is on: so whoever starts a goroutine turns it into one of these.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("%s: %v", Unexpected, p.Value) }

// Unexpected is what the sentence of a panic begins with.
const Unexpected = "something unexpected went wrong"

func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Recovered is what recover gave as an error; a Panic that came from another goroutine keeps its stack.
func Recovered(value any) *Panic {
	if p, ok := value.(*Panic); ok {
		return p
	}
	return &Panic{value, debug.Stack()}
}

// Catch does something, and turns a panic in it into its error, of type *Panic.
func Catch(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = Recovered(value)
		}
	}()
	return do()
}

// Group does things at once, on a goroutine each, and waits for them, like sync.WaitGroup. A panic in one of them comes out of Wait, as a
// *Panic.
type Group struct {
	all   sync.WaitGroup
	first atomic.Pointer[Panic]
}

// Go does something on a goroutine of its own.
func (g *Group) Go(do func()) {
	g.all.Go(func() {
		defer func() {
			if value := recover(); value != nil {
				g.first.CompareAndSwap(nil, Recovered(value))
			}
		}()
		do()
	})
}

// Wait waits until all is done.
func (g *Group) Wait() {
	g.all.Wait()
	if p := g.first.Load(); p != nil {
		panic(p)
	}
}
