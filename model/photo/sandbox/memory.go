package sandbox

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/experimental"
)

// bounded is an instance's memory. It grows up to its limit, in bytes; what asks for more gets none, as in C.
type bounded struct {
	limit   uint64
	data    []byte
	refused bool
}

// Allocate is called once, before the instance runs.
func (b *bounded) Allocate(_, _ uint64) experimental.LinearMemory { return b }

// Reallocate takes room for all that the instance may ever ask for at the first call, so that nothing is copied when it grows: the
// system gives real memory only for what is used.
func (b *bounded) Reallocate(size uint64) []byte {
	if size > b.limit {
		b.refused = true
		return nil
	}
	if b.data == nil {
		b.data = make([]byte, 0, b.limit)
	}
	b.data = b.data[:size]
	return b.data
}

// Free lets the garbage collector have it.
func (b *bounded) Free() { b.data = nil }

// explain tells a call that was stopped and one that was refused memory from one whose file is damaged.
func (b *bounded) explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case b.refused:
		return fmt.Errorf("%w: %w", ErrMemory, err)
	}
	return fmt.Errorf("%w: %w", ErrDecode, err)
}
