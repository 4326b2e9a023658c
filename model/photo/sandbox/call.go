package sandbox

import (
	"context"
	"errors"

	"github.com/tetratelabs/wazero/api"
)

// call is one use of a module.
type call struct {
	ctx      context.Context
	instance api.Module
}

var errBounds = errors.New("the module answers out of its bounds")

// invoke calls an exported function of one result.
func (c *call) invoke(name string, args ...uint64) (uint32, error) {
	results, err := c.instance.ExportedFunction(name).Call(c.ctx, args...)
	if err != nil {
		return 0, err
	}
	return uint32(results[0]), nil
}

// allocate takes n bytes of the module's memory. They are never given back: the memory goes with the call.
func (c *call) allocate(n int64) (uint32, error) {
	if n < 0 || n > 1<<32-1 {
		return 0, errBounds
	}
	at, err := c.invoke("malloc", uint64(n))
	if err == nil && at == 0 {
		err = errors.New("out of memory")
	}
	return at, err
}

// put copies data into the module.
func (c *call) put(data []byte) (uint32, error) {
	at, err := c.allocate(int64(len(data)))
	if err == nil && !c.instance.Memory().Write(at, data) {
		err = errBounds
	}
	return at, err
}

// bytes is a view of the module's memory, which holds until the next call into it.
func (c *call) bytes(at uint32, n int64) ([]byte, error) {
	if n < 0 || n > 1<<32-1 {
		return nil, errBounds
	}
	view, ok := c.instance.Memory().Read(at, uint32(n))
	if !ok {
		return nil, errBounds
	}
	return view, nil
}

// numbers are n 32-bit numbers that the module has written.
func (c *call) numbers(at uint32, n int) ([]int64, error) {
	all := make([]int64, n)
	for i := range all {
		v, ok := c.instance.Memory().ReadUint32Le(at + 4*uint32(i))
		if !ok {
			return nil, errBounds
		}
		all[i] = int64(v)
	}
	return all, nil
}

// decoding is a file in the module, and room for what it tells about the picture.
type decoding struct {
	*call
	in, length, told uint32
	more             []uint64 // arguments between the file's and the pointers to what is told
	tells            int      // 32-bit numbers
}

func (c *call) begin(data []byte, tells int, more ...uint64) (*decoding, error) {
	in, err := c.put(data)
	if err != nil {
		return nil, err
	}
	told, err := c.allocate(4*int64(tells) + 4) // the last may be one of 8 bytes
	return &decoding{c, in, uint32(len(data)), told, more, tells}, err
}

// decode calls the module; without a place for the pixels it looks at the headers alone.
func (d *decoding) decode(out uint32) error {
	headOnly := uint64(0)
	if out == 0 {
		headOnly = 1
	}
	args := append([]uint64{uint64(d.in), uint64(d.length), headOnly}, d.more...)
	for i := range d.tells {
		args = append(args, uint64(d.told)+4*uint64(i))
	}
	ok, err := d.invoke("decode", append(args, uint64(out))...)
	if err == nil && ok == 0 {
		err = errors.New("the module refuses it")
	}
	return err
}

// head is what the module tells about the picture.
func (d *decoding) head() ([]int64, error) {
	if err := d.decode(0); err != nil {
		return nil, err
	}
	return d.numbers(d.told, d.tells)
}
