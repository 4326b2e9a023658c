// Package sandbox decodes HEIC and AVIF with libheif and libavif, which github.com/gen2brain/heic and /avif carry as WebAssembly.
//
// It runs those modules itself rather than by the functions of their packages, which let a module take 4 GiB and use a system's
// libheif or libavif instead, in the process, where there is one. Here a call has a bound on its memory, and whatever a hostile file
// does to the C code stays within the call. A module is compiled at its first use; calls may run at once.
//
// A call that has begun goes on to its end: a module that asks after each loop whether it has been stopped takes three to five times
// as long. Its caller may stop waiting.
package sandbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// ErrDecode marks a file that the module can't decode: damaged, cut off, or of a kind that it doesn't know.
var ErrDecode = errors.New("the decoder gave up")

// ErrMemory marks a file that would take more memory than the call may.
var ErrMemory = errors.New("more memory would be needed than the picture's size tells")

// module is a WebAssembly library. Its calls may run at once: each has an instance, and so a memory, of its own.
type module struct {
	packed func() []byte // gzip

	once     sync.Once
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	err      error
}

func (m *module) compile() {
	unpack, err := gzip.NewReader(bytes.NewReader(m.packed()))
	if err != nil {
		m.err = err
		return
	}
	code, err := io.ReadAll(unpack)
	if err != nil {
		m.err = err
		return
	}
	ctx := context.Background()
	m.runtime = wazero.NewRuntime(ctx)
	if _, m.err = wasi_snapshot_preview1.Instantiate(ctx, m.runtime); m.err != nil {
		return
	}
	m.compiled, m.err = m.runtime.CompileModule(ctx, code)
}

// run gives do an instance whose memory is at most limit bytes, unless ctx has ended.
func (m *module) run(ctx context.Context, limit int64, do func(*call) error) (err error) {
	if m.once.Do(m.compile); m.err != nil {
		return fmt.Errorf("can't start the decoder: %w", m.err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	memory := &bounded{limit: uint64(limit)}
	defer func() { // the runtime panics where there isn't even memory to begin with
		if cause := recover(); cause != nil {
			err = memory.explain(ctx, fmt.Errorf("%v", cause))
		}
	}()
	with := experimental.WithMemoryAllocator(ctx, memory)
	// neither files nor clocks nor an output: the module sees nothing but what it is given
	instance, err := m.runtime.InstantiateModule(with, m.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize"))
	if err != nil {
		return memory.explain(ctx, err)
	}
	defer instance.Close(context.WithoutCancel(ctx))
	return memory.explain(ctx, do(&call{ctx, instance}))
}
