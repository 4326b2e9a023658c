package weights

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"sync"
	"unsafe"
)

// dtype is how a file stores a value; all are little-endian.
type dtype int

const (
	f32 dtype = iota + 1
	f16
	bf16
	f64
	i64
	i32
	u8
)

// dtypeNames are safetensors' names.
var dtypeNames = map[string]dtype{"F32": f32, "F16": f16, "BF16": bf16, "F64": f64, "I64": i64, "I32": i32, "U8": u8}

// size is the number of bytes of one value.
func (d dtype) size() int64 {
	switch d {
	case f64, i64:
		return 8
	case f32, i32:
		return 4
	case f16, bf16:
		return 2
	}
	return 1
}

// decode turns len(dst) stored values into float32.
func (d dtype) decode(dst []float32, src []byte) {
	le := binary.LittleEndian
	switch d {
	case f32:
		each(dst, src, 4, func(b []byte) float32 { return math.Float32frombits(le.Uint32(b)) })
	case f16:
		// the one loop that is worth its own lines: pretrained weights come as float16
		table := halves()
		for i := range dst {
			dst[i] = table[le.Uint16(src[2*i:2*i+2])]
		}
	case bf16:
		each(dst, src, 2, func(b []byte) float32 { return math.Float32frombits(uint32(le.Uint16(b)) << 16) })
	case f64:
		each(dst, src, 8, func(b []byte) float32 { return float32(math.Float64frombits(le.Uint64(b))) })
	case i64:
		each(dst, src, 8, func(b []byte) float32 { return float32(int64(le.Uint64(b))) })
	case i32:
		each(dst, src, 4, func(b []byte) float32 { return float32(int32(le.Uint32(b))) })
	case u8:
		each(dst, src, 1, func(b []byte) float32 { return float32(b[0]) })
	}
}

func each(dst []float32, src []byte, size int, value func([]byte) float32) {
	for i := range dst {
		dst[i] = value(src[i*size:])
	}
}

// halfToFloat widens an IEEE 754 binary16, exactly; infinities and NaNs stay such.
func halfToFloat(h uint16) float32 {
	sign, exponent, fraction := uint32(h&0x8000)<<16, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0: // zero, or a subnormal number: fraction · 2⁻²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// halves are the values of all binary16 numbers.
var halves = sync.OnceValue(func() *[1 << 16]float32 {
	table := new([1 << 16]float32)
	for i := range table {
		table[i] = halfToFloat(uint16(i))
	}
	return table
})

// valueChunk is how many values are converted at a time: the stored bytes are never held whole.
const valueChunk = 1 << 15

// readValues fills dst with values stored as d.
func readValues(r io.Reader, d dtype, dst []float32) error {
	buffer := make([]byte, int64(min(valueChunk, len(dst)))*d.size())
	for len(dst) > 0 {
		n := min(valueChunk, len(dst))
		part := buffer[:int64(n)*d.size()]
		if _, err := io.ReadFull(r, part); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		d.decode(dst[:n], part)
		dst = dst[n:]
	}
	return nil
}

// inOrder says that this machine's memory has a number's bytes in the order in which files have them.
var inOrder = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// writeValues puts out float32, little-endian.
func writeValues(w io.Writer, values []float32) error {
	if inOrder { // half of the time that hashing them takes would go into copying
		_, err := w.Write(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), 4*len(values)))
		return err
	}
	buffer := make([]byte, 4*min(valueChunk, len(values)))
	for len(values) > 0 {
		n := min(valueChunk, len(values))
		part := buffer[:4*n]
		for i, v := range values[:n] {
			binary.LittleEndian.PutUint32(part[4*i:4*i+4], math.Float32bits(v))
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
