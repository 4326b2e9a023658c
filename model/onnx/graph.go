package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of an ONNX file that are looked at, by their numbers in the format's onnx.proto (IR versions 3 to 10).
const (
	modelGraph = 7

	graphInitializer = 5
	graphInput       = 11
	graphOutput      = 12
	graphValueInfo   = 13

	tensorType  = 2 // 1 is float32
	tensorFloat = 4
	tensorName  = 8
	tensorRaw   = 9

	valueName = 1
	valueType = 2

	typeTensor   = 1
	tensorShape  = 2
	shapeDim     = 1
	dimensionPar = 2
)

// tiny is the magnitude below which a weight counts as zero. A product of two such numbers is denormal, on which some processors take
// a hundred times as long; no activation is large enough to make any of them matter.
const tiny = 1e-12

var errNoGraph = errors.New("it holds no ONNX graph")

// loosened is the file of a network with its batch free, and, where sides is set, also the height and width of its inputs and outputs:
// exported networks have the shapes fixed that they were exported with. Weights that are inputs as well (IR version 3) become constants,
// without which they can't be folded, and tiny ones zero.
func loosened(file []byte, sides bool) ([]byte, error) {
	graphs := 0
	out, err := edit(file, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num != modelGraph {
			return value, true, nil
		}
		graphs++
		graph, err := loosenGraph(value, sides)
		return graph, true, err
	})
	if err == nil && graphs != 1 {
		err = errNoGraph
	}
	return out, err
}

func loosenGraph(graph []byte, sides bool) ([]byte, error) {
	constants := map[string]bool{}
	_, err := edit(graph, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num == graphInitializer {
			name, err := stringIn(value, tensorName)
			constants[name] = true
			return value, true, err
		}
		return value, true, nil
	})
	if err != nil {
		return nil, err
	}
	return edit(graph, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		switch num {
		case graphValueInfo:
			return nil, false, nil
		case graphInitializer:
			flushed, err := flushTensor(value)
			return flushed, true, err
		case graphInput, graphOutput:
			name, err := stringIn(value, valueName)
			if err != nil || constants[name] {
				return nil, false, err
			}
			free, err := freeShape(value, name, sides)
			return free, true, err
		}
		return value, true, nil
	})
}

// freeShape gives the dimensions of an input or output names in place of sizes: all batches are one "batch".
func freeShape(value []byte, name string, sides bool) ([]byte, error) {
	return within(value, []protowire.Number{valueType, typeTensor, tensorShape}, func(shape []byte) ([]byte, error) {
		axis := -1
		return edit(shape, func(num protowire.Number, dimension []byte) ([]byte, bool, error) {
			if num != shapeDim {
				return dimension, true, nil
			}
			axis++
			switch {
			case axis == 0:
				return namedDimension("batch"), true, nil
			case axis >= 2 && sides:
				return namedDimension(fmt.Sprintf("%s_side%d", name, axis)), true, nil
			}
			return dimension, true, nil
		})
	})
}

func namedDimension(name string) []byte {
	return protowire.AppendString(protowire.AppendTag(nil, dimensionPar, protowire.BytesType), name)
}

// flushTensor makes the tiny values of a tensor of float32 zero.
func flushTensor(tensor []byte) ([]byte, error) {
	kind := uint64(0)
	for rest := tensor; len(rest) > 0; {
		num, wire, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		if num == tensorType && wire == protowire.VarintType {
			kind, _ = protowire.ConsumeVarint(rest[n:])
		}
		m := protowire.ConsumeFieldValue(num, wire, rest[n:])
		if m < 0 {
			return nil, protowire.ParseError(m)
		}
		rest = rest[n+m:]
	}
	const float32s = 1
	if kind != float32s {
		return tensor, nil
	}
	return edit(tensor, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num == tensorRaw || num == tensorFloat {
			value = append([]byte(nil), value...)
			for i := 0; i+4 <= len(value); i += 4 {
				if v := math.Float32frombits(binary.LittleEndian.Uint32(value[i:])); v > -tiny && v < tiny {
					binary.LittleEndian.PutUint32(value[i:], 0)
				}
			}
		}
		return value, true, nil
	})
}

// stringIn is the field of that number of a message, "" where it has none.
func stringIn(message []byte, field protowire.Number) (found string, err error) {
	_, err = edit(message, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num == field {
			found = string(value)
		}
		return value, true, nil
	})
	return found, err
}

// within changes the message that lies below a path of fields, each of which is a message.
func within(message []byte, path []protowire.Number, change func([]byte) ([]byte, error)) ([]byte, error) {
	if len(path) == 0 {
		return change(message)
	}
	return edit(message, func(num protowire.Number, value []byte) ([]byte, bool, error) {
		if num != path[0] {
			return value, true, nil
		}
		changed, err := within(value, path[1:], change)
		return changed, true, err
	})
}

// edit copies a message, field by field. change says what becomes of the fields that hold bytes (messages, strings, packed numbers), or
// that one is left out; all others stay.
func edit(message []byte, change func(num protowire.Number, value []byte) (changed []byte, kept bool, err error)) ([]byte, error) {
	out := make([]byte, 0, len(message)+64)
	for rest := message; len(rest) > 0; {
		num, wire, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		m := protowire.ConsumeFieldValue(num, wire, rest[n:])
		if m < 0 {
			return nil, protowire.ParseError(m)
		}
		field := rest[:n+m]
		rest = rest[n+m:]
		if wire != protowire.BytesType {
			out = append(out, field...)
			continue
		}
		value, _ := protowire.ConsumeBytes(field[n:])
		changed, kept, err := change(num, value)
		if err != nil {
			return nil, err
		}
		if kept {
			out = protowire.AppendBytes(append(out, field[:n]...), changed)
		}
	}
	return out, nil
}
