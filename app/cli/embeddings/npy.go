package embeddings

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// npyAlignment is what the length of an .npy file's head is a multiple of.
const npyAlignment = 64

// npyMagic begins an .npy file of format 1.0, and npyHead is the dictionary in its head.
const (
	npyMagic = "\x93NUMPY\x01\x00"
	npyHead  = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
)

// writeNPY writes rows × columns float32 as an .npy file of format 1.0 (numpy, "NEP 1: A Simple File Format for NumPy
// Arrays"): a magic number, the version, two bytes of length, a Python dictionary padded with spaces and ended by a line break,
// and the numbers in row-major order, little-endian.
func writeNPY(w io.Writer, rows, columns int, values []float32) error {
	head := fmt.Sprintf(npyHead, rows, columns)
	used := len(npyMagic) + 2 + len(head) + 1
	head += strings.Repeat(" ", (npyAlignment-used%npyAlignment)%npyAlignment) + "\n"
	out := bufio.NewWriter(w)
	_, _ = out.WriteString(npyMagic) // the first error stays until Flush
	_, _ = out.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(head))))
	_, _ = out.WriteString(head)
	var number [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(number[:], math.Float32bits(v))
		_, _ = out.Write(number[:])
	}
	return out.Flush()
}
